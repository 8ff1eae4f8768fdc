from datetime import date

from django import template
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

from madang.bodies import wording
from madang.bodies.models import DutyRule, FollowUp
from madang.bodies.queries.standings import Judged

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
