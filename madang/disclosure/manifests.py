"""What a copy leaves out, in public: a manifest of every withholding, never of its words."""

import hashlib
from typing import Any

from madang.disclosure.models import RedactedCopy, Version, Withholding
from madang.documents.redaction.pages import Region
from madang.documents.redaction.passages import Passage, kept, kept_name, needle, withheld_spans
from madang.ledger.canonical import Json

SAID = ("title", "file_name", "number", "department", "task")
"""What a version says of itself in public."""
KEY_LENGTH = 200
LAW = "Official Information Disclosure Act, article 9(1)"


def passages_of(version: Version) -> list[Passage]:
    """The strings that are withheld, in the order of their marking."""
    marked = version.withholdings.in_force().filter(scope=Withholding.Scope.PASSAGE)
    return [Passage(one.text, (one.item,)) for one in marked]


def regions_of(version: Version) -> list[Region]:
    """Pages and parts of pages that are withheld as pictures."""
    marked = version.withholdings.in_force().exclude(scope__in=[Withholding.Scope.PASSAGE, Withholding.Scope.WHOLE])
    return [
        Region((one.page or 1) - 1, None if one.box is None else (*map(float, one.box),), (one.item,))  # type: ignore[arg-type]
        for one in marked
    ]


def occurs_in(version: Version, text: str) -> int:
    """How often a passage stands in the text, the hidden content and what is said of the version."""
    own = version.private_text
    hidden = "\n".join(entry["text"] for entry in own.hidden)
    said = "\n".join(handed_over(version).values())
    return len(withheld_spans("\n".join((own.text, hidden, said)), [Passage(text)]))


def passage_key(text: str) -> str:
    """What makes two passages one: the words without form; of long ones their hash. Raises `CannotBeWithheld`."""
    words = needle(text)[0]
    return words if len(words) <= KEY_LENGTH else hashlib.sha256(words.encode()).hexdigest()


def handed_over(version: Version) -> dict[str, str]:
    """Title, file name and so on as they were before anything was withheld of them."""
    kept_before: dict[str, str] = version.private_text.said
    return {name: kept_before.get(name, str(getattr(version, name))) for name in SAID}


def said_of(version: Version) -> dict[str, str]:
    """What the version says of itself, without what is withheld, within the lengths that its columns have."""
    passages = passages_of(version)
    said = {}
    for name, value in handed_over(version).items():
        length = getattr(Version._meta.get_field(name), "max_length", None) or len(value)
        said[name] = (kept_name if name == "file_name" else kept)(value, passages)[:length]
    return said


def manifest_of(version: Version, copy: RedactedCopy) -> dict[str, Json]:
    """The public manifest: of every withholding its item, proviso, reason, office, time and places; never its words."""
    passages = list(version.withholdings.in_force().filter(scope=Withholding.Scope.PASSAGE).select_related("by"))
    others = version.withholdings.in_force().exclude(scope=Withholding.Scope.PASSAGE).select_related("by")
    text = version.private_text.text
    withheld: list[Json] = [
        entry_of(one, version, places_of(copy, number), len(withheld_spans(text, [Passage(one.text)])))
        for number, one in enumerate(passages)
    ]
    withheld += [entry_of(one, version, [{"page": one.page, "box": one.box}], 1) for one in others]
    return {
        "document": version.document.ref,
        "version": version.ordinal,
        "law": LAW,
        "file": {"sha256": copy.sha256, "size": copy.size, "pages": copy.pages},
        "pages_made_anew": dict(copy.remade),
        "checks": [dict(check) for check in copy.checks],
        "approved_by": [
            {"office": office(version), "at": approval.at.isoformat()} for approval in copy.approvals.order_by("at")
        ],
        "withheld": withheld,
    }


def office(version: Version) -> str:
    return f"records-officer@{version.document.organisation.code}"


def places_of(copy: RedactedCopy, number: int) -> list[Json]:
    return [{"page": box["page"], "box": box["box"]} for box in copy.boxes if number in box["passages"]]


def entry_of(one: Withholding, version: Version, places: list[Any], occurrences: int) -> dict[str, Json]:
    return {
        "id": str(one.code),
        "scope": one.scope,
        "kind": one.kind,
        "item": one.item,
        "item_version": one.item_version,
        "provisos_considered": list(one.provisos),
        "proviso_applied": None,
        "reason": one.reason,
        "office": office(version),
        "decided_at": one.at.isoformat(),
        "look_again_on": one.look_again_on.isoformat(),
        "review_stage": one.review_stage,
        "review_ends_on": one.review_ends_on.isoformat() if one.review_ends_on else None,
        "occurrences": occurrences,
        "places": places,
    }
