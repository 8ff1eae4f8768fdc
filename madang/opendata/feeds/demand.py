"""Atom: what happened to requests for data."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from madang.opendata.models import RequestEvent
from madang.opendata.queries.demand import latest_events

FEED_LENGTH = 50


class RequestEvents(Feed[RequestEvent, None]):
    feed_type = Atom1Feed
    title = _("Requests for data")
    link = reverse_lazy("opendata:requests")
    item_guid_is_permalink = False

    def items(self) -> list[RequestEvent]:
        return latest_events(FEED_LENGTH)

    def item_title(self, item: RequestEvent) -> str:
        return f"{item.request.title}: {item.get_kind_display()}"

    def item_description(self, item: RequestEvent) -> str:
        return " · ".join(part for part in (str(item.request.organisation), item.text) if part)

    def item_link(self, item: RequestEvent) -> str:
        return settings.SITE_URL + item.request.get_absolute_url()

    def item_guid(self, item: RequestEvent) -> str:
        return f"{item.request.ref}:{item.pk}"

    def item_pubdate(self, item: RequestEvent) -> datetime:
        return item.at

    item_updateddate = item_pubdate
