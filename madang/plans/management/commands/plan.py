import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate
from django.utils.translation import override

from madang.common.metrics import all_metrics
from madang.plans.planfile import PlanDraft, PlanFileError, read_plan
from madang.plans.review import CommitmentReview, Finding, PlanReview, review_plan
from madang.plans.wording import fault_sentence, finding_sentence


class Command(BaseCommand):
    help = "Check an action plan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True, metavar="check")
        check = what.add_parser("check", help="judge a draft plan as an independent reviewer would")
        check.add_argument("file", help="the plan as TOML, or - for standard input")
        check.add_argument("--json", action="store_true", help="one JSON document on standard output")
        check.add_argument("--language", choices=["en", "ko"], default="en", help="of the sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"do_{options['what']}")(options)

    def do_check(self, options: dict[str, Any]) -> None:
        """Exits with 1 if a statement cannot be verified or the plan contradicts itself."""
        draft = read_file(options["file"], today=localdate())
        review = review_plan(draft, metrics={one.key: one.unit for one in all_metrics()})
        with override(options["language"]):
            as_json, as_lines = review_as_json(review), review_as_lines(review)
        self.stdout.write(json.dumps(as_json, ensure_ascii=False, indent=1) if options["json"] else "\n".join(as_lines))
        if review.contradictions or not all(one.verifiable for part in review.commitments for one in part.milestones):
            sys.exit(1)


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
    lines += [f"  {', '.join([*one.where, finding_sentence(one)])}" for one in review.contradictions]
    return lines
