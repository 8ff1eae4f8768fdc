from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from madang.ledger import queries
from madang.ledger.forms import FilterForm
from madang.ledger.kinds import kind_label
from madang.ledger.models import Entry

LENGTH = 50


class EntryFeed(Feed[Entry, queries.Filters]):
    """The newest entries; takes the filters of the ledger's page."""

    feed_type = Atom1Feed
    title = _("Public ledger")
    subtitle = _("What was done, as entered in the public record.")
    link = reverse_lazy("ledger:entries")

    def get_object(self, request: HttpRequest, *args: object, **kwargs: object) -> queries.Filters:
        return FilterForm(request.GET).filters()

    def items(self, filters: queries.Filters) -> list[Entry]:
        return list(queries.find_entries(filters)[:LENGTH])

    def item_title(self, item: Entry) -> str:
        return f"{kind_label(item.kind)} · {item.subject}"

    def item_description(self, item: Entry) -> str:
        return item.text

    def item_guid(self, item: Entry) -> str:
        return f"urn:uuid:{item.code}"

    def item_updateddate(self, item: Entry) -> datetime:
        return item.at

    def item_pubdate(self, item: Entry) -> datetime:
        return item.at

    def item_categories(self, item: Entry) -> list[str]:
        return [item.kind]
