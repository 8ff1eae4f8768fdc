"""What a file is, by its content. Its name and extension are never looked at."""

import re
import zipfile
from pathlib import Path

HEAD = 4096
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF_HEADER_WITHIN = 1024
DIRECTORY_LIMIT = 8_000_000
"""Bytes of a ZIP file's directory: enough for 100,000 files."""
MIMETYPES = {
    b"application/hwp+zip": "hwpx",
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
NO_PLAIN_TEXT = re.compile(rb"\s*(<\?xml|<svg|<!DOCTYPE (?!html)|\{\\rtf|%!PS|#!)", re.IGNORECASE)
"""Formats whose text is not what their bytes say when they are taken as plain text."""
HTML = re.compile(rb"\s*(?:(?><!--.*?-->)\s*)*+<(!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
MAIL_HEADER = re.compile(
    rb"(received|from|to|subject|date|message-id|mime-version|return-path|delivered-to):[ \t]", re.I
)
PACKED = (b"\x1f\x8b\x08", b"\xfd7zXZ\0", b"BZh")
ARCHIVES = frozenset({"zip", "tar"})
PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"\0\0\1\0")


def detect(path: Path) -> str:
    """The kind: hwp, hwp3, hwpx, pdf, docx, xlsx, pptx, odt, ods, xls, ole, zip, tar, html, eml, csv, txt, picture,
    empty, or unknown.

    A file that is several things at once is named by what its first bytes say; the readers look for the rest.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        return "empty"
    if head.startswith(OLE):
        return detect_ole(path)
    if head.startswith(b"HWP Document File V"):
        return "hwp3"
    if head.startswith(b"PK\x03\x04"):
        return detect_zip(path)
    if head.startswith(PACKED) or head[257:262] == b"ustar":
        return "tar"
    if b"%PDF-" in head[:PDF_HEADER_WITHIN]:
        return "pdf"
    if head.startswith(PICTURES) or (head.startswith(b"BM") and head[6:10] == bytes(4)):
        return "picture"
    return detect_text(head)


def detect_ole(path: Path) -> str:
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as ole:
            if ole.exists("FileHeader"):
                signature = ole.openstream("FileHeader").read(32)
                return "hwp" if signature.startswith(b"HWP Document File") else "ole"
            return "xls" if ole.exists("Workbook") or ole.exists("Book") else "ole"
    except Exception:  # a hostile container may raise anything
        return "ole"


def open_zip(path: Path) -> zipfile.ZipFile:
    """A ZIP file with its directory in memory. Raises `zipfile.BadZipFile` if that is damaged or would fill it."""
    with path.open("rb") as file:
        end = zipfile._EndRecData(file)  # type: ignore[attr-defined]  # the one place that knows all forms of it
    if end is None or end[zipfile._ECD_SIZE] > DIRECTORY_LIMIT:  # type: ignore[attr-defined]
        raise zipfile.BadZipFile("no directory, or one too large")
    return zipfile.ZipFile(path)


def detect_zip(path: Path) -> str:
    try:
        with open_zip(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                declared = archive.read("mimetype").strip()
                return MIMETYPES.get(declared, "unknown")
            if "Contents/content.hpf" in names:
                return "hwpx"
            if "[Content_Types].xml" in names:
                return next((kind for part, kind in OFFICE_PARTS.items() if part in names), "unknown")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return "zip"
    return "zip"


def detect_text(head: bytes) -> str:
    """html, eml, csv or txt; unknown if the bytes are no text in an encoding that is read here."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        sample = head[: len(head) & ~1].decode("utf-16", errors="ignore").encode()
    elif b"\0" in head:
        return "unknown"
    else:
        sample = head.removeprefix(b"\xef\xbb\xbf")
    if HTML.match(sample):
        return "html"
    if NO_PLAIN_TEXT.match(sample):
        return "unknown"
    lines = sample.splitlines()
    if lines and MAIL_HEADER.match(lines[0]) and sum(bool(MAIL_HEADER.match(line)) for line in lines) >= 2:
        return "eml"
    if is_table(lines[:20] if len(head) < HEAD else lines[:-1][:20]):
        return "csv"
    return "txt"


def is_table(lines: list[bytes]) -> bool:
    """Whether at least two lines have the same number, above none, of the same separator outside quotes."""
    filled = [re.sub(rb'"[^"]*"', b"", line) for line in lines if line.strip()]
    if len(filled) < 2:
        return False
    return any(
        len(counts := {line.count(mark) for line in filled}) == 1 and min(counts) > 0 for mark in (b",", b"\t", b";")
    )
