"""The pages of plans; each module of the package is one subject."""
