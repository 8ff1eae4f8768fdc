"""Pages of surveys: what everybody reads, taking part, and the desk."""
