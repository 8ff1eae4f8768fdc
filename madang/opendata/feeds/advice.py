"""Atom: articles of the knowledge base."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from madang.opendata.models import KnowledgeArticle
from madang.opendata.queries.advice import latest_articles

FEED_LENGTH = 50


class Articles(Feed[KnowledgeArticle, None]):
    feed_type = Atom1Feed
    title = _("Advice on public data")
    link = reverse_lazy("opendata:advice")
    item_guid_is_permalink = False

    def items(self) -> list[KnowledgeArticle]:
        return latest_articles(FEED_LENGTH)

    def item_title(self, item: KnowledgeArticle) -> str:
        return item.title

    def item_description(self, item: KnowledgeArticle) -> str:
        return f"{item.organisation} · {item.question}"

    def item_link(self, item: KnowledgeArticle) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item: KnowledgeArticle) -> str:
        return item.ref

    def item_pubdate(self, item: KnowledgeArticle) -> datetime:
        return item.published_at or item.prepared_at

    item_updateddate = item_pubdate
