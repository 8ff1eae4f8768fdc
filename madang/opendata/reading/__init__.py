"""From a file to typed data, in a child process: pure of Django, untrusting of the file."""
