"""`madang draw`: a panel by lot from a pool, and the check of a draw that was published. Needs no site."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from madang.bodies.draw_wording import CHECKS, change_sentence, fault_sentence
from madang.bodies.drawchain import ties_of, verify_chain
from madang.bodies.drawfile import Check, as_file, chances_of, report_of
from madang.bodies.leximin import NoPanel, fairest_lottery
from madang.bodies.panels import drawn_number, numbered_panels
from madang.bodies.relaxation import smallest_relaxation
from madang.bodies.sortition import LARGEST_FILE, Problem, Unusable, read_pool, read_quotas, replacement


class Command(BaseCommand):
    help = "Draw a panel by lot as fairly as quotas allow, or check a published draw."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", nargs="?", choices=["verify"], help="check a published draw instead of drawing")
        parser.add_argument(
            "file",
            nargs="*",
            metavar="FILE",
            help="with verify: the JSON file of the draw, or -; and of its replacements",
        )
        parser.add_argument("--pool", metavar="CSV", help="a row a person, a column a feature")
        parser.add_argument("--quotas", metavar="CSV", help="columns feature, value, min, max")
        parser.add_argument("--size", type=int, metavar="K", help="how many people are drawn")
        parser.add_argument("--seed", metavar="TEXT", help="what the number of the panel is drawn by")
        parser.add_argument("--person", default="", metavar="COLUMN", help="the pool's column with the person's code")
        parser.add_argument("--household", default="", metavar="COLUMN", help="the column with the household")
        parser.add_argument("--staying", default="", metavar="CODES", help="replace members: who stays, with commas")
        parser.add_argument("--gone", default="", metavar="CODES", help="replace members: who has gone, with commas")
        parser.add_argument("--write", metavar="FILE", help="write the whole draw to a file that verify reads")
        parser.add_argument("--json", action="store_true", help="one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["verb"]:
                self.check_draw(options)
            else:
                self.draw(options)
        except Unusable as fault:
            raise CommandError(fault_sentence(fault), returncode=2) from fault

    def draw(self, options: dict[str, Any]) -> None:
        if missing := [name for name in ("pool", "quotas", "size", "seed") if options[name] in (None, "")]:
            raise CommandError(_("Say also --%(name)s.") % {"name": missing[0]}, returncode=2)
        problem, ties = self.problem(options)
        try:
            with solver_speaks_to_stderr(), progress() as on_progress:
                lottery = fairest_lottery(problem, on_progress=on_progress)
                numbered = numbered_panels(problem, lottery)
        except NoPanel as none:
            raise CommandError(self.advice(problem), returncode=1) from none
        number = drawn_number(options["seed"], problem.pool.hash)
        report = report_of(problem, lottery, numbered)
        groups = report.pop("groups")
        answer = {
            **report,
            "probabilities": chances_of(lottery),
            "panel_number": number,
            "panel": list(numbered.panels[number]),
            "pool_hash": problem.pool.hash,
        }
        if options["write"]:
            drawn = {"secret": options["seed"], "panel_number": number, "panel": answer["panel"]}
            whole = as_file(problem, numbered, report, **drawn, **ties)
            Path(options["write"]).write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
        if options["json"]:
            self.stdout.write(json.dumps(answer | {"groups": groups}, ensure_ascii=False))
            return
        self.stdout.write(_("Smallest chance: %(share)s") % {"share": f"{report['minimum']:.4%}"})
        self.stdout.write(_("Pool: %(hash)s") % {"hash": problem.pool.hash})
        self.stdout.write(_("Panel %(number)s: %(people)s") % {"number": number, "people": ", ".join(answer["panel"])})

    def problem(self, options: dict[str, Any]) -> tuple[Problem, dict[str, Any]]:
        """What is to be drawn, and for a replacement what ties its file to the first draw's."""
        quotas = read_quotas(read_text(options["quotas"]))
        pool = read_pool(read_text(options["pool"]), quotas, person=options["person"], household=options["household"])
        problem = Problem(pool, quotas, options["size"])
        if not options["gone"]:
            return problem, {}
        codes = [[code.strip() for code in options[name].split(",") if code.strip()] for name in ("staying", "gone")]
        ties = ties_of(problem.pool.hash, staying=codes[0], gone=codes[1])
        return replacement(problem, staying=codes[0], gone=codes[1]), {"replaces": ties}

    def advice(self, problem: Problem) -> str:
        with solver_speaks_to_stderr():
            changes = smallest_relaxation(problem)
        if changes is None:
            return _("There are fewer households than seats.")
        smallest = "; ".join(change_sentence(change) for change in changes)
        return _("No panel meets these quotas. The smallest change that helps: %(changes)s.") % {"changes": smallest}

    def check_draw(self, options: dict[str, Any]) -> None:
        if not options["file"]:
            raise CommandError(_("Say which file: madang draw verify FILE."), returncode=2)
        files = [read_file(path) for path in options["file"]]
        with solver_speaks_to_stderr(), progress() as on_progress:
            checked = verify_chain(files, on_progress=on_progress)
        passed = all(one.passed for _file, checks in checked for one in checks if one.is_decisive)
        if options["json"]:
            self.stdout.write(json.dumps(answer_of(checked, passed=passed), ensure_ascii=False))
        else:
            for file, checks in checked:
                if len(checked) > 1:
                    self.stdout.write(str(file.get("title") or file.get("pool_hash")))
                for one in checks:
                    mark = _("yes") if one.passed else _("no")
                    self.stdout.write(f"{mark:4} {CHECKS[one.name]} {one.detail[:80]}".rstrip())
        if not passed:
            sys.exit(1)


def answer_of(checked: Sequence[tuple[Mapping[str, Any], Sequence[Check]]], *, passed: bool) -> dict[str, Any]:
    """The verdict as one JSON document. `file`: 0 for the first draw, then its replacements."""
    said = [
        {"name": one.name, "passed": one.passed, "detail": one.detail, "file": number}
        for number, (_file, checks) in enumerate(checked)
        for one in checks
    ]
    last = checked[-1][0]
    return {"ok": passed, "checks": said, "pool_hash": last.get("pool_hash", ""), "panel": last.get("panel", [])}


def read_file(path: str) -> dict[str, Any]:
    """A draw's file. Raises `CommandError` with exit code 2 for what is no JSON."""
    try:
        file = json.loads(read_text(path))
    except ValueError as error:
        raise CommandError(_("%(file)s is not JSON.") % {"file": path}, returncode=2) from error
    return file if isinstance(file, dict) else {}


def read_text(path: str) -> str:
    """A file's text, or standard input for `-`. Raises `CommandError` with exit code 2."""
    try:
        content = sys.stdin.buffer.read(LARGEST_FILE + 1) if path == "-" else Path(path).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror or ""
        raise CommandError(_("%(file)s cannot be read: %(reason)s.") % {"file": path, "reason": reason}, returncode=2)
    except UnicodeDecodeError as error:
        raise CommandError(_("%(file)s is not in UTF-8.") % {"file": path}, returncode=2) from error


@contextmanager
def progress() -> Iterator[Any]:
    """A bar on stderr, where that is a terminal."""
    with tqdm(total=1000, unit="‰", disable=None) as bar:

        def on_progress(done: int, total: int) -> None:
            bar.update(max(0, done - bar.n))

        yield on_progress


@contextmanager
def solver_speaks_to_stderr() -> Iterator[None]:
    """HiGHS greets on the process's standard output when it is first used; that is where our JSON goes."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
