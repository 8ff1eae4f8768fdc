"""What a reader gathers while it reads, and the limits that no file may pass."""

import re
import zlib
from dataclasses import dataclass, field

from madang.documents.reading import Hidden, Reading, Reason, state_of

INPUT_LIMIT = 200_000_000
"""Bytes of one file."""
UNPACKED_LIMIT = 400_000_000
"""Bytes that all compressed parts of one file may unpack to."""
PART_LIMIT = 150_000_000
"""Bytes that one compressed part may unpack to."""
TEXT_LIMIT = 20_000_000
"""Characters of text, hidden text included."""
LETTERS_BESIDE_PICTURES = 40
"""A document with pictures and fewer letters than this is a document of pictures."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Unreadable(Exception):
    """The file as a whole cannot be read; the code and its parameters say why."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.reason = Reason(code, dict(params))


@dataclass
class Gathered:
    """Text, hidden text and reasons, as far as they have been found."""

    type: str
    body: list[str] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    readers: dict[str, int] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
    pages: int | None = None
    pictures: int = 0
    room: int = UNPACKED_LIMIT
    seen: set[Hidden] = field(default_factory=set)

    def hold(self, code: str, **params: str | int) -> None:
        """Note a reason, once."""
        reason = Reason(code, dict(params))
        if reason not in self.reasons:
            self.reasons.append(reason)

    def hide(self, kind: str, text: str) -> None:
        """Note hidden text; blank text and what was noted already is left out."""
        found = Hidden(kind, clean(text))
        if found.text and found not in self.seen:
            self.seen.add(found)
            self.hidden.append(found)

    def describe(self, name: str, value: str) -> None:
        """Note a field of the file's own metadata. It leaks with the file, so it is hidden text, too."""
        if value := clean(value):
            self.metadata[name] = value
            self.hide("metadata", value)

    def spend(self, size: int) -> None:
        """Count unpacked bytes against the limit for the whole file. Raises `Unreadable`."""
        self.room -= size
        if self.room < 0:
            raise Unreadable("unpacks-too-large", limit=UNPACKED_LIMIT)

    def reading(self) -> Reading:
        """The finished answer. A document without text, or of pictures alone, is never simply read."""
        text = clean("".join(self.body))
        length = len(text) + sum(len(item.text) for item in self.hidden)
        if length > TEXT_LIMIT:
            raise Unreadable("text-too-long", limit=TEXT_LIMIT)
        letters = sum(map(str.isalnum, text[: 100 * LETTERS_BESIDE_PICTURES]))
        if self.pictures and letters < LETTERS_BESIDE_PICTURES:
            self.hold("pictures-only", pictures=self.pictures)
        elif not letters and not any(reason.is_refusing or reason.code == "picture-file" for reason in self.reasons):
            self.hold("no-text")
        reasons = tuple(self.reasons)
        return Reading(
            type=self.type,
            state=state_of(reasons),
            reasons=reasons,
            text=text,
            hidden=tuple(self.hidden),
            readers=self.readers,
            pages=self.pages,
            metadata=self.metadata,
        )


def clean(text: str) -> str:
    """The text with one kind of line end, without control characters, and without blanks at line ends and around it."""
    text = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"))
    return "\n".join(map(str.rstrip, text.split("\n"))).strip()


def inflate(data: bytes, *, raw: bool, limit: int = PART_LIMIT) -> bytes:
    """Unpacked bytes of a deflate stream. Raises `Unreadable` if it is damaged, cut short, or larger than `limit`."""
    unpacker = zlib.decompressobj(-15 if raw else 15)
    try:
        unpacked = unpacker.decompress(data, limit + 1)
    except zlib.error:
        raise Unreadable("damaged", part="deflate")
    if len(unpacked) > limit:
        raise Unreadable("unpacks-too-large", limit=limit)
    if not unpacker.eof:
        raise Unreadable("damaged", part="deflate")
    return unpacked
