"""What an agency says of a document, and the manifest it says it in."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from madang.disclosure.ranks import Rank, parse_rank

COLUMNS = (
    "file",
    "title",
    "number",
    "department",
    "rank",
    "approved_on",
    "retention",
    "classification",
    "items",
    "task",
)
LIMITS = {"title": 300, "number": 100, "department": 100, "retention": 30, "task": 200}
CLASSIFICATIONS = {
    "open": "open",
    "공개": "open",
    "partly": "partly",
    "부분공개": "partly",
    "closed": "closed",
    "비공개": "closed",
}
STAMP = re.compile(r"^\s*([^()\s]+)\s*(?:\(([\d,;·\s호]*)\))?\s*$")
DATE = re.compile(r"^(\d{4})[-./]?\s*(\d{1,2})[-./]?\s*(\d{1,2})\.?$")


@dataclass(frozen=True)
class Metadata:
    """A document's metadata. Empty or None is "not stated"; nothing here is ever guessed from the content.

    classification: `open`, `partly`, `closed` or empty. items: numbers of article 9(1), ascending.
    """

    title: str = ""
    number: str = ""
    department: str = ""
    rank: Rank | None = None
    approved_on: date | None = None
    retention: str = ""
    classification: str = ""
    items: tuple[int, ...] = ()
    task: str = ""


@dataclass(frozen=True)
class Fault:
    """A fault of the manifest: row (1 is the first after the header), column, a code and what stood there."""

    row: int
    column: str
    code: str
    found: str = ""


@dataclass(frozen=True)
class Manifest:
    """Rows by normalised file path, and the faults. A file whose row has a fault is held, never guessed at."""

    rows: Mapping[str, Metadata] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    faulty_files: frozenset[str] = frozenset()


class UnreadableManifest(ValueError):
    """The manifest as a whole cannot be read. `code` says why; `found` quotes what stood there."""

    def __init__(self, code: str, found: str = "") -> None:
        super().__init__(f"{code}: {found}")
        self.code, self.found = code, found


def file_key(path: str) -> str:
    """How files are matched with rows: NFC, forward slashes, no leading `./`."""
    return unicodedata.normalize("NFC", path.replace("\\", "/")).strip().removeprefix("./")


def number_key(number: str) -> str:
    """How document numbers are compared: NFKC without white space, so `기획과 - 12` is `기획과-12`."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", number))


def parse_day(text: str) -> date | None:
    """`2014-03-28`, `2014.3.28.` or `20140328`; None when it is no day."""
    compact = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text.strip())
    found = compact or DATE.match(text.strip())
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def parse_classification(text: str, items: str = "") -> tuple[str, tuple[int, ...]] | None:
    """`open`, `비공개(6)`, `부분공개(5,6)` and separate item numbers; None when it cannot be read.

    Source: Enforcement Rule of the Public Records Act, art. 18 (the stamp).
    """
    found = STAMP.match(text)
    if not found or found[1].lower() not in CLASSIFICATIONS:
        return None
    numbers = sorted({int(number) for number in re.findall(r"\d+", f"{found[2] or ''} {items}")})
    if any(not 1 <= number <= 8 for number in numbers):
        return None
    return CLASSIFICATIONS[found[1].lower()], tuple(numbers)


def read_manifest(content: bytes, *, name: str) -> Manifest:
    """Read a manifest, CSV or JSON Lines by its name's ending. Raises `UnreadableManifest`."""
    text = decode(content)
    pairs = json_rows(text) if name.lower().endswith((".jsonl", ".ndjson")) else csv_rows(text)
    rows: dict[str, Metadata] = {}
    faults: list[Fault] = []
    faulty: set[str] = set()
    for number, row in pairs:
        key = file_key(row.get("file", ""))
        metadata, found = parse_row(number, row)
        if key and key in rows:
            found.append(Fault(number, "file", "listed-twice", key))
        if found:
            faults.extend(found)
            faulty.add(key)
        if key:
            rows[key] = metadata
    return Manifest(rows, tuple(faults), frozenset(faulty - {""}))


def decode(content: bytes) -> str:
    """Strict UTF-8 (with or without BOM), else strict CP949. Raises `UnreadableManifest` with the byte offset."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        try:
            return content.decode("cp949")
        except UnicodeDecodeError:
            raise UnreadableManifest("unknown-encoding", str(error.start)) from error


def csv_rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [(name or "").strip() for name in reader.fieldnames or ()]
    except csv.Error as error:
        raise UnreadableManifest("no-header", str(error)) from error
    if "file" not in header:
        raise UnreadableManifest("no-file-column", ", ".join(header)[:200])
    if unknown := [name for name in header if name not in COLUMNS]:
        raise UnreadableManifest("unknown-column", ", ".join(unknown)[:200])
    reader.fieldnames = header
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            yield number, {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
    except csv.Error as error:
        raise UnreadableManifest("broken-csv", f"{number + 1}: {error}") from error


def json_rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise UnreadableManifest("broken-json", str(number)) from error
        if not isinstance(row, dict):
            raise UnreadableManifest("broken-json", str(number))
        if unknown := [name for name in row if name not in COLUMNS]:
            raise UnreadableManifest("unknown-column", ", ".join(unknown)[:200])
        yield (
            number,
            {
                key: ";".join(map(str, value)) if isinstance(value, list) else str(value if value is not None else "")
                for key, value in row.items()
            },
        )


def parse_row(number: int, row: Mapping[str, str]) -> tuple[Metadata, list[Fault]]:
    """One row as metadata, and its faults. Unreadable cells stay "not stated"."""
    faults = [
        Fault(number, name, "too-long", row[name][:50])
        for name, limit in LIMITS.items()
        if len(row.get(name, "")) > limit
    ]
    if not row.get("file", "").strip():
        faults.append(Fault(number, "file", "empty"))
    said = {name: unicodedata.normalize("NFC", row.get(name, "").strip())[:limit] for name, limit in LIMITS.items()}
    metadata = Metadata(
        title=said["title"],
        number=said["number"],
        department=said["department"],
        retention=said["retention"],
        task=said["task"],
    )
    if written := row.get("rank", "").strip():
        metadata = replace(metadata, rank=parse_rank(written))
        if metadata.rank is None:
            faults.append(Fault(number, "rank", "unknown-rank", written[:50]))
    if written := row.get("approved_on", "").strip():
        metadata = replace(metadata, approved_on=parse_day(written))
        if metadata.approved_on is None:
            faults.append(Fault(number, "approved_on", "no-date", written[:50]))
    if written := row.get("classification", "").strip():
        parsed = parse_classification(written, row.get("items", ""))
        if parsed is None:
            faults.append(
                Fault(number, "classification", "unknown-classification", f"{written} {row.get('items', '')}"[:50])
            )
        else:
            metadata = replace(metadata, classification=parsed[0], items=parsed[1])
            faults.extend(item_faults(number, *parsed))
    return metadata, faults


def item_faults(number: int, classification: str, items: tuple[int, ...]) -> list[Fault]:
    """Closed needs its items (Public Records Rule art. 18); open has none."""
    if classification == "open" and items:
        return [Fault(number, "items", "open-with-items", str(items[0]))]
    if classification != "open" and not items:
        return [Fault(number, "items", "closed-without-items")]
    return []
