import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate, now
from django.utils.translation import override
from tqdm import tqdm

from madang.accounts.viewers import PUBLIC
from madang.common.actors import SYSTEM
from madang.common.errors import Refusal
from madang.common.metrics import all_metrics
from madang.plans import actions, queries
from madang.plans.comparing import Change, compare
from madang.plans.models import PlanVersion, Snapshot
from madang.plans.planfile import SLUG, PlanDraft, PlanFileError, read_plan
from madang.plans.queries import Standing
from madang.plans.review import CommitmentReview, Finding, PlanReview, review_plan
from madang.plans.wording import amount, fault_sentence, finding_sentence, state_label, target_sentence


def a_day(text: str) -> date:
    """A day as people write it on a command line. Raises what argparse shows."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a day like 2014-12-31") from error


class Command(BaseCommand):
    help = (
        "Load an action plan, check a draft, measure where its promises stand, or keep the measurements of past days."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True, metavar="{check,diff,load,measure,keep}")
        load = what.add_parser("load", help="make a file the newest version of its plan")
        load.add_argument("file", help="the plan as TOML, or - for standard input")
        load.add_argument("--today", type=a_day, help="the day that dates like today+200d are counted from")
        load.add_argument("--json", action="store_true", help="one JSON document on standard output")
        measure = what.add_parser("measure", help="where every promise of a plan stands at the end of a day")
        measure.add_argument("--plan", help="its address, like korea-2014; by default the first that is measured here")
        measure.add_argument("--at", type=a_day, help="the day; today by default")
        measure.add_argument("--json", action="store_true", help="one JSON document on standard output")
        keep = what.add_parser("keep", help="keep the measurements of days that are over, each with a ledger entry")
        keep.add_argument("plan", help="its address")
        keep.add_argument("--since", type=a_day, required=True, help="the first day")
        keep.add_argument("--until", type=a_day, help="the last day; yesterday by default")
        keep.add_argument("--every", type=int, default=1, help="days from one to the next; 1 by default")
        check = what.add_parser("check", help="judge a draft plan as an independent reviewer would")
        check.add_argument("file", help="the plan as TOML, or - for standard input")
        check.add_argument("--json", action="store_true", help="one JSON document on standard output")
        check.add_argument("--language", choices=["en", "ko"], default="en", help="of the sentences")

        diff = what.add_parser("diff", help="what one plan says otherwise than another")
        diff.add_argument("old", help="a file, or a plan of this site: its address, or address@version")
        diff.add_argument("new", help="the same")
        diff.add_argument("--json", action="store_true", help="one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options.get("language") or "en"):
            getattr(self, f"do_{options['what']}")(options)

    def do_check(self, options: dict[str, Any]) -> None:
        """Exits with 1 if a statement cannot be verified or the plan contradicts itself."""
        draft = read_file(options["file"], today=localdate())
        review = review_plan(draft, metrics={one.key: one.unit for one in all_metrics()})
        as_json, as_lines = review_as_json(review), review_as_lines(review)
        self.stdout.write(json.dumps(as_json, ensure_ascii=False, indent=1) if options["json"] else "\n".join(as_lines))
        if review.contradictions or not all(one.verifiable for part in review.commitments for one in part.milestones):
            sys.exit(1)

    def do_diff(self, options: dict[str, Any]) -> None:
        """Exits with 1 if the plans differ."""
        old, new = (self.read_plan(options[name]) for name in ("old", "new"))
        changes = compare(old, new)
        if options["json"]:
            said = {"changes": [asdict(one) for one in changes]}
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(change_as_line(one) for one in changes) or "the plans say the same")
        if changes:
            sys.exit(1)

    def read_plan(self, name: str) -> PlanDraft:
        """A file, or a version of a plan of this site."""
        slug, _at, number = name.partition("@")
        if name == "-" or Path(name).exists() or not set(slug) <= set(SLUG):
            return read_file(name, today=localdate())
        if number and not number.isdigit():
            raise CommandError(f"{name}: a version is a number, like {slug}@1", returncode=2)
        version = queries.find_version(slug, PUBLIC, number=int(number) if number else None)
        if version is None:
            raise CommandError(f"there is no file and no plan {name}", returncode=2)
        return queries.draft_of(version)

    def do_load(self, options: dict[str, Any]) -> None:
        draft = read_file(options["file"], today=options["today"] or localdate())
        loaded = actions.load_plan(draft=draft, by=SYSTEM, at=now(), counted_anew=options["today"] is not None)
        version = loaded.version
        if options["json"]:
            said = {"plan": version.plan.slug, "version": version.number, "is_new": loaded.is_new}
            said |= {"content_sha256": version.content_sha256, "milestones": len(draft.milestones)}
            self.stdout.write(json.dumps(said))
        else:
            fate = "loaded" if loaded.is_new else "unchanged"
            self.stdout.write(
                f"{version.plan.slug}, version {version.number}: {fate}, {len(draft.milestones)} statements"
            )

    def do_measure(self, options: dict[str, Any]) -> None:
        """Exits with 1 if the day was kept and measures otherwise now."""
        day = options["at"] or localdate()
        if day > localdate():
            raise CommandError(f"{day} has not come yet", returncode=2)
        version = self.found_version(options["plan"])
        standings = queries.standings_of(version, on=day)
        kept = queries.find_snapshot(version.plan, day)
        differences = queries.differences(kept) if kept else []
        if options["json"]:
            said = measurement_as_json(version, standings, day=day, kept=kept, differences=differences)
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(measurement_as_lines(version, standings, day=day)))
        for line in differences:
            self.stderr.write(line)
        if differences:
            sys.exit(1)

    def do_keep(self, options: dict[str, Any]) -> None:
        if options["every"] < 1:
            raise CommandError("--every must be at least 1", returncode=2)
        version = self.found_version(options["plan"])
        until = options["until"] or localdate() - timedelta(days=1)
        days = range(0, (until - options["since"]).days + 1, options["every"])
        at = now()
        for number in tqdm(days, unit="day", disable=None):
            try:
                actions.take_snapshot(version=version, day=options["since"] + timedelta(days=number), at=at)
            except Refusal as refusal:
                raise CommandError(str(refusal.message), returncode=2) from refusal
        self.stdout.write(f"{version.plan.slug}: {len(days)} days kept")

    def found_version(self, slug: str | None) -> PlanVersion:
        found = queries.find_version(slug, PUBLIC) if slug else next(iter(queries.versions(PUBLIC)), None)
        if found is None:
            raise CommandError(f"there is no plan {slug}" if slug else "no plan is loaded", returncode=2)
        return found


def read_file(name: str, *, today: date) -> PlanDraft:
    """The plan in a file, or on standard input for `-`. Raises `CommandError` with the place of every fault."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{name}: {error}", returncode=2) from error
    try:
        return read_plan(text, today=today)
    except PlanFileError as error:
        lines = [f"{name}: {fault.path + ': ' if fault.path else ''}{fault_sentence(fault)}" for fault in error.faults]
        raise CommandError("\n".join(lines), returncode=2) from error


