from collections.abc import Iterable
from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from madang.accounts.viewers import PUBLIC
from madang.common.errors import Refusal
from madang.search import queries
from madang.search.forms import SearchForm
from madang.search.queries import FoundHit, SearchPage, SearchRequest

ENTRIES = 30


class SearchFeed(Feed[FoundHit, SearchPage]):
    """The newest results of a search, for a feed reader: a saved search without an account."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: object, **kwargs: object) -> SearchPage:
        form = SearchForm(request.GET)
        if not form.is_valid():
            raise Http404
        asked = form.request(limit=ENTRIES)
        newest = SearchRequest(**{**vars(asked), "sort": "date", "cursor": ""})
        try:
            return queries.find(newest, PUBLIC)
        except Refusal as refusal:
            raise Http404(str(refusal.message)) from refusal

    def title(self, page: SearchPage) -> str:
        return _("Search: %(query)s") % {"query": page.request.q} if page.request.q else _("Newest records")

    def subtitle(self, page: SearchPage) -> str:
        return _("The newest public records that this search finds.")

    def link(self, page: SearchPage) -> str:
        return reverse("search:search")

    def items(self, page: SearchPage) -> Iterable[FoundHit]:
        return page.hits

    def item_title(self, item: FoundHit) -> str:
        return item.hit.title

    def item_description(self, item: FoundHit) -> str:
        return item.hit.fragment

    def item_link(self, item: FoundHit) -> str:
        return item.hit.url

    def item_author_name(self, item: FoundHit) -> str:
        return item.organisation_name

    def item_updateddate(self, item: FoundHit) -> datetime:
        return make_aware(datetime.combine(item.hit.published_on, time.min))
