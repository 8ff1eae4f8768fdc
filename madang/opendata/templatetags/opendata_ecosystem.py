from django import template

from madang.common.refs import Target, resolve_ref

register = template.Library()
TONES = {
    "open": "good",
    "planned": "warning",
    "closed": "neutral",
    "chosen": "good",
    "nominated": "info",
    "not-chosen": "neutral",
}


@register.filter
def status_tone(status: str) -> str:
    """The tone of a state's badge."""
    return TONES.get(status, "neutral")


@register.filter
def target(ref: str) -> Target | None:
    """What a ref points at, where it is public here."""
    return resolve_ref(ref) if ref else None
