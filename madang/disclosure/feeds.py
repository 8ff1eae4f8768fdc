"""Atom feeds of publications."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from madang.accounts.models import Organisation
from madang.accounts.viewers import PUBLIC
from madang.disclosure.models import Document
from madang.disclosure.queries import Filters, listed

FEED_LENGTH = 50


class Latest(Feed[Document, Organisation | None]):
    """The latest publications of all agencies."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Organisation | None:
        return None

    def title(self, obj: Organisation | None) -> str:
        return _("Disclosed documents")

    def link(self, obj: Organisation | None) -> str:
        return reverse("disclosure:documents")

    def items(self, obj: Organisation | None) -> list[Document]:
        filters = Filters(organisation=obj.code if obj else "")
        return list(listed(PUBLIC, filters)[:FEED_LENGTH])

    def item_title(self, item: Document) -> str:
        assert item.current is not None
        return item.current.version.title

    def item_description(self, item: Document) -> str:
        assert item.current is not None
        version = item.current.version
        return " · ".join(
            part for part in (item.organisation.name, version.department, version.number, version.stamp) if part
        )

    def item_pubdate(self, item: Document) -> datetime:
        assert item.current is not None
        return item.current.published_at

    item_updateddate = item_pubdate

    def item_guid(self, item: Document) -> str:
        return f"urn:uuid:{item.code}"


class OfAgency(Latest):
    """The latest publications of one agency."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Organisation:
        return get_object_or_404(Organisation, code=kwargs["agency"])

    def title(self, obj: Organisation | None) -> str:
        return _("Disclosed documents: %(agency)s") % {"agency": obj}

    def link(self, obj: Organisation | None) -> str:
        return f"{reverse('disclosure:documents')}?agency={obj.code if obj else ''}"
