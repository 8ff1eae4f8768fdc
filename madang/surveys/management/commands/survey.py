import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from madang.surveys.release import Recount, recount


class Command(BaseCommand):
    help = "Count the published answers of a survey again, and compare everything that the file claims."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True, metavar="{recount}")
        again = what.add_parser("recount", help="needs the file alone, no site and no database")
        again.add_argument("file", help="the results of a survey as JSON, or - for standard input")
        again.add_argument("--root", help="the root that the public ledger holds; compared with the file's rows")
        again.add_argument("--json", action="store_true", help="one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exits with 1 if anything differs from what the rows say."""
        name = options["file"]
        try:
            text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
            found = recount(json.loads(text))
        except (OSError, ValueError, RecursionError) as error:
            raise CommandError(f"{name}: {error}", returncode=2) from error
        differences = list(found.differences)
        if options["root"] and options["root"] != found.root:
            differences.append(f"root: the ledger holds {options['root']}, the rows give {found.root}")
        if options["json"]:
            self.stdout.write(json.dumps(as_json(found, differences), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(as_lines(found, differences)))
        if differences:
            sys.exit(1)


def as_json(found: Recount, differences: list[str]) -> dict[str, Any]:
    return {
        "answers": found.answers,
        "root": found.root,
        "weighted": found.weighted,
        "agrees": not differences,
        "differences": differences,
        "results": list(found.results),
    }


def as_lines(found: Recount, differences: list[str]) -> list[str]:
    lines = [f"{found.answers} answers, root {found.root}"]
    for result in found.results:
        lines.append(f"{result['question']}: {result['base']} answered")
        for item in result["items"]:
            share = item.get("weighted", item["share"]) * 100
            name = f"{item['row']}.{item['key']}" if item.get("row") else item["key"]
            lines.append(f"  {name:<20}{item['count']:>7}{share:>8.1f} % ± {item['margin'] * 100:.1f}")
    weighed = "weighted shares counted too" if found.weighted else "unweighted counts and shares"
    verdict = [f"differs: {one}" for one in differences] or [f"everything agrees ({weighed})"]
    return [*lines, *verdict]
