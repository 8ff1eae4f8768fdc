"""Lists of codes as pages, JSON and SKOS; and series of datasets."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from madang.accounts.middleware import ViewerRequest
from madang.opendata.actions import series as actions
from madang.opendata.formats import dcat, skos
from madang.opendata.forms.describing import SeriesForm
from madang.opendata.models import DatasetSeries
from madang.opendata.queries import series as queries
from madang.opendata.queries import vocabularies
from madang.opendata.views.catalogue import cached
from madang.opendata.views.shared import form_page, no_desk, paged, person, submitted

TITLES = {
    "areas": gettext_lazy("Strategic areas"),
    "agencies": gettext_lazy("Agencies that publish data"),
    "licences": gettext_lazy("Licences"),
    "frequencies": gettext_lazy("How often data is updated"),
    "formats": gettext_lazy("Formats of files"),
}


def crumbs(*last: str) -> list[tuple[str, str]]:
    return [(_("Open data"), reverse("opendata:datasets")), *((one, "") for one in last)]


@require_safe
def listed(request: ViewerRequest) -> HttpResponse:
    """Every list of codes, with the public datasets that have each."""
    schemes = [(name, vocabularies.FACET_OF[name], vocabularies.scheme(name, title)) for name, title in TITLES.items()]
    context = {"schemes": schemes, "crumbs": crumbs(_("Vocabularies"))}
    return render(request, "opendata/vocabularies.html", context)


@require_safe
def one(request: HttpRequest, name: str, suffix: str) -> HttpResponse:
    """One list as JSON, or as SKOS in RDF."""
    if name not in TITLES:
        raise Http404(_("There is no such list of codes."))
    found = vocabularies.scheme(name, TITLES[name])
    if suffix == "json":
        response: HttpResponse = JsonResponse(as_json(found), json_dumps_params={"ensure_ascii": False})
    else:
        text = dcat.written(skos.graph_of(found), suffix)
        response = HttpResponse(text, content_type=f"{dcat.FORMATS[suffix][1]}; charset=utf-8")
    return cached(request, response, response.content.decode())


def as_json(found: skos.Scheme) -> dict[str, Any]:
    return {
        "uri": found.uri,
        "title": {"ko": found.title.ko, "en": found.title.en},
        "concepts": [
            {
                "code": one.code,
                "uri": f"{found.uri}#{one.code}",
                "label": {"ko": one.label.ko, "en": one.label.en},
                "exact": list(one.exact),
                "datasets": one.datasets,
            }
            for one in found.concepts
        ],
    }


@require_safe
def address(request: HttpRequest, name: str) -> HttpResponse:
    """The identifier of a list: 303 to the page, or to RDF if that is asked for."""
    if name not in TITLES:
        raise Http404(_("There is no such list of codes."))
    wants = request.headers.get("Accept", "")
    suffix = next((ending for ending, (_name, kind) in dcat.FORMATS.items() if kind in wants), "")
    page = f"{reverse('opendata:vocabularies')}#{name}"
    where = reverse("opendata:vocabulary", args=[name, suffix]) if suffix else page
    return HttpResponse(status=303, headers={"Location": where, "Vary": "Accept"})


@require_safe
def all_series(request: ViewerRequest) -> HttpResponse:
    """Series of which the viewer may read a dataset."""
    context = {"crumbs": crumbs(_("Series"))} | paged(request, queries.listed(request.viewer))
    return render(request, "opendata/series_list.html", context)


@require_safe
def series(request: ViewerRequest, slug: str) -> HttpResponse:
    """A series with its datasets."""
    found = queries.series_page(request.viewer, slug)
    if found is None:
        raise Http404(_("There is no such series, or it is not public."))
    context = {"series": found, "datasets": queries.datasets_of(request.viewer, found), "crumbs": crumbs(found.title)}
    return render(request, "opendata/series.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_series(request: ViewerRequest) -> HttpResponse:
    """Open a series of the agency's datasets."""
    if closed := no_desk(request):
        return closed
    form = SeriesForm(request.POST or None, viewer=request.viewer)
    made: list[DatasetSeries] = []
    if submitted(form, lambda read: made.append(actions.open_series(**read, by=person(request), at=now()))):
        return redirect("opendata:data-desk")
    title = _("Open a series")
    lede = _(
        "It is shown to everyone as soon as one of its datasets is public. "
        "Datasets are put into it where they are described."
    )
    return form_page(request, form, title=title, button=_("Open it"), crumbs=crumbs(title), lede=lede)
