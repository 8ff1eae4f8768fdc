from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from madang.accounts import queries
from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation


@require_safe
def agencies(request: ViewerRequest) -> HttpResponse:
    """All agencies of a day as a tree; searched or filtered, as a list with where each stands."""
    q, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    on, on_is_wrong = day_asked(request.GET.get("on", ""))
    nodes = queries.walk(queries.tree_on(on))
    is_filtered = bool(q or kind)
    if is_filtered:
        found = set(
            queries.find_organisations(viewer=request.viewer, q=q, kind=kind, on=on).values_list("pk", flat=True)
        )
        nodes = [node for node in nodes if node.organisation.pk in found]
    names = {node.organisation.pk: node.version.name for node in nodes}
    context = {
        "nodes": nodes,
        "names": names,
        "q": q,
        "kind": kind,
        "kinds": Organisation.Kind.choices,
        "on": on,
        "on_is_wrong": on_is_wrong,
        "is_today": on == localdate(),
        "is_filtered": is_filtered,
    }
    return render(request, "accounts/agencies.html", context, status=422 if on_is_wrong else 200)


def day_asked(text: str) -> tuple[date, bool]:
    """The day asked for, today if none; and whether what was asked is no day."""
    try:
        found = parse_date(text) if text else None
    except ValueError:
        found = None
    return found or localdate(), bool(text) and found is None


@require_safe
def agency(request: ViewerRequest, code: str) -> HttpResponse:
    """One agency: what it is, what it was called, what stands under it, what it took over."""
    organisation = get_object_or_404(queries.find_organisations(viewer=request.viewer), code=code)
    return render(request, "accounts/organisation.html", agency_context(organisation))


def agency_context(organisation: Organisation) -> dict[str, object]:
    """What `accounts/organisation.html` needs; pages that extend it add their own."""
    return {
        "organisation": organisation,
        "history": list(organisation.versions.select_related("parent").order_by("-since_on")),
        "children": list(organisation.children.filter(dissolved_on=None).order_by("code")),
        "predecessors": list(organisation.predecessors.order_by("dissolved_on", "code")),
    }
