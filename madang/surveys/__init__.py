"""Surveys: questionnaires, answers, weighting and results."""
