"""Home, navigation, base templates, styles; the only place where domains meet."""
