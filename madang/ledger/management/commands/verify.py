"""`madang verify`: whether the ledger is whole. With `--from`, of a copy or another site, without a database."""

import base64
import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from madang.ledger.notes import BadNote, Verifier
from madang.ledger.verification import Report, Unreadable, signed_checkpoint, source_at, verify_copy
from madang.ledger.wording import problem_sentence, reason_sentence

SHOWN = 50


class Command(BaseCommand):
    help = "Recompute the public ledger from its entries. Exits 1 if anything does not fit, 2 if nothing can be read."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="source", metavar="DIR-or-URL", help="a copy of the files under /ledger/")
        parser.add_argument("--key", metavar="VKEY", help="the key that must have signed; default: the log's own")
        parser.add_argument("--json", action="store_true", help="one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["key"] and not options["source"]:
            raise CommandError(_("--key goes with --from; this site is checked with its own key."), returncode=2)
        try:
            report = check_copy(options["source"], options["key"]) if options["source"] else check_here()
        except Unreadable as unreadable:
            raise CommandError(reason_sentence(unreadable), returncode=2) from unreadable
        except BadNote as fault:
            raise CommandError(_("The key cannot be used: %(fault)s.") % {"fault": fault}, returncode=2) from fault
        self.stdout.write(as_json(report) if options["json"] else as_text(report))
        if report.broken:
            sys.exit(1)


def check_copy(place: str, key: str | None) -> Report:
    verifier = Verifier.parse(key) if key else None
    source = source_at(place)
    checkpoint, _is_signed = signed_checkpoint(source, verifier)
    with tqdm(total=checkpoint.size, unit="entry", disable=None) as bar:
        return verify_copy(source, verifier=verifier, progress=bar.update)


def check_here() -> Report:
    from madang.ledger.checking import check_site

    with tqdm(unit="entry", disable=None) as bar:

        def begin(total: int) -> Callable[[int], object]:
            bar.reset(total)
            return bar.update

        return check_site(begin=begin)


def as_json(report: Report) -> str:
    broken = [
        {"problem": found.problem, "index": found.index, "place": found.place, "detail": problem_sentence(found)}
        for found in report.broken
    ]
    answer = {
        "entries": report.entries,
        "root": base64.b64encode(report.root).decode(),
        "checkpoint_ok": report.checkpoint_ok,
        "broken": broken,
    }
    return json.dumps(answer, ensure_ascii=False)


def as_text(report: Report) -> str:
    """A summary for people; of many faults the first ones."""
    lines = [problem_sentence(found) for found in report.broken[:SHOWN]]
    if (more := len(report.broken) - SHOWN) > 0:
        lines.append(_("And %(more)d more.") % {"more": more})
    root = base64.b64encode(report.root).decode()
    if report.broken:
        lines.append(_("%(entries)d entries, root %(root)s: NOT intact.") % {"entries": report.entries, "root": root})
    else:
        lines.append(_("%(entries)d entries, root %(root)s: all intact.") % {"entries": report.entries, "root": root})
    return "\n".join(lines)
