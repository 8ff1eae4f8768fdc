"""Atom: agreements with partners."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from madang.opendata.models import Agreement
from madang.opendata.queries.agreements import latest_agreements

FEED_LENGTH = 50


class Agreements(Feed[Agreement, None]):
    feed_type = Atom1Feed
    title = _("Agreements with partners")
    link = reverse_lazy("opendata:agreements")
    item_guid_is_permalink = False

    def items(self) -> list[Agreement]:
        return latest_agreements(FEED_LENGTH)

    def item_title(self, item: Agreement) -> str:
        return item.title

    def item_description(self, item: Agreement) -> str:
        return f"{item.organisation} · {item.partner} · {item.partner_gives}"

    def item_link(self, item: Agreement) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item: Agreement) -> str:
        return item.ref

    def item_pubdate(self, item: Agreement) -> datetime:
        return item.entered_at

    item_updateddate = item_pubdate
