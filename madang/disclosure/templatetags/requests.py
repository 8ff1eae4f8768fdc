from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template

from madang.disclosure.requests.standing import State
from madang.disclosure.requests.wording import REDUCTIONS, Words, fact_lines

register = template.Library()
TONES = {
    State.DISCLOSED: "good",
    State.TO_DISCLOSE: "good",
    State.TO_PAY: "info",
    State.REFUSED: "danger",
    State.OBJECTION: "warning",
    State.HEARING: "info",
    State.EXTENDED: "info",
    State.DECIDING: "brand",
}


@register.filter
def facts(step: Any) -> list[tuple[Words, Words]]:
    """The facts of a step as (label, words)."""
    known: Mapping[str, Any] = step.facts
    return fact_lines(known)


@register.filter
def state_tone(state: str) -> str:
    """The badge tone of a state."""
    return TONES.get(State(state), "neutral")


@register.filter
def reduction_label(ground: str) -> Words:
    """The ground for a lower fee in words."""
    return REDUCTIONS.get(ground, ground)


@register.filter
def days_to(on: date, today: date) -> int:
    """How many days until then; negative when it is past."""
    return (on - today).days
