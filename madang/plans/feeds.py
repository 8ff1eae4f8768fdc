"""Atom: what happened to a plan and what was said on it; and its consultations for calendars."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from madang.accounts.middleware import ViewerRequest
from madang.accounts.viewers import PUBLIC
from madang.plans import queries
from madang.plans.models import Consultation, Contribution, PlanVersion
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


class RegisterFeed(Feed[Contribution | Consultation, PlanVersion]):
    """Consultations announced and contributions published, newest first."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, slug: str, **kwargs: Any) -> PlanVersion:
        version = queries.find_version(slug, PUBLIC)
        if version is None:
            raise Http404
        return version

    def title(self, version: PlanVersion) -> str:
        return _("Consultations: %(plan)s") % {"plan": version.title}

    def link(self, version: PlanVersion) -> str:
        return settings.SITE_URL + reverse("plans:consultations", args=[version.plan.slug])

    def feed_url(self, version: PlanVersion) -> str:
        return settings.SITE_URL + reverse("plans:consultations-feed", args=[version.plan.slug])

    def items(self, version: PlanVersion) -> list[Contribution | Consultation]:
        said = queries.all_contributions(version.plan, PUBLIC).order_by("-published_at")[:50]
        announced = queries.consultations_of(version.plan, PUBLIC).order_by("-announced_at")[:50]
        both: list[Contribution | Consultation] = [*said, *announced]
        return sorted(both, key=self.item_pubdate, reverse=True)[:50]

    def item_title(self, item: Contribution | Consultation) -> str:
        if isinstance(item, Consultation):
            return item.title
        return _("On “%(consultation)s”") % {"consultation": item.consultation.title}

    def item_description(self, item: Contribution | Consultation) -> str:
        return item.about if isinstance(item, Consultation) else item.text

    def item_link(self, item: Contribution | Consultation) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item: Contribution | Consultation) -> str:
        return item.ref

    item_guid_is_permalink = False

    def item_pubdate(self, item: Contribution | Consultation) -> datetime:
        return item.announced_at if isinstance(item, Consultation) else item.published_at or item.submitted_at

    item_updateddate = item_pubdate


class PolicyFeed(Feed[Happening, None]):
    """Versions of basic and execution plans handed in, what councils decided on them, and how they judged tasks."""

    feed_type = Atom1Feed
    item_guid_is_permalink = False

    def title(self) -> str:
        return _("Basic and execution plans")

    def link(self) -> str:
        return settings.SITE_URL + reverse("plans:policies")

    def feed_url(self) -> str:
        return settings.SITE_URL + reverse("plans:policies-feed")

    def items(self) -> list[Happening]:
        return queries.policy_happenings(PUBLIC, limit=50)

    def item_title(self, happening: Happening) -> str:
        return happening.title

    def item_description(self, happening: Happening) -> str:
        return happening.text

    def item_link(self, happening: Happening) -> str:
        return settings.SITE_URL + happening.url

    def item_guid(self, happening: Happening) -> str:
        return happening.ref

    def item_pubdate(self, happening: Happening) -> datetime:
        return happening.at

    item_updateddate = item_pubdate


def consultations_calendar(request: ViewerRequest, slug: str) -> HttpResponse:
    """The consultations of a plan for calendars, each with a UID of its own that never changes."""
    version = queries.find_version(slug, request.viewer)
    if version is None:
        raise Http404
    calendar = Calendar()
    calendar.add("prodid", "-//Madang//plans//KO")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", version.title)
    for one in queries.consultations_of(version.plan, request.viewer):
        event = Event()
        event.add("uid", f"{one.ref}@madang")
        event.add("dtstamp", one.announced_at)
        event.add("dtstart", one.opens_at)
        event.add("dtend", one.closes_at)
        event.add("summary", one.title)
        if one.place:
            event.add("location", one.place)
        event.add("url", settings.SITE_URL + one.get_absolute_url())
        calendar.add_component(event)
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
