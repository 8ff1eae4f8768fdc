"""`madang screen FILE...`: which identifiers of people a text contains. Needs no site and no database."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from madang.documents.finding_words import kind_label
from madang.documents.screening import Finding, screen


class Command(BaseCommand):
    help = "Show what in plain texts (UTF-8) may identify a person. It shows where, never what."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a text file, or - for standard input")
        parser.add_argument("--lines", action="store_true", help="each line is a text of its own")
        parser.add_argument("--json", action="store_true", help="one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        texts = (text for path in options["files"] for text in texts_of(path, by_line=options["lines"]))
        if options["json"]:
            self.write_json(texts)
        else:
            self.write_table(texts)

    def write_json(self, texts: Iterator[tuple[str, int | None, str]]) -> None:
        answers = [
            {"path": path} | ({"line": line} if line else {}) | {"findings": [asdict(found) for found in screen(text)]}
            for path, line, text in texts
        ]
        self.stdout.write(json.dumps(answers, ensure_ascii=False))

    def write_table(self, texts: Iterator[tuple[str, int | None, str]]) -> None:
        total = 0
        for path, line, text in texts:
            for found in screen(text):
                total += 1
                self.stdout.write(described(path, line, text, found))
        self.stderr.write(_("Findings: %(total)d") % {"total": total})


def described(path: str, line: int | None, text: str, found: Finding) -> str:
    """One line for people: place, kind, how sure, and under which item of article 9(1)."""
    at_line = line or text.count("\n", 0, found.start) + 1
    column = found.start - (text.rfind("\n", 0, found.start) + 1) + 1
    sentence = _("%(kind)s, %(percent)d %% sure, article 9(1)%(item)d") % {
        "kind": kind_label(found.kind),
        "percent": round(found.confidence * 100),
        "item": found.item,
    }
    return f"{path}:{at_line}:{column}: {sentence}"


def texts_of(path: str, *, by_line: bool) -> Iterator[tuple[str, int | None, str]]:
    """The texts of a file, as (path, line number from 1 or None, text). Raises `CommandError` with exit code 2."""
    try:
        content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        text = content.decode()
    except OSError as error:
        message = _("%(path)s cannot be read: %(reason)s.") % {"path": path, "reason": error.strerror or error}
        raise CommandError(message, returncode=2) from error
    except UnicodeDecodeError as error:
        message = _("%(path)s is not UTF-8 text: byte %(place)d.") % {"path": path, "place": error.start}
        raise CommandError(message, returncode=2) from error
    if not by_line:
        yield path, None, text
        return
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        yield path, number, line.removesuffix("\r")
