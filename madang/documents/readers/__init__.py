"""One module for each kind of file. They run in the child processes of `madang.documents.sandbox` only."""
