"""Public pages of datasets."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.accounts.middleware import ViewerRequest
from madang.opendata.models import Dataset, DataVersion, Distribution

PER_PAGE = 30


@require_safe
def datasets(request: ViewerRequest) -> HttpResponse:
    """The datasets, newest change first."""
    found = Dataset.objects.visible_to(request.viewer).select_related("organisation")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "opendata/datasets.html", {"page": page})


@require_safe
def dataset(request: ViewerRequest, slug: str) -> HttpResponse:
    """A dataset: what is said of it, its files and addresses, and its versions."""
    found = Dataset.objects.visible_to(request.viewer).filter(slug=slug).select_related("organisation").first()
    if found is None:
        return gone(request, slug)
    distributions = Distribution.objects.visible_to(request.viewer).filter(dataset=found).select_related("latest")
    versions = DataVersion.objects.visible_to(request.viewer).filter(distribution__dataset=found, number__isnull=False)
    context = {"dataset": found, "distributions": distributions, "versions": versions.order_by("-published_at")}
    return render(request, "opendata/dataset.html", context)


def gone(request: ViewerRequest, slug: str) -> HttpResponse:
    """A withdrawn dataset's page with its reason, and status 410. Raises `Http404` for one that never was public."""
    found = Dataset.objects.withdrawn().filter(slug=slug).select_related("organisation").first()
    if found is None:
        raise Http404(_("There is no such dataset, or it is not public."))
    return render(request, "opendata/gone.html", {"dataset": found}, status=410)
