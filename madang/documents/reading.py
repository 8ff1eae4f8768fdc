"""What reading a file tells: its text, what it hides, and whether all of it was read.

`read`: every part of the file that can carry text was read, and nothing speaks against it.
`held`: a person must look before anything is done with it. `refused`: it cannot be used as it is.
The reasons are codes with parameters; `madang.documents.wording` has the sentences.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["read", "held", "refused"]

REFUSING = frozenset(
    {
        "damaged",
        "drm",
        "empty-file",
        "memory-exhausted",
        "not-a-file",
        "password",
        "reader-crashed",
        "reader-timeout",
        "text-too-long",
        "too-deep",
        "too-large",
        "unpacks-too-large",
    }
)
"""Reasons that no official can decide away: the file itself must be handed in again, or differently."""


@dataclass(frozen=True)
class Reason:
    """Why a file is not simply `read`. code: kebab-case, stable once released."""

    code: str
    params: dict[str, str | int] = field(default_factory=dict)

    @property
    def is_refusing(self) -> bool:
        return self.code in REFUSING


@dataclass(frozen=True)
class Hidden:
    """Text that a reader of the page does not see, but that is in the file and leaks with it."""

    kind: str
    text: str


@dataclass(frozen=True)
class Reading:
    """The answer of a reader. readers: characters (Hangul syllables for HWP and HWPX) that each reader found."""

    type: str
    state: State
    reasons: tuple[Reason, ...] = ()
    text: str = ""
    hidden: tuple[Hidden, ...] = ()
    readers: dict[str, int] = field(default_factory=dict)
    pages: int | None = None
    metadata: dict[str, str] = field(default_factory=dict)


def state_of(reasons: tuple[Reason, ...]) -> State:
    """`refused` if any reason refuses, `held` if there is any reason at all, else `read`."""
    if any(reason.is_refusing for reason in reasons):
        return "refused"
    return "held" if reasons else "read"


def refused(kind: str, code: str, **params: str | int) -> Reading:
    """A reading that failed as a whole for one reason; its state follows from the code."""
    reasons = (Reason(code, dict(params)),)
    return Reading(type=kind, state=state_of(reasons), reasons=reasons)


def to_json(reading: Reading) -> dict[str, Any]:
    """The reading as plain JSON values, whole; `from_json` takes it back."""
    return {
        "type": reading.type,
        "state": reading.state,
        "reasons": [{"code": reason.code, "params": reason.params} for reason in reading.reasons],
        "text": reading.text,
        "hidden": [{"kind": hidden.kind, "text": hidden.text} for hidden in reading.hidden],
        "readers": reading.readers,
        "pages": reading.pages,
        "metadata": reading.metadata,
    }


def from_json(value: Mapping[str, Any]) -> Reading:
    """A reading out of untrusted JSON: every field is checked, and the state is derived anew from the reasons.

    Raises `ValueError`, `KeyError` or `TypeError` if the value is not a reading.
    """
    reasons = tuple(Reason(_text(item["code"]), _params(item["params"])) for item in value["reasons"])
    pages = value["pages"]
    if pages is not None and type(pages) is not int:
        raise TypeError("pages is not a number")
    return Reading(
        type=_text(value["type"]),
        state=state_of(reasons),
        reasons=reasons,
        text=_text(value["text"]),
        hidden=tuple(Hidden(_text(item["kind"]), _text(item["text"])) for item in value["hidden"]),
        readers={_text(name): _number(count) for name, count in value["readers"].items()},
        pages=pages,
        metadata={_text(name): _text(entry) for name, entry in value["metadata"].items()},
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _number(value: object) -> int:
    if type(value) is not int:
        raise TypeError("not a number")
    return value


def _params(value: Mapping[str, Any]) -> dict[str, str | int]:
    for entry in value.values():
        if not isinstance(entry, str) and type(entry) is not int:
            raise TypeError("a parameter is neither a text nor a number")
    return {_text(name): entry for name, entry in value.items()}
