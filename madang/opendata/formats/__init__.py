"""The catalogue in other people's formats: from what is said of a dataset to text, and what each demands. Pure."""
