"""Taking withheld passages out of documents so that nobody gets them back. How, and why so: docs/redaction.md."""
