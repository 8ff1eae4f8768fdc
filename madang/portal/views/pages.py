"""Pages of words: help by task, and what a public site owes its readers."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from madang.portal import navigation

PAGES = {
    "privacy": gettext_lazy("Privacy notice"),
    "accessibility": gettext_lazy("Accessibility statement"),
    "contact": gettext_lazy("Contact"),
    "licences": gettext_lazy("Licences and notices"),
    "feeds": gettext_lazy("Feeds"),
}


@dataclass(frozen=True)
class Topic:
    """A task that the help explains. `slug`: also the name of its template."""

    slug: str
    title: str | Promise
    summary: str | Promise


TOPICS = [
    Topic("find", gettext_lazy("Find a document"), gettext_lazy("Search everything, narrow it down, read, download.")),
    Topic(
        "publish",
        gettext_lazy("Publish documents"),
        gettext_lazy("For records officers: from a folder of files to published documents."),
    ),
    Topic(
        "ledger",
        gettext_lazy("Read the public ledger"),
        gettext_lazy("What the entries say, and why they cannot be changed."),
    ),
    Topic(
        "verify",
        gettext_lazy("Verify a record"),
        gettext_lazy("Check a document or the whole ledger with software that we did not write."),
    ),
    Topic(
        "take-part",
        gettext_lazy("Follow and use the data"),
        gettext_lazy("Feeds, data for programs, and what comes next."),
    ),
]


@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    """The tasks that the help explains."""
    return render(request, "portal/help/index.html", {"topics": TOPICS, "crumbs": [(_("Help"), "")]})


@require_safe
def help_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """How one task is done."""
    topic = next((one for one in TOPICS if one.slug == slug), None)
    if topic is None:
        raise Http404(slug)
    crumbs = [(_("Help"), reverse("portal:help")), (topic.title, "")]
    return render(request, f"portal/help/{slug}.html", {"topic": topic, "topics": TOPICS, "crumbs": crumbs})


def page(name: str) -> Callable[[HttpRequest], HttpResponse]:
    """The view of one of `PAGES`."""

    @require_safe
    def show(request: HttpRequest) -> HttpResponse:
        context = {
            "page_title": PAGES[name],
            "crumbs": [(PAGES[name], "")],
            "operator": settings.OPERATOR,
            "contact_email": settings.CONTACT_EMAIL,
            "feeds": navigation.items(navigation.FEEDS, path=""),
        }
        return render(request, f"portal/pages/{name}.html", context)

    return show
