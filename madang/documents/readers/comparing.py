"""Two readers of one file: do they agree?"""

import re
from collections import Counter

from madang.documents.readers.gathering import Gathered

SHARE, SYLLABLES = 0.02, 5
"""Two readings agree if they differ in at most 2 % of the Hangul syllables plus 5."""
NOT_HANGUL = re.compile(r"[^가-힣]+")


def syllables(text: str) -> Counter[str]:
    """How often each Hangul syllable occurs. Their order is left out: readers place tables and notes differently."""
    return Counter(NOT_HANGUL.sub("", text))


def tolerance(count: int) -> float:
    return count * SHARE + SYLLABLES


def compare(gathered: Gathered, second: str, second_name: str) -> None:
    """Hold the file if the second reader differs from the own one by more than the tolerance.

    What is on the page must be in the second reading; what the second reader found must be on the page or hidden.
    """
    body, theirs = syllables("".join(gathered.body)), syllables(second)
    everything = body + syllables("".join(hidden.text for hidden in gathered.hidden))
    gathered.readers = {"madang": body.total(), second_name: theirs.total()}
    difference = max((body - theirs).total(), (theirs - everything).total())
    if difference > tolerance(max(body.total(), theirs.total())):
        gathered.hold(
            "readers-disagree", own=body.total(), second=theirs.total(), difference=difference, reader=second_name
        )


def compare_preview(gathered: Gathered, preview: str) -> None:
    """Hold the file if its stored preview shows more than a few syllables that the reader did not find."""
    everything = "".join([*gathered.body, *(hidden.text for hidden in gathered.hidden)])
    missing = (syllables(preview) - syllables(everything)).total()
    if missing > tolerance(len(preview)):
        gathered.hold("preview-differs", difference=missing)
