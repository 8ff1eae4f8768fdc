"""Atom feeds of the lists: what was announced and what was published of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from madang.accounts.viewers import PUBLIC
from madang.disclosure.models import AnnouncedInformation, Area, Fulfilment

LENGTH = 50


@dataclass(frozen=True)
class News:
    """Something new on a list."""

    title: str
    text: str
    url: str
    at: datetime
    id: str


@dataclass(frozen=True)
class Wanted:
    agency: str
    area: str


class Lists(Feed[News, Wanted]):
    """New promises and what was handed over, of all agencies or one, in all areas or one."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Wanted:
        return Wanted(request.GET.get("agency", ""), request.GET.get("area", ""))

    def title(self, wanted: Wanted) -> str:
        label = Area(wanted.area).label if wanted.area in Area.values else ""
        return " · ".join(str(part) for part in (_("Information disclosed in advance"), label, wanted.agency) if part)

    def link(self, wanted: Wanted) -> str:
        return reverse("ahead:areas")

    def items(self, wanted: Wanted) -> list[News]:
        found = AnnouncedInformation.objects.visible_to(PUBLIC).select_related("organisation")
        published = Fulfilment.objects.select_related("information__organisation")
        if wanted.agency:
            found = found.filter(organisation__code=wanted.agency)
            published = published.filter(information__organisation__code=wanted.agency)
        if wanted.area:
            found = found.filter(area=wanted.area)
            published = published.filter(information__area=wanted.area)
        news = [announced(each) for each in found.order_by("-announced_at")[:LENGTH]]
        news += [handed_over(each) for each in published.order_by("-fulfilled_at")[:LENGTH]]
        return sorted(news, key=lambda one: one.at, reverse=True)[:LENGTH]

    def item_title(self, item: News) -> str:
        return item.title

    def item_description(self, item: News) -> str:
        return item.text

    def item_link(self, item: News) -> str:
        return item.url

    def item_guid(self, item: News) -> str:
        return item.id

    def item_pubdate(self, item: News) -> datetime:
        return item.at

    item_updateddate = item_pubdate


def announced(information: AnnouncedInformation) -> News:
    words = {"agency": information.organisation.name, "title": information.title}
    return News(
        _("%(agency)s will disclose: %(title)s") % words,
        information.scope,
        information.get_absolute_url(),
        information.announced_at,
        f"urn:uuid:{information.code}",
    )


def handed_over(fulfilment: Fulfilment) -> News:
    information = fulfilment.information
    words = {
        "agency": information.organisation.name,
        "information": information.title,
        "title": fulfilment.title,
    }
    return News(
        _("%(agency)s disclosed %(information)s: %(title)s") % words,
        information.scope,
        information.get_absolute_url(),
        fulfilment.fulfilled_at,
        f"urn:uuid:{fulfilment.code}",
    )
