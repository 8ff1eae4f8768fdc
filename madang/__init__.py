"""Madang: a plan that is executable, over portals that do the work, on one public record."""
