"""Two readers of one file: do they agree?"""

import re
from collections import Counter

from madang.documents.readers.gathering import Gathered

SHARE, SYLLABLES = 0.02, 5
"""Two readings agree if they differ in at most 2 % of the Hangul syllables plus 5."""
MARK = re.compile(r"^[ \t#*>-]*\(?[가-힣][.)][ \t]", re.MULTILINE)
NOT_HANGUL = re.compile(r"[^가-힣]+")


def syllables(text: str) -> Counter[str]:
    """How often each Hangul syllable occurs. Their order is left out: readers place tables and notes differently."""
    return Counter(NOT_HANGUL.sub("", text))


def tolerance(count: int) -> float:
    return count * SHARE + SYLLABLES


def differing(body: Counter[str], theirs: Counter[str], hidden: Counter[str]) -> int:
    return max((body - theirs).total(), (theirs - body - hidden).total())


def without_marks(text: str) -> str:
    """The text without the marks of numbered lines: only the second reader writes automatic numbers out."""
    return MARK.sub("", text)


def compare(gathered: Gathered, second: str, second_name: str) -> None:
    """Hold the file if the second reader differs from the own one by more than the tolerance.

    What is on the page must be in the second reading; what the second reader found must be on the page or hidden.
    """
    own = "".join(gathered.body)
    hidden = syllables("\n".join(hidden.text for hidden in gathered.hidden))
    body, theirs = syllables(own), syllables(second)
    gathered.readers = {"madang": body.total(), second_name: theirs.total()}
    difference = differing(body, theirs, hidden)
    if difference > tolerance(max(body.total(), theirs.total())):
        difference = differing(syllables(without_marks(own)), syllables(without_marks(second)), hidden)
    if difference > tolerance(max(body.total(), theirs.total())):
        gathered.hold(
            "readers-disagree", own=body.total(), second=theirs.total(), difference=difference, reader=second_name
        )


def compare_preview(gathered: Gathered, preview: str) -> None:
    """Hold the file if its stored preview shows more than a few syllables that the reader did not find."""
    everything = "".join([*gathered.body, *(hidden.text for hidden in gathered.hidden)])
    shown = syllables(preview)
    missing = (shown - syllables(everything)).total()
    if missing > tolerance(shown.total()):
        gathered.hold("preview-differs", difference=missing)
