"""Publishing in advance: what each agency promised to disclose, when, and whether it did (the Act, art. 7)."""
