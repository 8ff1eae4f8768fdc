from typing import Any

from django import template

from madang.accounts.viewers import PUBLIC
from madang.notices.models import Following, Pace
from madang.notices.models.events import Event, Words

register = template.Library()


@register.inclusion_tag("notices/follow.html", takes_context=True)
def follow_this(context: dict[str, Any], subject: str, feed: str = "") -> dict[str, Any]:
    """The block "Follow this" for a record or topic. feed: the address of its public Atom feed, if it has one."""
    request = context.get("request")
    viewer = getattr(request, "viewer", PUBLIC)
    following = Following.objects.visible_to(viewer).filter(subject=subject).first()
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "subject": subject,
        "feed": feed,
        "following": following,
        "is_signed_in": viewer.user is not None,
        "paces": Pace.choices,
        "next": request.get_full_path() if request else "",
    }


@register.filter
def worded(event: Event) -> Words:
    """An event in the language of the page."""
    return event.worded()


@register.filter
def paces(_value: object) -> list[tuple[str, Any]]:
    """How often one may be told: codes and labels."""
    return list(Pace.choices)
