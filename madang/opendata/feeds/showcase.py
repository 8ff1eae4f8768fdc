"""Atom: what was made with the data, and best practices."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from madang.opendata.models import BestPractice, Reuse
from madang.opendata.queries.showcase import latest_practices, latest_reuses

FEED_LENGTH = 50


class Reuses(Feed[Reuse, None]):
    feed_type = Atom1Feed
    title = _("Showcase")
    link = reverse_lazy("opendata:showcase")
    item_guid_is_permalink = False

    def items(self) -> list[Reuse]:
        return latest_reuses(FEED_LENGTH)

    def item_title(self, item: Reuse) -> str:
        return item.title

    def item_description(self, item: Reuse) -> str:
        return " · ".join(part for part in (str(item.get_kind_display()), item.maker, item.text) if part)

    def item_link(self, item: Reuse) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item: Reuse) -> str:
        return item.ref

    def item_pubdate(self, item: Reuse) -> datetime:
        return item.decided_at or item.submitted_at

    item_updateddate = item_pubdate


class Practices(Feed[BestPractice, None]):
    feed_type = Atom1Feed
    title = _("Best practices")
    link = reverse_lazy("opendata:practices")
    item_guid_is_permalink = False

    def items(self) -> list[BestPractice]:
        return latest_practices(FEED_LENGTH)

    def item_title(self, item: BestPractice) -> str:
        return item.title

    def item_description(self, item: BestPractice) -> str:
        return f"{item.organisation} · {item.outcome}"

    def item_link(self, item: BestPractice) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item: BestPractice) -> str:
        return item.ref

    def item_pubdate(self, item: BestPractice) -> datetime:
        return item.published_at

    item_updateddate = item_pubdate
