"""How bodies stand to their duties on a day. Facts of many bodies are read at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Q, QuerySet
from django.utils.timezone import localdate

from madang.bodies.duties import Facts, Held, Seated, Spell, Standing, assess, spells
from madang.bodies.models import Body, DutyRule, Meeting, Member, Minutes
from madang.calendar.queries import day_off_calendar


@dataclass(frozen=True)
class Judged:
    """A duty of a body, and how it stood on the day that was asked about."""

    rule: DutyRule
    standing: Standing

    @property
    def body(self) -> Body:
        return self.rule.body


@dataclass(frozen=True)
class Breach:
    """A stretch of days in which a body was behind with a duty."""

    rule: DutyRule
    spell: Spell

    @property
    def body(self) -> Body:
        return self.rule.body


def facts_of(bodies: Iterable[int]) -> dict[int, Facts]:
    """What is judged by, for bodies by primary key. Three queries for all of them."""
    keys = list(bodies)
    published = {
        row["meeting"]: localdate(row["first"])
        for row in Minutes.objects.filter(meeting__body__in=keys, published_at__isnull=False)
        .values("meeting")
        .annotate(first=Min("published_at"))
    }
    meetings: dict[int, list[Held]] = defaultdict(list)
    for meeting in Meeting.objects.held().filter(body__in=keys).order_by("held_on", "pk"):
        assert meeting.held_on is not None
        held = Held(meeting.held_on, meeting.is_conference, published.get(meeting.pk), meeting.ref)
        meetings[meeting.body_id].append(held)
    members: dict[int, list[Seated]] = defaultdict(list)
    rows = Member.objects.filter(body__in=keys).values_list("body_id", "since_on", "until_on", "is_external")
    for body, since, until, is_external in rows:
        members[body].append(Seated(since, until, is_external))
    return {key: Facts(tuple(meetings[key]), tuple(members[key])) for key in keys}


def rules_in_force(*, on: date) -> QuerySet[DutyRule]:
    """Duties that held on that day, of bodies that existed."""
    return (
        DutyRule.objects.filter(Q(until_on=None) | Q(until_on__gt=on), since_on__lte=on)
        .filter(Q(body__dissolved_on=None) | Q(body__dissolved_on__gt=on))
        .select_related("body__organisation", "body__parent")
        .order_by("body__name_ko", "body__code", "kind")
    )


def judged(rules: Iterable[DutyRule], *, on: date) -> list[Judged]:
    """How each duty stood at the end of that day."""
    wanted = list(rules)
    facts, days_off = facts_of({rule.body_id for rule in wanted}), day_off_calendar()
    return [Judged(rule, assess(rule.as_duty(), facts[rule.body_id], on=on, days_off=days_off)) for rule in wanted]


def standings_of(body: Body, *, on: date) -> list[Judged]:
    """The duties of a body on that day, kept and not."""
    return judged(rules_in_force(on=on).filter(body=body), on=on)


def in_breach(*, on: date, organisation: str = "", body: str = "") -> list[Judged]:
    """Every duty that is not kept on that day, longest first."""
    rules = rules_in_force(on=on)
    if organisation:
        rules = rules.filter(body__organisation__code=organisation)
    if body:
        rules = rules.filter(body__code=body)
    broken = [one for one in judged(rules, on=on) if one.standing.is_breach]
    return sorted(broken, key=lambda one: (one.standing.since or on, one.body.code))


def breaches(rules: Iterable[DutyRule], *, until: date) -> list[Breach]:
    """All stretches in breach from the beginning to that day, latest first."""
    wanted = [rule for rule in rules if rule.since_on <= until]
    facts, days_off = facts_of({rule.body_id for rule in wanted}), day_off_calendar()
    found = [
        Breach(rule, spell)
        for rule in wanted
        for spell in spells(rule.as_duty(), facts[rule.body_id], until=until, days_off=days_off)
    ]
    return sorted(found, key=lambda one: one.spell.since, reverse=True)


def coming_due(*, on: date, within: int) -> list[Judged]:
    """Duties whose last day lies at most so many days ahead, and which are not done yet; soonest first."""
    found = [one for one in judged(rules_in_force(on=on), on=on) if not one.standing.is_breach and one.standing.due_on]
    soon = [one for one in found if one.standing.due_on and (one.standing.due_on - on).days <= within]
    return sorted(soon, key=lambda one: one.standing.due_on or on)
