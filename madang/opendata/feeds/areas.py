"""Atom: which body works on which strategic area, as it changes."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from madang.accounts.viewers import PUBLIC
from madang.opendata.models import AreaTaskForce
from madang.opendata.queries import areas as queries

FEED_LENGTH = 50


class TaskForces(Feed[AreaTaskForce, None]):
    feed_type = Atom1Feed
    title = _("Task forces of the strategic areas")
    link = reverse_lazy("opendata:areas")
    item_guid_is_permalink = False

    def items(self) -> list[AreaTaskForce]:
        return queries.changes(PUBLIC, length=FEED_LENGTH)

    def item_title(self, item: AreaTaskForce) -> str:
        return f"{item.area.name}: {item.body.name}"

    def item_description(self, item: AreaTaskForce) -> str:
        return f"{item.office} · {item.since_on} – {item.until_on or ''}"

    def item_link(self, item: AreaTaskForce) -> str:
        return settings.SITE_URL + item.area.get_absolute_url()

    def item_guid(self, item: AreaTaskForce) -> str:
        return f"{item.ref}:{item.pk}"

    def item_pubdate(self, item: AreaTaskForce) -> datetime:
        return item.at

    item_updateddate = item_pubdate
