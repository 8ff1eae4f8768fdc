"""Everything public as files: kept by the worker, a part anew whenever something in it changes."""
