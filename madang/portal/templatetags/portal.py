from collections.abc import Iterator
from typing import Any

from django import template
from django.core.paginator import Page

register = template.Library()


@register.simple_tag
def page_numbers(page: Page[Any]) -> Iterator[str | int]:
    """The numbers that a pagination shows: both ends, and two on each side of the page shown."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
