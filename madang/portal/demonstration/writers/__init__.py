"""Writers of document files: pure, and the same paper always gives the same bytes."""
