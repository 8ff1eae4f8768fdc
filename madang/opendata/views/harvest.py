"""Catalogues that are harvested, and what every look at them found. Public; added at the desk."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Role
from madang.opendata.actions import harvesting as actions
from madang.opendata.forms.harvest import SourceForm
from madang.opendata.models import HarvestSource
from madang.opendata.views.shared import form_page, person, submitted

RUNS_SHOWN = 20


def crumbs(last: str = "") -> list[tuple[str, str]]:
    here = (_("Harvested catalogues"), reverse("opendata:harvests") if last else "")
    return [(_("Open data"), reverse("opendata:datasets")), here, *([(last, "")] if last else [])]


@require_safe
def sources(request: ViewerRequest) -> HttpResponse:
    """Every source with its last look."""
    found = HarvestSource.objects.select_related("organisation").prefetch_related("runs")
    may_add = bool(request.viewer.organisations_as(Role.DATA_OFFICER))
    return render(request, "opendata/harvests.html", {"sources": found, "may_add": may_add, "crumbs": crumbs()})


@require_safe
def source(request: ViewerRequest, code: str) -> HttpResponse:
    """One source: its looks, with what changed and what went wrong."""
    found = get_object_or_404(HarvestSource.objects.select_related("organisation"), code=code)
    listed = found.records.filter(gone_at=None).count()
    context = {"source": found, "runs": found.runs.all()[:RUNS_SHOWN], "listed": listed, "crumbs": crumbs(found.title)}
    return render(request, "opendata/harvest.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ViewerRequest) -> HttpResponse:
    """Have a catalogue harvested."""
    form = SourceForm(request.POST or None, viewer=request.viewer)
    made: list[HarvestSource] = []
    if submitted(form, lambda read: made.append(actions.add_source(**read, by=person(request), at=now()))):
        return redirect("opendata:harvest", code=made[0].code)
    title = _("Harvest a catalogue")
    return form_page(request, form, title=title, button=_("Harvest it"), crumbs=crumbs(title))
