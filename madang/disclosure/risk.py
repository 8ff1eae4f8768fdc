"""How much could go wrong with a held document: what screening and reading found, weighed. Pure; docs/screening.md.

The number only orders the queue, and the parts say why. Nothing is published or withheld because of it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WEIGHTS = {
    "rrn": 10,
    "frn": 10,
    "passport": 8,
    "driver-licence": 8,
    "card": 8,
    "bank-account": 8,
    "health-insurance": 8,
    "mobile-phone": 4,
    "address": 4,
    "birth-date": 4,
    "vehicle-plate": 3,
    "phone": 2,
    "email": 2,
    "business-number": 2,
    "name": 1,
}
"""Points for an identifier of a kind: those that nobody can change weigh most."""
OTHER_KIND = 3
COUNTED = 10
"""Of one kind so many are weighed at most: a list of phones is not worse than a resident number for its length."""
UNSURE = 0.6
"""A finding less sure than this weighs half."""
NO_TEXT, UNREAD_PAGE, HIDDEN, DOUBTFUL, QUESTION = 20, 6, 8, 5, 2
HIGH, MIDDLE = 20, 6
WITHOUT_TEXT = frozenset({"no-text", "picture-file", "pictures-only", "unknown-type", "hwp3", "encrypted", "archive"})
UNREAD = frozenset({"page-unreadable", "page-without-text", "scanned-page", "drawn-text", "large-picture"})
CONCEALED = frozenset(
    {
        "annotations",
        "covered-text",
        "distribution",
        "document-history",
        "earlier-revision",
        "embedded-object",
        "foreign-bytes",
        "form-fields",
        "hidden-content",
        "hidden-layers",
        "invisible-text",
        "macros",
        "script",
        "tracked-changes",
    }
)
UNCERTAIN = frozenset(
    {
        "ambiguous-container",
        "missing-part",
        "not-wholly-read",
        "pages-disagree",
        "partly-read",
        "preview-differs",
        "readers-disagree",
        "reader-failed",
        "repaired",
        "second-reader-failed",
        "structure-unreadable",
        "unknown-encoding",
        "unknown-part",
        "unknown-record",
        "unmapped-glyphs",
    }
)


@dataclass(frozen=True)
class Part:
    """Why a document is risky, in one respect. code: identifiers, unsure, unread-pages, no-text, hidden, doubtful, or
    questions. kind: of identifiers. points: what it adds."""

    code: str
    count: int
    points: int
    kind: str = ""


@dataclass(frozen=True)
class Risk:
    points: int
    parts: tuple[Part, ...]

    @property
    def level(self) -> str:
        return level_of(self.points)


def level_of(points: int) -> str:
    """high, middle or low."""
    if points >= HIGH:
        return "high"
    return "middle" if points >= MIDDLE else "low"


def risk_of(findings: Iterable[tuple[str, float]], reasons: Sequence[str], questions: int) -> Risk:
    """The risk of a document, its parts heaviest first.

    findings: kind and confidence (0 to 1) of each identifier, wherever it stands. reasons: codes for which it is held,
    one for each page where pages are named. questions: lines that a rule for one of the eight items asks about.
    """
    found = list(findings)
    parts = list(identifier_parts(found))
    unsure = sum(confidence < UNSURE for _kind, confidence in found)
    if unsure:
        parts.append(Part("unsure", unsure, 0))
    codes = Counter(reasons)
    for code, meant, points in (
        ("no-text", WITHOUT_TEXT, NO_TEXT),
        ("unread-pages", UNREAD, UNREAD_PAGE),
        ("hidden", CONCEALED, HIDDEN),
        ("doubtful", UNCERTAIN, DOUBTFUL),
    ):
        count = sum(codes[one] for one in meant)
        if count:
            parts.append(Part(code, count, points if code == "no-text" else points * min(count, COUNTED)))
    if questions:
        parts.append(Part("questions", questions, QUESTION * min(questions, COUNTED)))
    parts.sort(key=lambda part: (-part.points, part.code, part.kind))
    return Risk(sum(part.points for part in parts), tuple(parts))


def identifier_parts(findings: Sequence[tuple[str, float]]) -> Iterable[Part]:
    """A part for each kind of identifiers: sure ones whole, unsure ones half, rounded up."""
    for kind in sorted({kind for kind, _confidence in findings}):
        sure = [confidence >= UNSURE for one, confidence in findings if one == kind]
        heaviest = sorted(sure, reverse=True)[:COUNTED]
        weight = WEIGHTS.get(kind, OTHER_KIND)
        points = -(-sum(weight * 2 if is_sure else weight for is_sure in heaviest) // 2)
        yield Part("identifiers", len(sure), points, kind)
