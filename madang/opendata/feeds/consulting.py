"""Atom: times for consulting that offices open and call off."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.accounts.viewers import PUBLIC
from madang.opendata.models import ConsultingSlot
from madang.opendata.queries.consulting import announced_slots

FEED_LENGTH = 100


class Slots(Feed[ConsultingSlot, None]):
    """The times to come, the latest opened first. Who comes is in none of them."""

    feed_type = Atom1Feed
    title = gettext_lazy("Consulting on public data")
    link = reverse_lazy("opendata:consulting")
    item_guid_is_permalink = False

    def items(self) -> list[ConsultingSlot]:
        return list(announced_slots(PUBLIC, at=now()).order_by("-opened_at", "-pk")[:FEED_LENGTH])

    def item_title(self, item: ConsultingSlot) -> str:
        day = date_format(localtime(item.starts_at), "DATETIME_FORMAT")
        title = f"{item.organisation.name}: {day}"
        return _("Called off: %(title)s") % {"title": title} if item.cancelled_at else title

    def item_description(self, item: ConsultingSlot) -> str:
        return " · ".join(part for part in (str(item.get_kind_display()), item.place, item.cancel_reason) if part)

    def item_link(self, item: ConsultingSlot) -> str:
        return settings.SITE_URL + reverse("opendata:consulting-book", args=[item.code])

    def item_guid(self, item: ConsultingSlot) -> str:
        return f"urn:uuid:{item.code}" + ("#off" if item.cancelled_at else "")

    def item_pubdate(self, item: ConsultingSlot) -> datetime:
        return item.cancelled_at or item.opened_at

    item_updateddate = item_pubdate
