"""Atom: surveys as they open and as their results come. iCalendar: their opening hours."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event, vText

from madang.accounts.viewers import PUBLIC
from madang.surveys.models import Survey
from madang.surveys.queries import listed

LENGTH = 50


class Latest(Feed[Survey, None]):
    """The latest surveys of all agencies."""

    feed_type = Atom1Feed

    def title(self, obj: None) -> str:
        return _("Surveys")

    def subtitle(self, obj: None) -> str:
        return _("New surveys, and the results of those that have closed")

    def link(self, obj: None) -> str:
        return reverse("surveys:surveys")

    def items(self, obj: None) -> list[Survey]:
        public = listed(PUBLIC).exclude(state=Survey.State.DRAFT)
        return sorted(public.order_by("-announced_at")[:LENGTH], key=updated_at, reverse=True)

    def item_title(self, item: Survey) -> str:
        return item.title

    def item_description(self, item: Survey) -> str:
        if item.has_results:
            return _("%(agency)s has published the results.") % {"agency": item.organisation.name}
        return item.intro or item.organisation.name

    def item_pubdate(self, item: Survey) -> datetime:
        assert item.announced_at is not None
        return item.announced_at

    def item_updateddate(self, item: Survey) -> datetime:
        return updated_at(item)

    def item_guid(self, item: Survey) -> str:
        return f"urn:uuid:{item.code}"

    item_guid_is_permalink = False

    def item_author_name(self, item: Survey) -> str:
        return item.organisation.name


def updated_at(survey: Survey) -> datetime:
    """When it last became another: announced, closed, or its results published."""
    moments = (survey.announced_at, survey.closed_at, survey.results_at)
    return max(moment for moment in moments if moment is not None)


@require_safe
def calendar(request: HttpRequest, slug: str = "") -> HttpResponse:
    """When surveys are open, as iCalendar: of one, or the latest of all."""
    public = listed(PUBLIC).exclude(state=Survey.State.DRAFT)
    chosen = public.filter(slug=slug) if slug else public[:LENGTH]
    sheet = Calendar()
    sheet.add("prodid", "-//Madang//Surveys//EN")
    sheet.add("version", "2.0")
    sheet.add("x-wr-calname", vText(_("Surveys")))
    for survey in chosen:
        sheet.add_component(event_of(survey))
    return HttpResponse(sheet.to_ical(), content_type="text/calendar; charset=utf-8")


def event_of(survey: Survey) -> Event:
    event = Event()
    event.add("uid", f"{survey.code}@{settings.SITE_URL.partition('//')[2]}")
    event.add("dtstamp", updated_at(survey))
    event.add("dtstart", survey.opens_at)
    event.add("dtend", survey.closed_at or survey.closes_at)
    event.add("summary", survey.title)
    event.add("description", survey.intro)
    event.add("url", settings.SITE_URL + survey.get_absolute_url())
    event.add("transp", "TRANSPARENT")
    event.add("sequence", sum(moment is not None for moment in (survey.closed_at, survey.results_at)))
    event.add("status", "CANCELLED" if survey.state == Survey.State.CANCELLED else "CONFIRMED")
    return event
