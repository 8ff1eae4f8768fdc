"""The open data officer's desk: hand in files, see what was found, confirm it, publish."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts import audit
from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Role, User
from madang.common.errors import Refusal
from madang.opendata import actions, wording
from madang.opendata.forms.publishing import OpenForm, PublishForm
from madang.opendata.models import Dataset, DataVersion, Distribution
from madang.opendata.queries import discussions
from madang.opendata.receiving import keep_upload
from madang.opendata.views.shared import form_page, no_desk, person, submitted

OPEN = ("received", "reading", "read", "held", "refused", "announced")
State = DataVersion.State
SAID_OF_NEW = ("title_en", "description_ko", "description_en", "keywords", "area", "licence", "frequency")


def own_versions(request: ViewerRequest) -> Any:
    """Versions of the agencies whose open data officer looks."""
    own = request.viewer.organisations_as(Role.DATA_OFFICER)
    found = DataVersion.objects.filter(distribution__dataset__organisation__in=own)
    return found.select_related("distribution__dataset__organisation", "distribution__latest")


@login_required
@require_safe
def desk(request: ViewerRequest) -> HttpResponse:
    """What waits for somebody, and the agency's datasets."""
    if closed := no_desk(request):
        return closed
    own = request.viewer.organisations_as(Role.DATA_OFFICER)
    context = {
        "waiting": own_versions(request).filter(state__in=OPEN).order_by("-received_at")[:100],
        "asked": discussions.waiting(request.viewer)[:50],
        "datasets": Dataset.objects.filter(organisation__in=own).select_related("organisation")[:200],
    }
    return render(request, "opendata/data_desk.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: ViewerRequest) -> HttpResponse:
    """Hand in a file, for a table that is there or for a new dataset."""
    if closed := no_desk(request):
        return closed
    initial = {"distribution": request.GET.get("distribution", "")}
    form = PublishForm(request.POST or None, request.FILES or None, viewer=request.viewer, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            version = take_in(form, person(request))
            return redirect("opendata:review", code=version.code)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    return render(request, "opendata/publish.html", {"form": form}, status=422 if form.errors else 200)


def take_in(form: PublishForm, by: User) -> DataVersion:
    """Keep the file, and open what it is for; all of it or nothing."""
    read, at = form.cleaned_data, now()
    sha256, size = keep_upload(read["file"])
    with transaction.atomic():
        distribution = read["distribution"] or new_table(read, by)
        return actions.receive_file(
            distribution=distribution,
            name=read["file"].name or "file",
            sha256=sha256,
            size=size,
            note=read["note"],
            by=by,
            at=at,
        )


def new_dataset(read: dict[str, Any], by: User) -> Dataset:
    described = {name: read[name] for name in SAID_OF_NEW if read[name]}
    return actions.create_dataset(
        organisation=read["organisation"], slug=read["slug"], title_ko=read["title_ko"], by=by, at=now(), **described
    )


def new_table(read: dict[str, Any], by: User) -> Distribution:
    return actions.add_distribution(dataset=new_dataset(read, by), key="data", by=by, at=now())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_empty(request: ViewerRequest) -> HttpResponse:
    """Open a dataset that has no file; its addresses are added on its own page of the desk."""
    if closed := no_desk(request):
        return closed
    form = OpenForm(request.POST or None, viewer=request.viewer)
    if submitted(form, lambda read: new_dataset(read, person(request))):
        return redirect("opendata:describe", slug=form.cleaned_data["slug"])
    title = _("Open a dataset without a file")
    lede = _("For data that is at an address elsewhere. The address is added in the next step; nothing is public yet.")
    crumbs = [(_("Publish data"), reverse("opendata:data-desk")), (title, "")]
    return form_page(request, form, title=title, button=_("Open it"), crumbs=crumbs, lede=lede)


@login_required
@require_safe
def review(request: ViewerRequest, code: str) -> HttpResponse:
    """What was found in a file: its beginning, columns, problems, rejects, differences; and what to do."""
    version = get_object_or_404(own_versions(request), code=code)
    audit.look(request.viewer, version.ref, at=now())
    return render(request, "opendata/review_data.html", review_context(version))


def review_context(version: DataVersion, problem: str = "", *, asks_why: bool = False) -> dict[str, Any]:
    reading = version.reading
    header = set(reading.get("header_rows") or [])
    is_by_line = header == set(range(1, len(header) + 1)) or bool(reading.get("sheet"))
    described = zip(version.columns, version.profile or [{}] * len(version.columns), strict=False)
    return {
        "version": version,
        "problem": problem,
        "is_running": version.state in {State.RECEIVED, State.READING},
        "head": [(row, is_by_line and at in header) for at, row in enumerate(reading.get("head", [])[:14], 1)],
        "described": list(described),
        "types": list(wording.TYPES.items()),
        "problems": [wording.sentence(one) for one in reading.get("problems", [])],
        "reasons": [wording.sentence(one) for one in version.reasons],
        "rejects": [(one, wording.reject_label(one["kind"])) for one in reading.get("reject_sample", [])],
        "header_count": len(header),
        "asks_why": version.distribution.dataset.state == Dataset.State.HELD or asks_why,
        "is_breaking": bool(version.changes.get("schema", {}).get("is_breaking")),
    }


@login_required
@require_safe
def progress(request: ViewerRequest, code: str) -> JsonResponse:
    """How far the reader is."""
    version = get_object_or_404(own_versions(request), code=code)
    return JsonResponse({"state": version.state, "progress": version.progress, "stage": version.stage})


@login_required
@require_POST
def act(request: ViewerRequest, code: str) -> HttpResponse:
    """Read again, release, publish, discard."""
    version = get_object_or_404(own_versions(request), code=code)
    try:
        do(request, version)
    except Refusal as refusal:
        version.refresh_from_db()
        version.distribution.dataset.refresh_from_db()
        fails = isinstance(refusal, actions.DescriptionsFail)
        context = review_context(version, str(refusal.message), asks_why=fails)
        return render(request, "opendata/review_data.html", context, status=refusal.status)
    version.refresh_from_db()
    if version.is_public:
        return redirect(version.get_absolute_url())
    return redirect("opendata:review", code=code)


def do(request: ViewerRequest, version: DataVersion) -> None:
    by, at = person(request), now()
    match request.POST.get("act"):
        case "restate":
            actions.restate(version=version, options=stated_options(request, version), by=by, at=at)
        case "release":
            actions.release_held(version=version, reason=request.POST.get("reason", ""), by=by, at=at)
        case "publish":
            actions.publish_version(version=version, by=by, at=at, despite=request.POST.get("despite", ""))
        case "discard":
            actions.discard(version=version, by=by, at=at)
        case _other:
            raise Refusal(_("Nothing was asked."))


def stated_options(request: ViewerRequest, version: DataVersion) -> dict[str, Any]:
    """What the person says on the page, where it differs from what was found."""
    posted, options = request.POST, dict[str, Any]()
    rows = posted.get("header_rows", "")
    if rows.isdigit() and int(rows) != len(version.reading.get("header_rows") or []):
        options["header_rows"] = min(int(rows), 20)
    elif "header_rows" in version.options:
        options["header_rows"] = version.options["header_rows"]
    if posted.get("sheet"):
        options["sheet"] = posted["sheet"][:200]
    types, aliases = {}, {}
    for at, column in enumerate(version.columns):
        chosen, alias = posted.get(f"type-{at}", ""), posted.get(f"alias-{at}", "").strip()[:100]
        if chosen in wording.TYPES and (chosen != column["type"] or column["name"] in version.options.get("types", {})):
            types[column["name"]] = chosen
        if alias:
            aliases[column["name"]] = alias
    options |= {"types": types, "aliases": aliases, "drop_totals": posted.get("drop_totals") == "on"}
    return options
