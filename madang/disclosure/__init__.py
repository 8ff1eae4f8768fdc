"""Disclosure of original documents: intake, checks, review, publication."""
