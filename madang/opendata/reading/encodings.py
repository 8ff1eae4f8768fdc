"""The encoding of a text: by its mark, else strict UTF-8, else strict CP949, else a refusal with an offset.

Guessing by statistics is what garbles Korean files; an encoding either decodes every byte or it is not the one.
"""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from madang.opendata.reading.outcome import Progress, Unreadable, silent

CHUNK = 1 << 22
MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig", 3),
    (codecs.BOM_UTF16_LE, "utf-16-le", 2),
    (codecs.BOM_UTF16_BE, "utf-16-be", 2),
]
GARBLED = re.compile("[\u00c3-\u00ed][\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,2}")
"""What UTF-8 looks like after somebody took it for Latin-1 or Windows-1252 and saved it as UTF-8 again."""
GARBLED_ENOUGH = 3
SAMPLE = 1 << 18


@dataclass(frozen=True)
class Encoding:
    """name: as EXPECTED by people: utf-8, utf-8-sig, cp949, utf-16-le. skip: bytes of the mark in front."""

    name: str
    skip: int = 0

    @property
    def codec(self) -> str:
        return "utf-8" if self.name == "utf-8-sig" else self.name


def detect(path: Path, *, stated: str = "", progress: Progress = silent) -> Encoding:
    """The encoding in which every byte of the file decodes. stated: what a person says it is; it must decode, too.

    Raises `Unreadable`: `undecodable` with the offset of the first wrong byte, or `garbled` for text that was decoded
    wrongly by somebody before.
    """
    with path.open("rb") as file:
        head = file.read(4)
    marked = [Encoding(name, skip) for mark, name, skip in MARKS if head.startswith(mark)]
    candidates = [Encoding(stated)] if stated else marked or [Encoding("utf-8"), Encoding("cp949")]
    furthest = -1
    codec = candidates[0].name
    for encoding in candidates:
        offset = first_wrong_byte(path, encoding, progress)
        if offset is None:
            refuse_garbled(path, encoding)
            return encoding
        if offset > furthest:
            furthest, codec = offset, encoding.name
    raise Unreadable("undecodable", offset=furthest, encoding=codec, tried=[one.name for one in candidates])


def first_wrong_byte(path: Path, encoding: Encoding, progress: Progress = silent) -> int | None:
    """The offset in the file of the first byte that the encoding cannot decode; None if there is none."""
    size = max(1, path.stat().st_size)
    decoder = codecs.getincrementaldecoder(encoding.codec)("strict")
    done = encoding.skip
    with path.open("rb") as file:
        file.seek(done)
        while True:
            chunk = file.read(CHUNK)
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return done - pending + error.start
            if not chunk:
                return None
            done += len(chunk)
            progress("decode", done / size)


def refuse_garbled(path: Path, encoding: Encoding) -> None:
    """Raises `Unreadable` if the beginning is Korean that was decoded as Latin-1 or Windows-1252 and saved again."""
    with path.open("rb") as file:
        file.seek(encoding.skip)
        sample = file.read(SAMPLE).decode(encoding.codec, errors="ignore")
    found = [match for match in GARBLED.finditer(sample) if is_hidden_korean(match.group())]
    if len(found) >= GARBLED_ENOUGH:
        before = sample[: found[0].start()]
        raise Unreadable("garbled", offset=encoding.skip + len(before.encode(encoding.codec)), example=found[0].group())


def is_hidden_korean(text: str) -> bool:
    for codec in ("latin-1", "cp1252"):
        try:
            inner = text.encode(codec).decode("utf-8")
        except UnicodeError:
            continue
        if any("\uac00" <= character <= "\ud7a3" for character in inner):
            return True
    return False


def lines(path: Path, encoding: Encoding) -> Iterator[str]:
    """Physical lines with their ends, decoded strictly; a lone carriage return ends a line, too."""
    with path.open("rb") as raw:
        raw.seek(encoding.skip)
        with io.TextIOWrapper(raw, encoding=encoding.codec, errors="strict", newline="") as text:
            yield from text


def transcode(path: Path, encoding: Encoding, into: Path, progress: Progress = silent) -> None:
    """Write the text as UTF-8 without a mark."""
    size, done = max(1, path.stat().st_size), 0
    decoder = codecs.getincrementaldecoder(encoding.codec)("strict")
    with path.open("rb") as file, into.open("wb") as out:
        file.seek(encoding.skip)
        while chunk := file.read(CHUNK):
            out.write(decoder.decode(chunk).encode())
            done += len(chunk)
            progress("decode", done / size)
        out.write(decoder.decode(b"", final=True).encode())
