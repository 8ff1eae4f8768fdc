"""File types, reader sandbox, readers, identifier screening, private and public file stores."""
