"""The open data portal: files become data, data becomes APIs, and demand becomes releases."""
