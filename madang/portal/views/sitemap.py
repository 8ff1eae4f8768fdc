"""The addresses of everything public, for crawlers: an index, and pages of at most `PER_PAGE` addresses."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import override
from django.views.decorators.http import require_safe

from madang.accounts.models import Organisation
from madang.accounts.viewers import PUBLIC
from madang.disclosure.queries import Filters, listed
from madang.opendata.models import Dataset, DatasetSeries
from madang.opendata.queries.series import listed as series_list
from madang.plans.queries import consultations_of
from madang.plans.queries import versions as plan_versions
from madang.portal.views.pages import PAGES, TOPICS
from madang.surveys.queries import listed as survey_list

PER_PAGE = 5000
Address = tuple[str, date | None]
"""A Korean address below the site's, and the day of its last change, where that is known."""


def fixed() -> list[Address]:
    """The pages that are always there."""
    names = ["portal:home", "portal:help", "portal:api", "disclosure:documents", "accounts:agencies", "ledger:entries"]
    names += ["surveys:surveys", "plans:plans", "plans:policies", "plans:compare"]
    data = ("datasets", "register", "requests", "key-types", "quality", "vocabularies")
    names += [f"opendata:{name}" for name in data]
    names += [f"portal:{name}" for name in PAGES]
    topics = [reverse("portal:help_topic", args=[topic.slug]) for topic in TOPICS]
    return [(address, None) for address in [*map(reverse, names), *topics]]


def surveys() -> list[Address]:
    """Every announced survey."""
    return [(one.get_absolute_url(), None) for one in survey_list(PUBLIC).order_by("pk")]


def plans() -> list[Address]:
    """Every plan with its commitments, and its consultations."""
    found: list[Address] = []
    for version in plan_versions(PUBLIC):
        found += [(version.plan.get_absolute_url(), None)]
        found += [(one.get_absolute_url(), None) for one in version.commitments.select_related("version__plan")]
        found += [(one.get_absolute_url(), None) for one in consultations_of(version.plan, PUBLIC)]
    return found


def sections() -> dict[str, Paginator]:  # type: ignore[type-arg]
    """What is listed, by name. Querysets, so that a page of a million documents reads its own rows alone."""
    return {
        "pages": Paginator(fixed(), PER_PAGE),
        "agencies": Paginator(Organisation.objects.order_by("code"), PER_PAGE),
        "surveys": Paginator(surveys(), PER_PAGE),
        "plans": Paginator(plans(), PER_PAGE),
        "datasets": Paginator(Dataset.objects.visible_to(PUBLIC).order_by("pk"), PER_PAGE),
        "series": Paginator(series_list(PUBLIC).order_by("pk"), PER_PAGE),
        "documents": Paginator(listed(PUBLIC, Filters()).order_by("pk"), PER_PAGE),
    }


def addresses(items: Iterable[object]) -> list[Address]:
    found: list[Address] = []
    for item in items:
        if isinstance(item, tuple):
            found.append(item)
        elif isinstance(item, Organisation):
            found.append((reverse("accounts:agency", args=[item.code]), None))
        elif isinstance(item, Dataset):
            found.append((item.get_absolute_url(), localdate(item.changed_at)))
        elif isinstance(item, DatasetSeries):
            found.append((item.get_absolute_url(), localdate(item.last_at)))  # type: ignore[attr-defined]
        else:
            found.append((item.get_absolute_url(), localdate(item.current.published_at)))  # type: ignore[attr-defined]
    return found


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    pages = [(name, number) for name, pager in sections().items() for number in pager.page_range]
    context = {"pages": pages, "site_url": settings.SITE_URL}
    return render(request, "portal/sitemap_index.xml", context, content_type="application/xml")


@require_safe
def section(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One page of a section, each address in both languages."""
    pager = sections().get(name)
    if pager is None or not 1 <= number <= pager.num_pages:
        raise Http404(name)
    with override(settings.LANGUAGE_CODE):
        context = {"addresses": addresses(pager.page(number)), "site_url": settings.SITE_URL}
    return render(request, "portal/sitemap.xml", context, content_type="application/xml")
