"""`madang read FILE...`: what a file says, what it hides, and whether all of it was read."""

import json
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from madang.documents.archives import Refused, unpack
from madang.documents.filetypes import ARCHIVES
from madang.documents.reading import Reading, state_of, to_json
from madang.documents.sandbox import ReaderPool
from madang.documents.wording import sentence


class Command(BaseCommand):
    help = (
        "Read files of any kind in confined child processes, and say of each whether it was wholly read. "
        "Files inside ZIP and tar archives are read one by one. Needs no database."
    )
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a file; - is standard input")
        parser.add_argument("--json", action="store_true", help="one JSON list on standard output")
        parser.add_argument("--text", action="store_true", help="print the text, too")

    def handle(self, *args: Any, **options: Any) -> None:
        for name in options["files"]:
            if name != "-" and not Path(name).is_file():
                raise CommandError(f"There is no file {name}.", returncode=2)
        with tempfile.TemporaryDirectory(prefix="madang-read-") as folder, ReaderPool() as pool:
            answers = list(tqdm(read_all(options["files"], Path(folder), pool), unit="file", disable=None))
        if options["json"]:
            self.stdout.write(json.dumps(answers, ensure_ascii=False, indent=1))
        else:
            for answer in answers:
                self.show(answer, with_text=options["text"])

    def show(self, answer: dict[str, Any], *, with_text: bool) -> None:
        counts = ", ".join(f"{name} {count:,}" for name, count in answer["readers"].items())
        self.stdout.write(f"{answer['path']}: {answer['type']}, {answer['state']}" + (f" ({counts})" if counts else ""))
        for reason in answer["reasons"]:
            self.stdout.write(f"  - {reason['sentence']}")
        if answer["hidden"]:
            kinds = sorted({hidden["kind"] for hidden in answer["hidden"]})
            self.stdout.write(f"  hidden: {', '.join(kinds)}")
        if with_text:
            self.stdout.write(answer["text"])


def read_all(names: list[str], folder: Path, pool: ReaderPool) -> Iterator[dict[str, Any]]:
    """Answers in the order of the names, an archive before its files."""
    for position, name in enumerate(names):
        path = Path(name)
        if name == "-":
            path = folder / f"{position}-input"
            path.write_bytes(sys.stdin.buffer.read())
        reading = pool.read(path)
        yield answer_of(name, reading)
        if reading.type in ARCHIVES:
            into = folder / f"{position}-files"
            into.mkdir()
            yield from read_archive(name, path, into, pool)


def read_archive(name: str, path: Path, into: Path, pool: ReaderPool) -> Iterator[dict[str, Any]]:
    found = unpack(path, into)
    unpacked = {file.path: file.name for file in found if not isinstance(file, Refused)}
    readings = dict(pool.read_many(unpacked))
    for file in found:
        if isinstance(file, Refused):
            reading = Reading(type="unknown", state=state_of((file.reason,)), reasons=(file.reason,))
        else:
            reading = readings[file.path]
        yield answer_of(f"{name}/{file.name}", reading)


def answer_of(name: str, reading: Reading) -> dict[str, Any]:
    answer = {"path": name} | to_json(reading)
    for reason, entry in zip(reading.reasons, answer["reasons"], strict=True):
        entry["sentence"] = str(sentence(reason))
    return answer
