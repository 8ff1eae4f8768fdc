"""Can anything withheld be got back? `python bench/redaction.py ARCHIVE-OF-DOCUMENTS [WORDS-A-PDF] [FILE...]`.

Takes random Hangul words (Latin ones where there are none) out of the PDFs of the archive and out of one document of
every other type, and lets PyMuPDF, which had no part in it, look for them: as text, among bytes, and in the pixels of
the boxes. Kept pages must look as before, to the pixel. Of pictures, where nothing is text, a part is withheld. The
files named last go along: what cannot be made here, such as old XLS workbooks. Needs `make oracles`.
"""

import json
import random
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy
import pypdfium2
from PIL import Image, ImageDraw

from madang.documents.reading import Reading
from madang.documents.redaction.pages import Region
from madang.documents.redaction.passages import Passage
from madang.documents.redaction.redacting import NotRedacted, Redacted, Redactor, Source
from madang.documents.sandbox import ReaderPool
from madang.documents.tests import test_office as office
from madang.documents.tests.builders import make_zip
from madang.portal.demonstration import samples

ROOT = Path(__file__).resolve().parent.parent
ORACLE = ROOT / ".venv-oracles" / "bin" / "python"
OTHER_TYPES = {
    "txt": "성명 홍길동, 전화 010-1234-5678. 도로 정비 계획을 알립니다.\n",
    "csv": "성명,전화\n홍길동,010-1234-5678\n김한빛,010-9876-5432\n",
    "html": "<html><head><title>홍길동</title></head><body><p>신청인 홍길동 010-1234-5678</p></body></html>",
    "eml": "From: a@example.org\nTo: b@example.org\nSubject: hello\n\n신청인 홍길동 010-1234-5678\n",
}


@dataclass
class Totals:
    documents: int = 0
    pages: int = 0
    boxes: int = 0
    words: int = 0
    held: int = 0
    seconds: float = 0.0
    kept_pages: int = 0
    changed_pages: int = 0
    reasons: dict[str, int] = field(default_factory=dict)


def documents(archive: Path, folder: Path) -> list[Path]:
    """Every PDF of the archive, and one readable document of every other type, from there or made here."""
    found: list[Path] = []
    with tarfile.open(archive) as files:
        for member in files:
            if member.isfile() and Path(member.name).suffix.lower() in (".pdf", ".hwp", ".hwpx"):
                target = folder / member.name.replace("/", "__")
                target.write_bytes(files.extractfile(member).read())  # type: ignore[union-attr]
                found.append(target)
    for suffix, text in OTHER_TYPES.items():
        (folder / f"made.{suffix}").write_text(text)
        found.append(folder / f"made.{suffix}")
    for sample in samples.SAMPLES:
        (folder / f"sample-{sample.name}").write_bytes(samples.content_of(sample, date(2026, 11, 25)))
        found.append(folder / f"sample-{sample.name}")
    return found + office_files(folder) + pictures(folder)


PICTURED = "Gildong"
PART = (10.0, 150.0, 200.0, 230.0)
"""Where the pictures made here have the name, in points: 600 by 400 pixels become 400 by 267 points."""


def pictures(folder: Path) -> list[Path]:
    """A photograph of a name in every format of pictures."""
    found = []
    for kind in ("png", "jpg", "gif", "bmp", "tif"):
        picture = Image.new("RGB", (600, 400), (240, 240, 230))
        ImageDraw.Draw(picture).text((40, 90), f"Hong {PICTURED}", fill=(20, 20, 90), font_size=32)
        found.append(folder / f"picture.{kind}")
        picture.save(found[-1])
    return found


def office_files(folder: Path) -> list[Path]:
    """A word document, a workbook, slides, and OpenDocument text and table."""
    words = [
        "신청인 홍길동의 전화는 010-1234-5678입니다.",
        "도로 정비 계획을 알려 드립니다.",
    ]
    for kind in ("docx", "xlsx", "odt", "ods"):
        (folder / kind).mkdir()
    office.read_docx(folder / "docx", *map(office.line, words))
    cells = "".join(f'<row r="{row}">{office.cell(f"A{row}", text)}</row>' for row, text in enumerate(words, start=1))
    office.read_xlsx(folder / "xlsx", cells)
    paragraphs = "".join(f"<text:p>{text}</text:p>" for text in words)
    office.read_odf(folder / "odt", "odt", paragraphs)
    table = "".join(
        f"<table:table-row><table:table-cell><text:p>{text}</text:p></table:table-cell></table:table-row>"
        for text in words
    )
    office.read_odf(folder / "ods", "ods", f'<table:table table:name="a">{table}</table:table>')
    return [*(folder / kind / "file" for kind in ("docx", "xlsx", "odt", "ods")), slides(folder / "slides", words)]


