"""`madang data`: profile a file, ask it a question in SQL, or publish it."""

import json
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from madang.opendata.reading.process import Limits, ask_file, read_file
from madang.opendata.wording import sentence


class Command(BaseCommand):
    help = "Profile a file of data, or ask it one question in SQL. Neither needs a database or a site."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True, metavar="{profile,query}")
        profile = what.add_parser("profile", help="what a file holds: encoding, names, types, values, problems")
        query = what.add_parser("query", help="ask a file one SELECT over its table `data`")
        query.add_argument("--sql", required=True, help="the question, such as: SELECT count(*) FROM data")
        query.add_argument("--limit", type=int, default=10_000, help="rows of the answer at most; 10,000 by default")
        for command in (profile, query):
            command.add_argument(
                "file", help="CSV, TSV, XLSX, XLS, ODS, JSON, JSON Lines, GeoJSON, Parquet, or ZIP; - is standard input"
            )
            command.add_argument("--json", action="store_true", help="one JSON document on standard output")
            command.add_argument("--memory", type=int, default=1024, metavar="MB", help="for the reading process")
            command.add_argument("--seconds", type=float, help="after which the reading process is ended")
        profile.add_argument("--sheet", help="of a workbook; the largest by default")
        profile.add_argument("--header-rows", type=int, help="rows of names, where they are not found")
        profile.add_argument("--encoding", help="utf-8, cp949, ...; it must decode every byte")

    def handle(self, *args: Any, **options: Any) -> None:
        with tempfile.TemporaryDirectory(prefix="madang-data-") as folder:
            path = input_file(options["file"], Path(folder))
            out = Path(folder) / "out"
            out.mkdir()
            limits = Limits.for_file(path, memory_mb=options["memory"])
            if options["seconds"]:
                limits = Limits(options["memory"], options["seconds"])
            if options["what"] == "query":
                answer = ask_file(path, out, sql=options["sql"], limits=limits, limit=options["limit"])
            else:
                answer = self.profile(path, out, options, limits)
        if answer.get("state") == "refused":
            raise CommandError(sentence(answer["reasons"][0]), returncode=2)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        elif options["what"] == "query":
            self.show_rows(answer)
        else:
            self.show_profile(answer)

    def profile(self, path: Path, out: Path, options: dict[str, Any], limits: Limits) -> dict[str, Any]:
        said = {key: options[key] for key in ("sheet", "header_rows", "encoding") if options[key] is not None}
        with tqdm(total=100, unit="%", disable=None, leave=False) as bar:

            def progress(stage: str, share: float) -> None:
                bar.set_description(stage)
                bar.update(int(share * 100) - bar.n)

            name = "" if options["file"] == "-" else Path(options["file"]).name
            found = read_file(path, out, name=name, options=said, limits=limits, progress=progress, with_store=False)
        return found if found["state"] == "refused" else as_profile(found)

    def show_profile(self, answer: dict[str, Any]) -> None:
        about = [str(answer[key]) for key in ("file_type", "encoding") if answer[key]]
        self.stdout.write(f"{', '.join(about)}: {answer['rows']:,} rows, {answer['rejects']:,} rejects")
        for column in answer["columns"]:
            ends = "" if column["min"] is None else f"  {column['min']} … {column['max']}"
            meaning = f" ({column['semantics']})" if column["semantics"] else ""
            counts = f"{column['unique']:,} values, {column['nulls']:,} empty"
            self.stdout.write(f"  {column['name']}: {column['type']}{meaning}, {counts}{ends}")
        for problem in answer["problems"]:
            self.stdout.write(f"  - {problem['sentence']}")

    def show_rows(self, answer: dict[str, Any]) -> None:
        self.stdout.write("\t".join(column["name"] for column in answer["columns"]))
        for row in answer["rows"]:
            self.stdout.write("\t".join("" if value is None else str(value) for value in row))
        if answer["truncated"]:
            self.stderr.write("There are more rows; raise --limit to see them.")


def input_file(name: str, folder: Path) -> Path:
    """The file of that name, or what comes from standard input. Raises `CommandError`."""
    if name == "-":
        path = folder / "input"
        with path.open("wb") as file:
            while chunk := sys.stdin.buffer.read(1 << 20):
                file.write(chunk)
        return path
    path = Path(name)
    if not path.is_file():
        raise CommandError(f"There is no file {name}.", returncode=2)
    return path


def as_profile(found: dict[str, Any]) -> dict[str, Any]:
    """The keys of COMMANDS, and what else was found."""
    reading = found["reading"]
    header = reading.get("header_rows") or [None]
    columns = [
        column
        | {"nulls": one["nulls"], "unique": one["distinct"], "min": one["min"], "max": one["max"], "profile": one}
        for column, one in zip(found["columns"], found["profile"], strict=True)
    ]
    return {
        "state": found["state"],
        "file_type": reading["file_type"],
        "encoding": reading.get("encoding"),
        "delimiter": reading.get("delimiter"),
        "header_row": header[0],
        "header_rows": reading.get("header_rows", []),
        "sheets": reading.get("sheets", []),
        "sheet": reading.get("sheet"),
        "rows": found["rows"],
        "rejects": found["rejects"],
        "reject_sample": found["reject_sample"],
        "columns": columns,
        "coordinates": found["coordinates"],
        "problems": [one | {"sentence": sentence(one)} for one in [*found["problems"], *found["reasons"]]],
        "seconds": found["seconds"],
    }
