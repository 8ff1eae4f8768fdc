"""Atom: what was stated in the register of held data."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from madang.accounts.models import Organisation
from madang.opendata.models import OpennessPeriod
from madang.opendata.queries.register import latest_statements

FEED_LENGTH = 50


class Statements(Feed[OpennessPeriod, Organisation | None]):
    """The latest statements of all agencies, or of one."""

    feed_type = Atom1Feed
    item_guid_is_permalink = False

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Organisation | None:
        return get_object_or_404(Organisation, code=kwargs["agency"]) if "agency" in kwargs else None

    def title(self, obj: Organisation | None) -> str:
        if obj:
            return _("Register of held data: %(agency)s") % {"agency": obj}
        return _("Register of held data")

    def link(self, obj: Organisation | None) -> str:
        return reverse("opendata:data-agency", args=[obj.code]) if obj else reverse("opendata:register")

    def items(self, obj: Organisation | None) -> list[OpennessPeriod]:
        return latest_statements(FEED_LENGTH, organisation=obj.code if obj else "")

    def item_title(self, item: OpennessPeriod) -> str:
        return f"{item.held.title}: {item.get_status_display()}"

    def item_description(self, item: OpennessPeriod) -> str:
        parts = [str(item.held.organisation), item.since_on.isoformat(), item.get_reason_display(), item.note]
        return " · ".join(part for part in parts if part)

    def item_link(self, item: OpennessPeriod) -> str:
        return settings.SITE_URL + item.held.get_absolute_url()

    def item_guid(self, item: OpennessPeriod) -> str:
        return f"{item.held.ref}:{item.since_on}"

    def item_pubdate(self, item: OpennessPeriod) -> datetime:
        return item.at

    item_updateddate = item_pubdate
