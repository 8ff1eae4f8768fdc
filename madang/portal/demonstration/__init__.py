"""The demonstration: an invented small country, its documents as real files, and a way to try every role."""
