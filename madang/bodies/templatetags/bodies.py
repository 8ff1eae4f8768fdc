from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

from madang.bodies import wording
from madang.bodies.conflicts import CONFLICTS, FLAGS
from madang.bodies.draw_wording import change_sentence
from madang.bodies.models import DutyRule, FollowUp, Meeting
from madang.bodies.queries.standings import Judged
from madang.bodies.relaxation import Change

register = template.Library()
MEETING_TONES = {"called": "info", "held": "good", "inquorate": "warning", "cancelled": "danger"}
OUTCOME_TONES = {"adopted": "good", "rejected": "danger", "inquorate": "warning", "deferred": "warning"}
DRAW_TONES = {"drawn": "good", "committed": "info", "infeasible": "danger", "failed": "danger"}
REGISTRATION_TONES = {"confirmed": "good", "waiting": "warning"}


@register.filter
def duty_sentence(rule: DutyRule) -> str:
    return wording.duty_sentence(rule)


@register.filter
def standing_sentence(one: Judged) -> str:
    return wording.standing_sentence(one.rule, one.standing)


@register.filter
def standing_label(one: Judged) -> str | Promise:
    return wording.STATES[one.standing.state]


@register.filter
def standing_tone(one: Judged) -> str:
    return wording.TONES.get(one.standing.state, "neutral")


@register.filter
def state_tone(state: str) -> str:
    """The badge tone of the state of a meeting, decision, draw or registration."""
    return (MEETING_TONES | OUTCOME_TONES | DRAW_TONES | REGISTRATION_TONES).get(state, "neutral")


@register.filter
def is_overdue(follow_up: FollowUp, on: date) -> bool:
    return follow_up.is_overdue(on=on)


@register.filter
def structured_data(script: SafeString) -> SafeString:
    """Turn `json_script`'s element into one of schema.org data; its content is already escaped."""
    return mark_safe(script.replace('type="application/json"', 'type="application/ld+json"'))  # noqa: S308


@register.filter
def percent(share: float) -> str:
    """A share as a percentage: 0.090909 is 9.0909 %."""
    return f"{share * 100:.4f} %"


@register.filter
def conflict_label(code: str) -> str | Promise:
    return CONFLICTS.get(code, code)


@register.filter
def flag_label(code: str) -> str | Promise:
    return FLAGS.get(code, code)


@register.filter
def quota_change(change: Mapping[str, Any]) -> str:
    """A kept piece of advice as a sentence."""
    names = ("feature", "value", "bound", "now", "then")
    return change_sentence(Change(**{name: change[name] for name in names}))


@register.filter
def closing_sentence(meeting: Meeting) -> str:
    return wording.closing_sentence(meeting)
