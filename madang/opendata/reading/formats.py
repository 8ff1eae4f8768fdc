"""What a file is, by its content. Its name is looked at only where contents are alike."""

import re
import zipfile
from pathlib import Path

from madang.opendata.reading.outcome import Unreadable

HEAD = 4096
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFUSED_HEADS = {
    b"%PDF-": "pdf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"HWP Document File": "hwp",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "rar",
    b"SQLite format 3": "sqlite",
    b"{\\rtf": "rtf",
}
HTML = re.compile(
    rb"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|table|meta|style)\b", re.IGNORECASE | re.DOTALL
)
XML = re.compile(rb"\s*<\?xml|\s*<[a-zA-Z]")
JSON_START = re.compile(rb"\s*[\[{]")
MOST_TIMES = 200
"""How many times larger than itself a member of a ZIP file may become, beyond the first megabytes."""
FREE_BYTES = 50_000_000


def detect(path: Path, name: str = "") -> str:
    """csv, json, jsonl, xlsx, xls, ods, html, parquet or zip. Raises `Unreadable` for everything else.

    name: decides between JSON and JSON Lines, and between a table and any other text, where the bytes do not.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise Unreadable("empty")
    for start, kind in REFUSED_HEADS.items():
        if head.startswith(start):
            raise Unreadable("not-a-table", type=kind)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(OLE):
        return detect_ole(path)
    if head.startswith(b"PK\x03\x04"):
        return detect_zip(path)
    return detect_text(head.removeprefix(b"\xef\xbb\xbf"), name)


def detect_ole(path: Path) -> str:
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as ole:
            if ole.exists("Workbook") or ole.exists("Book"):
                return "xls"
            kind = "encrypted" if ole.exists("EncryptedPackage") else "hwp" if ole.exists("FileHeader") else "ole"
    except Exception:  # a hostile container may raise anything
        kind = "ole"
    raise Unreadable("encrypted") if kind == "encrypted" else Unreadable("not-a-table", type=kind)


def detect_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            check_ratio(archive)
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                return "xlsx"
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                if archive.read("mimetype").strip() == b"application/vnd.oasis.opendocument.spreadsheet":
                    return "ods"
                raise Unreadable("not-a-table", type="document")
            if "[Content_Types].xml" in names or "Contents/content.hpf" in names or "xl/workbook.bin" in names:
                raise Unreadable("not-a-table", type="document")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise Unreadable("damaged", type="zip")
    return "zip"


def check_ratio(archive: zipfile.ZipFile) -> None:
    """Raises `Unreadable` for an archive whose members claim to be absurdly larger than they are."""
    for member in archive.infolist():
        if member.flag_bits & 1:
            raise Unreadable("encrypted")
        if member.file_size > FREE_BYTES and member.file_size > MOST_TIMES * max(1, member.compress_size):
            raise Unreadable("bomb", member=member.filename, size=member.file_size, packed=member.compress_size)


def detect_text(head: bytes, name: str) -> str:
    suffix = Path(name).suffix.lower()
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "csv"
    if HTML.match(head):
        return "html"
    if JSON_START.match(head) and suffix not in {".csv", ".tsv"}:
        return "jsonl" if suffix in {".jsonl", ".ndjson"} or is_lines(head) else "json"
    if XML.match(head) and suffix not in {".csv", ".tsv", ".txt"}:
        raise Unreadable("not-a-table", type="xml")
    if head.count(b"\0") > len(head) // 50:
        raise Unreadable("binary", offset=head.index(b"\0"))
    return "csv"


def is_lines(head: bytes) -> bool:
    """Whether the first line is a JSON object of its own and another follows."""
    import json

    first, _newline, rest = head.lstrip().partition(b"\n")
    if not rest.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except ValueError:
        return False
