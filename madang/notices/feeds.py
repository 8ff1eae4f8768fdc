"""The private feed of a follower: whoever knows its address reads it, and nobody else."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from madang.notices import links
from madang.notices.models import Follower, Notice

LENGTH = 100


class Mine(Feed[Notice, Follower]):
    """What happened to what somebody follows."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        response["Cache-Control"] = "private, max-age=60"
        response["X-Robots-Tag"] = "noindex"
        return response

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Follower:
        return get_object_or_404(Follower, key=kwargs["key"])

    def title(self, follower: Follower) -> str:
        return _("What I follow")

    def link(self, follower: Follower) -> str:
        return links.see_address(follower)

    def feed_guid(self, follower: Follower) -> str:
        return f"urn:uuid:{follower.code}"

    def items(self, follower: Follower) -> list[Notice]:
        return list(follower.notices.select_related("event").order_by("-event__at", "-pk")[:LENGTH])

    def item_title(self, item: Notice) -> str:
        return item.event.worded()["subject"]

    def item_description(self, item: Notice) -> str:
        return item.event.worded()["text"]

    def item_link(self, item: Notice) -> str:
        return item.event.worded()["url"]

    def item_guid(self, item: Notice) -> str:
        return f"urn:uuid:{item.event.code}"

    def item_pubdate(self, item: Notice) -> datetime:
        return item.event.at

    item_updateddate = item_pubdate
