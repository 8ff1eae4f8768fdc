"""A scorecard for each agency, from records alone, with the definition beside each number."""