def review_as_json(review: PlanReview) -> dict[str, Any]:
    """The JSON of `madang plan check --json`."""
    return {
        "commitments": [_commitment_as_json(one) for one in review.commitments],
        "contradictions": [_finding_as_json(one) | {"milestones": list(one.where)} for one in review.contradictions],
    }


def _commitment_as_json(commitment: CommitmentReview) -> dict[str, Any]:
    return {
        "id": commitment.key,
        "verifiable": commitment.verifiable,
        "problems": [_finding_as_json(one) for one in commitment.problems],
        "milestones": [
            {
                "id": one.key,
                "verifiable": one.verifiable,
                "problems": [_finding_as_json(problem) for problem in one.problems],
            }
            for one in commitment.milestones
        ],
    }


def _finding_as_json(finding: Finding) -> dict[str, Any]:
    values = {name: one if isinstance(one, str) else str(one) for name, one in finding.params.items()}
    return {"code": finding.code, "sentence": finding_sentence(finding), "values": values}


def review_as_lines(review: PlanReview) -> list[str]:
    """The review for people: every statement with its faults, then the contradictions."""
    lines: list[str] = []
    for commitment in review.commitments:
        lines.append(f"{commitment.key}: {'verifiable' if commitment.verifiable else 'not verifiable'}")
        lines += [f"  {finding_sentence(one)}" for one in commitment.problems]
        for milestone in commitment.milestones:
            lines.append(f"  {milestone.key}: {'verifiable' if milestone.verifiable else 'not verifiable'}")
            lines += [f"    {finding_sentence(one)}" for one in milestone.problems]
    lines.append(f"{len(review.contradictions)} contradictions")
    lines += [f"  {', '.join(one.where) or 'plan'}: {finding_sentence(one)}" for one in review.contradictions]
    return lines


def change_as_line(change: Change) -> str:
    """`M3.3 due: 2015-12-31 → 2016-12-31 (easier than before)`."""
    where = " ".join(part for part in (change.where or "plan", change.field) if part)
    turn = f" ({change.turn} than before)" if change.turn else ""
    if change.kind != "changed":
        return f"{where} {change.kind}: {change.old or change.new}{turn}"
    return f"{where}: {change.old or '–'} → {change.new or '–'}{turn}"


def measurement_as_json(
    version: PlanVersion, standings: Sequence[Standing], *, day: date, kept: Snapshot | None, differences: list[str]
) -> dict[str, Any]:
    """The JSON of `madang plan measure --json`."""
    snapshot = {"ref": kept.ref, "taken_at": kept.taken_at.isoformat()} if kept else {"ref": None, "taken_at": None}
    return {
        "plan": version.plan.slug,
        "version": version.number,
        "day": day.isoformat(),
        "snapshot": snapshot | {"agrees": not differences if kept else None, "differences": differences},
        "metrics": [_standing_as_json(one) for one in standings],
    }


def _standing_as_json(standing: Standing) -> dict[str, Any]:
    milestone, measured, reported = standing.milestone, standing.measured, standing.reported
    return {
        "commitment": milestone.commitment.key,
        "milestone": milestone.key,
        "key": milestone.metric,
        "parameters": milestone.parameters,
        "value": as_number(measured.value if measured else None),
        "numerator": measured.numerator if measured else None,
        "denominator": measured.denominator if measured else None,
        "unit": milestone.unit,
        "target": as_number(milestone.target),
        "reported": as_number(reported.value if reported else None),
        "basis": standing.basis,
        "state": standing.state.value,
        "reason": str(standing.why_not),
        "records_url": measured.records_url if measured else "",
    }


def as_number(value: Decimal | None) -> int | float | None:
    """A decimal as JSON has it."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def measurement_as_lines(version: PlanVersion, standings: Sequence[Standing], *, day: date) -> list[str]:
    """Where the promises stand, for people."""
    lines = [f"{version.plan.slug}, version {version.number}, at the end of {day}"]
    for one in standings:
        about = one.milestone
        why_not = str(one.why_not).rstrip(".")
        value = f"{amount(one.value, about.unit)} ({one.basis})" if one.value is not None else why_not
        goal = target_sentence(about.comparator, about.target, about.unit)
        state = str(state_label(one.state)) if about.is_promise else "Starting"
        lines.append(f"{about.key:<8}{state:<16}{value}" + (f"; {goal}" if about.is_promise else ""))
    return lines
