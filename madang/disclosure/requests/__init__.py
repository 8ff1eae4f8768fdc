"""Requests for disclosure: the law as pure rules, and the doors; records are in `models`, acts in `actions`."""
