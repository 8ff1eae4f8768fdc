from typing import Any

from django import template

register = template.Library()
LONGEST = 60


@register.filter
def percent(value: float) -> str:
    """A share from 0 to 100: `12.3 %`."""
    return f"{value:.1f} %"


@register.filter
def points(value: float) -> str:
    """A margin, in points of a hundred: `3.1`."""
    return f"{value:.1f}"


@register.filter
def shortened(label: Any) -> str:
    """A label that fits above a bar; the whole one stands in the table."""
    text = str(label)
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
