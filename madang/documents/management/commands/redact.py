"""`madang redact FILE --strings FILE2 --out DIR`: a copy without the strings, checked, or nothing."""

import json
import re
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from madang.documents.redaction.passages import MARK, CannotBeWithheld, Passage, kept_name
from madang.documents.redaction.redacting import NotRedacted, Redacted, Redactor, Source
from madang.documents.sandbox import ReaderPool
from madang.documents.wording import sentence

LINE = re.compile(r"^(?:([1-8](?:,[1-8])*)\t)?(.+)$")
USELESS = {
    "too-short": "too short: it would be found everywhere",
    "part-of-the-mark": "part of the mark that stands for what was withheld",
}


class Command(BaseCommand):
    help = (
        "Make a copy of a document without the given strings: of a PDF page by page, of anything else as a decided "
        "copy set from its text. Five checks must pass, or no file is left. Needs no database."
    )
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a document; - is standard input")
        parser.add_argument(
            "--strings", required=True, metavar="FILE", help="UTF-8, one string a line, `5,6<TAB>` before it for items"
        )
        parser.add_argument("--out", required=True, metavar="DIR", help="a folder for the copy, its text and manifest")
        parser.add_argument("--title", default="", help="a title, redacted like the text")
        parser.add_argument("--every-page", action="store_true", help="make every page of a PDF a picture")
        parser.add_argument("--json", action="store_true", help="one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        passages = read_strings(options["strings"])
        with tempfile.TemporaryDirectory(prefix="madang-redact-") as folder, ReaderPool(workers=1) as pool:
            path, name = given(options["file"], Path(folder))
            reading = pool.read(path)
            if reading.state == "refused":
                raise CommandError(" ".join(str(sentence(reason)) for reason in reading.reasons), returncode=2)
            source = Source(path, reading.type, reading.text, title=options["title"] or Path(name).stem, name=name)
            with Redactor() as redactor:
                try:
                    made = redactor.redact(source, passages, everything=options["every_page"])
                except CannotBeWithheld as error:
                    raise CommandError(f"“{error.text}” is {USELESS[error.code]}.", returncode=2)
                except NotRedacted as error:
                    raise CommandError(f"No copy could be made of {name}: {error}.", returncode=2)
        answer = answer_of(made) | {"reading": {"state": reading.state, "reasons": codes_of(reading.reasons)}}
        answer["files"] = write_files(made, passages, Path(options["out"])) if made.is_safe else []
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        else:
            self.show(answer)
        if not made.is_safe:
            sys.exit(1)

    def show(self, answer: dict[str, Any]) -> None:
        self.stdout.write(
            f"{answer['pages']} pages, {len(answer['remade'])} made anew; {answer['boxes']} boxes, "
            f"{answer['marks']} marks in the text"
        )
        for check in answer["checks"]:
            self.stdout.write(f"  {'passed' if check['passed'] else 'FAILED'}  {check['name']}: {check['detail']}")
        if answer["reading"]["state"] != "read":
            self.stderr.write("The document was not wholly read: look at every page before you hand the copy on.")
        for name in answer["files"]:
            self.stdout.write(name)
        if not answer["files"]:
            self.stderr.write("A check failed. No file was written.")


def given(name: str, folder: Path) -> tuple[Path, str]:
    """The file, and what it is called. Raises `CommandError`."""
    if name == "-":
        path = folder / "input"
        path.write_bytes(sys.stdin.buffer.read())
        return path, "input"
    if not Path(name).is_file():
        raise CommandError(f"There is no file {name}.", returncode=2)
    return Path(name), Path(name).name


def read_strings(name: str) -> list[Passage]:
    """One passage a line. Raises `CommandError`."""
    if not Path(name).is_file():
        raise CommandError(f"There is no file {name}.", returncode=2)
    try:
        lines = Path(name).read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise CommandError(f"{name} is not UTF-8.", returncode=2)
    passages = []
    for line in lines:
        if line.strip() and (found := LINE.match(line)):
            items = tuple(sorted({int(item) for item in (found[1] or "6").split(",")}))
            passages.append(Passage(found[2].strip(), items))
    if not passages:
        raise CommandError(f"{name} names no string.", returncode=2)
    return passages


def codes_of(reasons: Any) -> list[dict[str, Any]]:
    return [{"code": reason.code, "params": dict(reason.params)} for reason in reasons]


def answer_of(made: Redacted) -> dict[str, Any]:
    return {
        "pages": made.pages,
        "redacted_pages": len({box.page for box in made.boxes}),
        "boxes": len(made.boxes),
        "marks": len(MARK.findall(made.text)),
        "redactions": boxes_of(made),
        "remade": {str(page + 1): reason for page, reason in sorted(made.reasons.items())},
        "checks": [{"name": one.name, "passed": one.passed, "detail": one.detail} for one in made.checks],
    }


def boxes_of(made: Redacted) -> list[dict[str, Any]]:
    """Boxes for people: pages from 1, points from the lower left corner."""
    return [
        {"page": box.page + 1, "box": [round(value, 2) for value in box.box], "items": list(box.items)}
        for box in made.boxes
    ]


def write_files(made: Redacted, passages: list[Passage], folder: Path) -> list[str]:
    """The copy, its text and its manifest, all or none."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = Path(kept_name(made.name, passages)).stem
    manifest = answer_of(made) | {"title": made.title}
    contents = {
        f"{stem}.redacted.pdf": made.pdf,
        f"{stem}.redacted.txt": made.text.encode(),
        f"{stem}.manifest.json": json.dumps(manifest, ensure_ascii=False, indent=1).encode(),
    }
    written = []
    try:
        for name, content in contents.items():
            path = folder / name
            written.append(path)
            path.write_bytes(content)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise CommandError(f"{folder} cannot be written: {error.strerror}.", returncode=2)
    return [str(path) for path in written]
