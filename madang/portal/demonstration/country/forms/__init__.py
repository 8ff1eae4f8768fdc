"""The kinds of documents that offices write, each a function from a case to a draft."""