def slides(path: Path, words: list[str]) -> Path:
    drawing, deck = (f"http://schemas.openxmlformats.org/{name}/2006/main" for name in ("drawingml", "presentationml"))
    lines = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in words)
    parts = {
        "[Content_Types].xml": office.TYPES,
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{deck}" xmlns:r="{office.OFFICE}"><p:sldIdLst>'
        '<p:sldId id="256" r:id="r1"/></p:sldIdLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": f'<Relationships xmlns="{office.RELATIONS}"><Relationship Id="r1" '
        f'Type="{office.OFFICE}/slide" Target="slides/slide1.xml"/></Relationships>',
        "ppt/slides/slide1.xml": f'<p:sld xmlns:p="{deck}" xmlns:a="{drawing}"><p:txBody>{lines}</p:txBody></p:sld>',
    }
    return make_zip(path, parts)


def chosen_words(text: str, most: int) -> list[str]:
    words = sorted({word for word in re.findall(r"[가-힣]{2,8}", text) if word not in "비공개제호"})
    words = words or sorted(set(re.findall(r"[A-Za-z]{5,}", text)))
    return random.sample(words, min(most, len(words)))


def unchanged_pages(path: Path, made: Redacted) -> tuple[int, int]:
    """Pages that were kept, and how many of them look different in any pixel."""
    before, after = pypdfium2.PdfDocument(path), pypdfium2.PdfDocument(made.pdf)
    kept = [page for page in range(made.pages) if page not in made.reasons]
    different = 0
    for number in kept:
        one, other = (
            document[number].render(scale=1, draw_annots=False, may_draw_forms=False).to_numpy()
            for document in (before, after)
        )
        different += not numpy.array_equal(one, other)
    return len(kept), different


def main(archive: Path, most: int, more: list[Path]) -> int:
    random.seed(20261125)
    by_type: dict[str, Totals] = {}
    questions = []
    with tempfile.TemporaryDirectory() as name, ReaderPool(workers=2) as pool, Redactor() as redactor:
        folder = Path(name)
        readings = dict(pool.read_many([*documents(archive, folder), *more]))
        for path, reading in sorted(readings.items()):
            totals = by_type.setdefault(reading.type, Totals())
            enough = reading.type not in ("pdf", "picture") and totals.documents >= 3
            words = [PICTURED] if reading.type == "picture" else chosen_words(reading.text, most)
            if enough or reading.state == "refused" or not words:
                continue
            one = redact(redactor, path, reading, words, totals)
            if one is not None:
                target = folder / f"out-{len(questions)}.pdf"
                target.write_bytes(one.pdf)
                boxes = [{"page": box.page, "box": box.box} for box in one.boxes]
                questions.append({"pdf": str(target), "words": words, "boxes": boxes})
        asked = subprocess.run(
            [str(ORACLE), str(ROOT / "bench" / "redaction_oracle.py")],
            input=json.dumps(questions),
            capture_output=True,
            text=True,
            check=True,
        )
    return report(by_type, json.loads(asked.stdout))


def redact(redactor: Redactor, path: Path, reading: Reading, words: list[str], totals: Totals) -> Redacted | None:
    source = Source(path, reading.type, reading.text, title=path.stem, name=path.name)
    regions = [Region(0, PART, (6,))] if reading.type == "picture" else []
    start = time.perf_counter()
    try:
        made = redactor.redact(source, [Passage(word) for word in words], regions)
    except NotRedacted as error:
        print(f"{path.name}: {error}", file=sys.stderr)
        totals.held += 1
        return None
    totals.seconds += time.perf_counter() - start
    totals.documents, totals.pages, totals.words = (
        totals.documents + 1,
        totals.pages + made.pages,
        totals.words + len(words),
    )
    totals.boxes += len(made.boxes)
    for reason in made.reasons.values():
        totals.reasons[reason] = totals.reasons.get(reason, 0) + 1
    if not made.is_safe:
        totals.held += 1
        print(f"{path.name}: held, {[check for check in made.checks if not check.passed]}", file=sys.stderr)
        return None
    if reading.type == "pdf":
        kept, changed = unchanged_pages(path, made)
        totals.kept_pages, totals.changed_pages = totals.kept_pages + kept, totals.changed_pages + changed
    return made


def report(by_type: dict[str, Totals], verdicts: list[dict[str, Any]]) -> int:
    for kind, totals in sorted(by_type.items()):
        if totals.documents:
            print(
                f"{kind:7} {totals.documents:3} documents, {totals.words:4} words, {totals.pages:4} pages, "
                f"{totals.boxes:4} boxes, {totals.held} held, {totals.pages / totals.seconds:5.1f} pages/s"
                + (
                    f", {totals.kept_pages} kept pages of which {totals.changed_pages} changed"
                    if totals.kept_pages
                    else ""
                )
                + (f", made anew for {totals.reasons}" if totals.reasons else "")
            )
    sums = {name: sum(verdict[name] for verdict in verdicts) for name in ("text", "bytes", "pixels")}
    if found := [word for verdict in verdicts for word in verdict["found"]]:
        print("found again:", found)
    changed = sum(totals.changed_pages for totals in by_type.values())
    print(
        f"recovered by PyMuPDF: {sums['text']} as text, {sums['bytes']} among bytes, {sums['pixels']} boxes with pixels"
    )
    return int(any(sums.values()) or changed > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 25, list(map(Path, sys.argv[3:]))))
