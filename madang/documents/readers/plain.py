"""Plain text and CSV: strict decoding, or nothing."""

import re
from pathlib import Path

from madang.documents.readers.gathering import Gathered

ENCODINGS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
ESCAPES = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""Control characters that a text has no need of: terminal escapes and marks that turn the order of characters."""


def decode(data: bytes, gathered: Gathered) -> str:
    """The text, if all bytes are UTF-8, marked UTF-16, or CP949. Else holds the file, naming the first bad byte."""
    marked = next((name for mark, name in ENCODINGS.items() if data.startswith(mark)), None)
    failed_at = 0
    for encoding in [marked] if marked else ["utf-8", "cp949"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            failed_at = max(failed_at, error.start)
        else:
            gathered.metadata["encoding"] = encoding
            if found := ESCAPES.search(text):
                gathered.hold("control-characters", position=found.start())
            return text
    gathered.hold("unknown-encoding", byte=failed_at)
    return ""


def read_txt(path: Path) -> Gathered:
    return read(path, "txt")


def read_csv(path: Path) -> Gathered:
    """The rows as they stand in the file."""
    return read(path, "csv")


def read(path: Path, kind: str) -> Gathered:
    gathered = Gathered(kind)
    gathered.body.append(decode(path.read_bytes(), gathered))
    gathered.readers["madang"] = len(gathered.body[0])
    return gathered
