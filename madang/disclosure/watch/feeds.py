"""Atom feed of audits."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from madang.accounts.viewers import PUBLIC
from madang.disclosure.models import Audit


class Audits(Feed[Audit, None]):
    """Audits, with what last happened to each."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("Audits by lot")

    def link(self) -> str:
        return reverse("watch:audits")

    def items(self) -> list[Audit]:
        return list(Audit.objects.visible_to(PUBLIC).select_related("body")[:50])

    def item_title(self, item: Audit) -> str:
        return item.title

    def item_description(self, item: Audit) -> str:
        return f"{item.body.name} · {item.get_state_display()}"

    def item_guid(self, item: Audit) -> str:
        return f"urn:uuid:{item.code}"

    def item_pubdate(self, item: Audit) -> datetime:
        return item.announced_at

    def item_updateddate(self, item: Audit) -> datetime:
        return item.closed_at or item.drawn_at or item.announced_at
