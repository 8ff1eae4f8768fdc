"""The scripts that Hangul stores in every document are empty skeletons; anything beyond them is a script."""

import re

SKELETON = re.compile(r"(?:var\w+=[\w.]+(?:\(\"\w*\"\))?;|function\w+\(\)\{\})*")


def is_skeleton(text: str) -> bool:
    """Whether a script declares only the usual variables and empty functions."""
    without_comments = re.sub(r"//[^\r\n]*", "", text)
    return bool(SKELETON.fullmatch(re.sub(r"[\s\x00]+", "", without_comments)))
