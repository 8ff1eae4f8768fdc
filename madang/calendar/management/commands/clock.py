"""`madang clock RULE --from DATE`: when a legal period ends, and why. Needs no site; knows its decreed days."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _
from django.utils.translation import override

from madang.calendar import queries
from madang.calendar.holidays_of_korea import regular_days_off
from madang.calendar.wording import citation, derivation_text, rule_label
from madang.common.clock_rules import UnknownRule, rule_names, rule_on, versions_of
from madang.common.clocks import ClockRule, Derivation, Due, due


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(_("%(text)s is no day; write it like 2014-03-03.") % {"text": text}) from error


class Command(BaseCommand):
    help = "When a legal period ends, how it was counted, and by which article."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rule", nargs="?", metavar="RULE", help="a rule's name, like request.decision")
        parser.add_argument("--from", dest="start", type=day, metavar="DATE", help="the day of the event, 2014-03-03")
        parser.add_argument("--list", action="store_true", help="all rules, as they were from day to day")
        parser.add_argument("--json", action="store_true", help="one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self.write_rules(as_json=options["json"])
            return
        if not options["rule"] or not options["start"]:
            raise CommandError(_("Say which rule and from which day: madang clock RULE --from DATE."), returncode=2)
        rule = known_rule(options["rule"], options["start"])
        answer = due(rule, start=options["start"], days_off=self.known_days_off())
        self.write_answer(answer, options["rule"], options["start"], as_json=options["json"])

    def known_days_off(self) -> Callable[[date], str | None]:
        """With the decreed days of this site, or without, and then says so."""
        try:
            if has_database():
                return queries.day_off_calendar()
        except DatabaseError:
            pass
        self.stderr.write(_("No site here: only the regular public holidays are known, no decreed ones."))
        return queries.regular_day_off

    def write_answer(self, answer: Due, rule: str, start: date, *, as_json: bool) -> None:
        if not as_json:
            self.stdout.write(f"{rule_label(rule)}: {answer.on.isoformat()}")
            self.stdout.write(derivation_text(answer.derivation))
            return
        words = {"rule": rule, "from": start.isoformat(), "due": answer.on.isoformat(), "article": answer.article}
        with override("en"):
            words["derivation"] = derivation_text(answer.derivation, names=english_names(answer.derivation))
        with override("ko"):
            words |= {"derivation_ko": derivation_text(answer.derivation), "article_ko": citation(answer.article)}
        self.stdout.write(json.dumps(words | {"days": days_of(answer.derivation)}, ensure_ascii=False))

    def write_rules(self, *, as_json: bool) -> None:
        versions = [version for name in rule_names() for version in versions_of(name)]
        if as_json:
            self.stdout.write(json.dumps([described(version) for version in versions], ensure_ascii=False))
            return
        for version in versions:
            until = version.until.isoformat() if version.until else ""
            words = f"{citation(version.article)}: {rule_label(version.name)}"
            self.stdout.write(f"{version.name:33} {version.since} - {until:10}  {words}")


def has_database() -> bool:
    """Whether there is one to ask; a SQLite file that is not there would be made by asking."""
    name = connection.settings_dict["NAME"]
    return connection.vendor != "sqlite" or ":memory:" in str(name) or "mode=memory" in str(name) or Path(name).exists()


def known_rule(name: str, start: date) -> ClockRule:
    """The rule of that name on that day. Raises `CommandError` with exit code 2."""
    try:
        return rule_on(name, start=start)
    except UnknownRule as error:
        if name in rule_names():
            message = _("%(rule)s did not hold yet on %(day)s.") % {"rule": name, "day": start}
        else:
            message = _("There is no rule %(rule)s; madang clock --list shows them all.") % {"rule": name}
        raise CommandError(message, returncode=2) from error


def english_names(derivation: Derivation) -> Mapping[date, str]:
    """Regular days off in English; a decreed one keeps the name that the site gives it."""
    days = [*derivation.skipped, *derivation.moved]
    if derivation.extension:
        days += [*derivation.extension.skipped, *derivation.extension.moved]
    regular = {one.on: regular_days_off(one.on.year).get(one.on) for one in days if one.reason == "day-off"}
    return {on: found.name_en for on, found in regular.items() if found}


def days_of(derivation: Derivation) -> dict[str, Any]:
    """The derivation as data: what was counted from where, and what was passed over and why."""
    return {
        "start": derivation.start.isoformat(),
        "length": derivation.length,
        "unit": derivation.unit.value,
        "first_day_counted": derivation.is_first_day_counted,
        "skipped": [{"on": day.on.isoformat(), "reason": day.reason, "name": day.name} for day in derivation.skipped],
        "moved": [{"on": day.on.isoformat(), "reason": day.reason, "name": day.name} for day in derivation.moved],
        "due": derivation.due.isoformat(),
        "basis": derivation.basis.value,
        "extension": days_of(derivation.extension) if derivation.extension else None,
    }


def described(version: ClockRule) -> dict[str, Any]:
    """One version of a rule as data."""
    return {
        "rule": version.name,
        "since": version.since.isoformat(),
        "until": version.until.isoformat() if version.until else None,
        "length": version.length,
        "unit": version.unit.value,
        "first_day_counted": version.is_first_day_counted,
        "extension": version.extension,
        "extended": version.is_extended,
        "stopped_by": list(version.stopped_by),
        "then": version.then,
        "basis": version.basis.value,
        "article": version.article,
    }
