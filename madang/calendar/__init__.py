"""Days off: the library's, and those decreed later."""
