from typing import Any

from django import template

from madang.opendata import wording

register = template.Library()
register.filter("type_label", wording.type_label)
register.filter("sentence", wording.sentence)
register.filter("semantics_label", wording.semantics_label)


@register.filter
def spark(bins: list[list[Any]] | None) -> list[tuple[str, str, str]]:
    """Small bars of a spread: (x, y, height), 120 by 30; [] where there is none."""
    counts = [int(one[2]) for one in bins or []][:20]
    most = max(counts, default=0)
    if not most or len(counts) < 2:
        return []
    heights = [max(0.5 if count else 0.0, 28 * count / most) for count in counts]
    return [(f"{at * 6}", f"{29 - height:.1f}", f"{height:.1f}") for at, height in enumerate(heights)]
