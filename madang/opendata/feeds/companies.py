"""Atom: companies that were chosen as promising."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from madang.opendata.models import CompanyApplication
from madang.opendata.queries.companies import latest_choices

FEED_LENGTH = 50


class Choices(Feed[CompanyApplication, None]):
    feed_type = Atom1Feed
    title = _("Promising companies")
    link = reverse_lazy("opendata:companies")
    item_guid_is_permalink = False

    def items(self) -> list[CompanyApplication]:
        return latest_choices(FEED_LENGTH)

    def item_title(self, item: CompanyApplication) -> str:
        return str(item.company)

    def item_description(self, item: CompanyApplication) -> str:
        return f"{item.call} · {item.reason}"

    def item_link(self, item: CompanyApplication) -> str:
        assert item.company is not None
        return settings.SITE_URL + item.company.get_absolute_url()

    def item_guid(self, item: CompanyApplication) -> str:
        assert item.company is not None
        return f"{item.company.ref}:{item.call.code}"

    def item_pubdate(self, item: CompanyApplication) -> datetime:
        return item.decided_at or item.applied_at

    item_updateddate = item_pubdate
