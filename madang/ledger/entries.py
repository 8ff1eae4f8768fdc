"""What an entry says: its canonical JSON, and the commitments that stand in it for what is personal."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from madang.common.actors import Actor
from madang.ledger.canonical import Json, canonical
from madang.ledger.tiles import LARGEST_ENTRY

VERSION = 1
SALT_SIZE = 32
BY = "by"
"""The personal field that stands for the citizen who acted."""
_KIND = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+")
_REF = re.compile(r"[a-z][a-z0-9-]*:[a-z][a-z0-9-]*:\S+")


class EntryTooLong(ValueError):
    """The entry does not fit in a bundle. `size`: its bytes."""

    def __init__(self, size: int) -> None:
        self.size = size
        super().__init__(f"an entry of {size} bytes is longer than {LARGEST_ENTRY}")


@dataclass(frozen=True)
class Personal:
    """A value that enters the ledger only as a salted hash, and can be erased."""

    value: str


@dataclass(frozen=True)
class Draft:
    """An act to be recorded; the fields are those of `actions.record`."""

    kind: str
    subject: str
    by: Actor
    at: datetime
    facts: Mapping[str, Json | Personal]


@dataclass(frozen=True)
class Commitment:
    """What has to be kept, apart from the entry, to show later what its hash stands for."""

    field: str
    salt: bytes
    value: str

    @property
    def digest(self) -> str:
        return digest_of(self.salt, self.value)


@dataclass(frozen=True)
class Composed:
    """text: the entry as canonical JSON. commitments: its erasable part."""

    text: str
    commitments: tuple[Commitment, ...]


def digest_of(salt: bytes, value: str) -> str:
    """The commitment to a value: SHA-256 over the 32 bytes of salt and the value in UTF-8, in hexadecimal."""
    return hashlib.sha256(salt + value.encode()).hexdigest()


def moment(at: datetime) -> str:
    """A moment as entries write it: UTC with six decimals. Raises `ValueError` for a moment without a zone."""
    if at.tzinfo is None:
        raise ValueError("the moment of an entry needs a time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def compose(draft: Draft, *, code: UUID, new_salt: Callable[[], bytes]) -> Composed:
    """The entry for an act, and its commitments.

    new_salt: gives 32 fresh random bytes at each call. Raises `ValueError` for a malformed kind or subject or a moment
    without a zone, `NotCanonical` for facts that JSON cannot say, `EntryTooLong` beyond 65,535 bytes.
    """
    if not _KIND.fullmatch(draft.kind):
        raise ValueError(f"{draft.kind!r} is no kind: write it like disclosure.document.published")
    if not _REF.fullmatch(draft.subject):
        raise ValueError(f"{draft.subject!r} is no ref: write it like disclosure:document:<code>")
    hidden = {name: fact.value for name, fact in draft.facts.items() if isinstance(fact, Personal)}
    if BY in hidden:
        raise ValueError(f"the personal field {BY!r} stands for the person who acted; name this one otherwise")
    if draft.by.office is None:
        hidden[BY] = draft.by.ref
    commitments = tuple(Commitment(name, new_salt(), value) for name, value in sorted(hidden.items()))
    content: dict[str, Json] = {
        "at": moment(draft.at),
        "code": str(code),
        "facts": {name: fact for name, fact in draft.facts.items() if not isinstance(fact, Personal)},
        "kind": draft.kind,
        "subject": draft.subject,
        "version": VERSION,
    }
    if draft.by.office is not None:
        content["office"] = draft.by.office
    if commitments:
        content["personal"] = {commitment.field: commitment.digest for commitment in commitments}
    text = canonical(content)
    if (size := len(text.encode())) > LARGEST_ENTRY:
        raise EntryTooLong(size)
    return Composed(text, commitments)


def content_of(text: str) -> dict[str, Any]:
    """An entry's JSON as a dictionary. Raises `ValueError` if it is none."""
    content = json.loads(text)
    if not isinstance(content, dict):
        raise ValueError("the entry is not a JSON object")  # noqa: TRY004 (one error for all that is malformed)
    return content
