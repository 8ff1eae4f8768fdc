"""Atom: what happened to a plan."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from madang.accounts.viewers import PUBLIC
from madang.plans import queries
from madang.plans.models import PlanVersion
from madang.plans.queries import Happening


class PlanFeed(Feed[Happening, PlanVersion]):
    """Versions, reported figures and kept days of a plan, newest first."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, slug: str, **kwargs: Any) -> PlanVersion:
        version = queries.find_version(slug, PUBLIC)
        if version is None:
            raise Http404
        return version

    def title(self, version: PlanVersion) -> str:
        return version.title

    def subtitle(self, version: PlanVersion) -> str:
        return _("New versions, reported figures, and what was measured day by day")

    def link(self, version: PlanVersion) -> str:
        return settings.SITE_URL + version.plan.get_absolute_url()

    def feed_url(self, version: PlanVersion) -> str:
        return settings.SITE_URL + reverse("plans:feed", args=[version.plan.slug])

    def items(self, version: PlanVersion) -> list[Happening]:
        return queries.happenings(version.plan)

    def item_title(self, happening: Happening) -> str:
        return happening.title

    def item_description(self, happening: Happening) -> str:
        return happening.text

    def item_link(self, happening: Happening) -> str:
        return settings.SITE_URL + happening.url

    def item_guid(self, happening: Happening) -> str:
        return happening.ref

    item_guid_is_permalink = False

    def item_pubdate(self, happening: Happening) -> datetime:
        return happening.at

    item_updateddate = item_pubdate
