"""The pages of plans, as of any day: `?on=2014-12-31`."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from madang.accounts.middleware import ViewerRequest
from madang.plans import actions, queries
from madang.plans.charts import Chart, line_chart
from madang.plans.forms import DayForm, FigureForm, NoteForm
from madang.plans.models import Commitment, Milestone, PlanVersion, Snapshot
from madang.plans.queries import Standing
from madang.plans.states import origin
from madang.plans.views.common import as_csv, asked_day, cell, day_context, found_version, tried, who_acts
from madang.plans.wording import in_figures

SHOWN = 30
"""Kept days in the table of a milestone; the CSV has all."""


def plans(request: ViewerRequest) -> HttpResponse:
    day = asked_day(request)
    return render(request, "plans/plans.html", {"plans": queries.overview(request.viewer, on=day), **day_context(day)})


def plan(request: ViewerRequest, slug: str) -> HttpResponse:
    version, day = found_version(request, slug), asked_day(request)
    context = {"overview": queries.plan_overview(version, on=day), "edition": version, **day_context(day)}
    return render(request, "plans/plan.html", context)


def commitment(request: ViewerRequest, slug: str, key: str) -> HttpResponse:
    version, day = found_version(request, slug), asked_day(request)
    about = get_object_or_404(Commitment.objects.select_related("version__plan"), version=version, key=key)
    standings = queries.standings_of(version, on=day, commitment=key)
    overview = queries.CommitmentOverview(about, tuple(standings))
    context = {
        "edition": version,
        "commitment": about,
        "overview": overview,
        "baselines": [one for one in standings if not one.milestone.is_promise],
        "charts": histories(standings, version),
        "said": queries.said_about(version.plan, key, request.viewer)[:5],
        "open": queries.open_periods(version.plan, request.viewer, at=now(), commitment=key),
        "codings": queries.codings_of(version.plan, key, request.viewer),
        **day_context(day),
    }
    return render(request, "plans/commitment.html", context)


def histories(standings: list[Standing], version: PlanVersion) -> list[tuple[Standing, Chart]]:
    """The pictures worth showing together: of promises with more than one value; the same reported figures once."""
    found: dict[object, tuple[Standing, Chart]] = {}
    for one in standings:
        chart = chart_of(one, version) if one.milestone.is_promise else None
        if chart and len(chart.measured) + len(chart.reported) > 1:
            shown = one.milestone.key if chart.measured else tuple((mark.on, mark.value) for mark in chart.reported)
            found[shown] = one, chart
    return list(found.values())


def milestone(request: ViewerRequest, slug: str, key: str, milestone_key: str) -> HttpResponse:
    return show_milestone(request, slug, key, milestone_key)


def show_milestone(
    request: ViewerRequest,
    slug: str,
    key: str,
    milestone_key: str,
    forms: dict[str, Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    """One statement with its history and what is said beside it; `forms` replaces those with faults."""
    version, day = found_version(request, slug), asked_day(request)
    standings = queries.standings_of(version, on=day, commitment=key, milestone=milestone_key)
    if not standings:
        raise Http404
    standing = standings[0]
    about = standing.milestone
    context = {
        "edition": version,
        "commitment": about.commitment,
        "milestone": about,
        "standing": standing,
        "history": queries.history(about, version, on=day)[::-1][:SHOWN],
        "related": queries.related_figures(about, version, on=day),
        "notes": queries.notes_on(about, version, on=day),
        "chart": chart_of(standing, version),
        "form": FigureForm(initial={"on": day}),
        "note_form": NoteForm(initial={"on": day}, prefix="note"),
        "may_report": actions.may_report(about.commitment, request.viewer),
        "badge_url": request.build_absolute_uri(f"{about.get_absolute_url()}badge.svg"),
        "page_url": request.build_absolute_uri(about.get_absolute_url()),
        **day_context(day),
        **(forms or {}),
    }
    return render(request, "plans/milestone.html", context, status=status)


def chart_of(standing: Standing, version: PlanVersion) -> Chart | None:
    """The history of a milestone: what snapshots kept and what is measured now, or else what was reported."""
    about = standing.milestone
    kept = queries.history(about, version, on=standing.on)
    measured = [(one.snapshot.day, one.value) for one in kept if one.value is not None]
    if standing.measured and standing.measured.value is not None and (not kept or kept[-1].on < standing.on):
        measured.append((standing.on, standing.measured.value))
    related = queries.related_figures(about, version, on=standing.on)
    promise = about.promise
    return line_chart(
        measured=measured,
        reported=[(one.on, one.value) for one in related],
        target=promise.target,
        begin=origin(promise) if promise.target is not None and not promise.stepwise else None,
        start=about.starts_on,
        due=about.due_on,
    )


def found_milestone(request: ViewerRequest, slug: str, key: str, milestone_key: str) -> Milestone:
    about = queries.find_milestone(found_version(request, slug), key, milestone_key)
    if about is None:
        raise Http404
    return about


@require_POST
@login_required
def report_figure(request: ViewerRequest, slug: str, key: str, milestone_key: str) -> HttpResponse:
    about, form = found_milestone(request, slug, key, milestone_key), FigureForm(request.POST)
    by = who_acts(request)
    if tried(form, lambda: actions.report_figure(milestone=about, **form.cleaned_data, by=by, at=now())):
        return redirect(about)
    return show_milestone(request, slug, key, milestone_key, {"form": form}, status=422)


@require_POST
@login_required
def write_note(request: ViewerRequest, slug: str, key: str, milestone_key: str) -> HttpResponse:
    about, form = found_milestone(request, slug, key, milestone_key), NoteForm(request.POST, prefix="note")
    by = who_acts(request)
    if tried(form, lambda: actions.write_note(milestone=about, **form.cleaned_data, by=by, at=now())):
        return redirect(about)
    return show_milestone(request, slug, key, milestone_key, {"note_form": form}, status=422)


def versions(request: ViewerRequest, slug: str) -> HttpResponse:
    version = found_version(request, slug)
    kept = version.plan.versions.order_by("-number").select_related("plan")
    return render(request, "plans/versions.html", {"edition": version, "versions": kept})


def snapshots(request: ViewerRequest, slug: str) -> HttpResponse:
    return show_snapshots(request, slug)


def show_snapshots(request: ViewerRequest, slug: str, form: DayForm | None = None, status: int = 200) -> HttpResponse:
    version = found_version(request, slug)
    context = {
        "edition": version,
        "page": Paginator(queries.snapshots_of(version.plan), 30).get_page(request.GET.get("page")),
        "query": "",
        "may_keep": version.is_measured and actions.may_keep(version.plan, request.viewer),
        "form": form or DayForm(),
    }
    return render(request, "plans/snapshots.html", context, status=status)


@require_POST
@login_required
def keep_day(request: ViewerRequest, slug: str) -> HttpResponse:
    """Keep a day that is over, on demand: the same as the nightly upkeep does, and no day is kept twice."""
    version, form = found_version(request, slug), DayForm(request.POST)
    by = who_acts(request)
    if tried(form, lambda: actions.keep_day(version=version, day=form.cleaned_data["on"], by=by, at=now())):
        messages.success(request, _("The day is kept."))
        return redirect("plans:snapshots", slug)
    return show_snapshots(request, slug, form, status=422)


def snapshot(request: ViewerRequest, slug: str, number: int, day: str) -> HttpResponse:
    """What was kept of a day; with `?again=1`, measured anew from the records beside it."""
    version = found_version(request, slug, number=number)
    try:
        on = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    kept = get_object_or_404(Snapshot.objects.select_related("version__plan"), version=version, day=on)
    context: dict[str, Any] = {"edition": version, "snapshot": kept, "values": queries.values_of(kept)}
    if request.GET.get("again") == "1":
        context["again"] = queries.measured_again(kept)
        context["differ"] = sum(not one.agrees for one in context["again"])
    return render(request, "plans/snapshot.html", context)


def plan_file(request: ViewerRequest, slug: str) -> HttpResponse:
    """The file as it was loaded."""
    version = found_version(request, slug)
    return HttpResponse(version.source_text, content_type="application/toml; charset=utf-8")


COLUMNS: dict[str, Callable[[Standing], object]] = {
    "commitment": lambda one: one.milestone.commitment.key,
    "milestone": lambda one: one.milestone.key,
    "kind": lambda one: one.milestone.kind,
    "title": lambda one: one.milestone.title,
    "metric": lambda one: one.milestone.metric,
    "unit": lambda one: one.milestone.unit,
    "comparator": lambda one: one.milestone.comparator if one.milestone.target is not None else "",
    "target": lambda one: _number(one.milestone.target),
    "baseline": lambda one: _number(one.milestone.baseline),
    "starts_on": lambda one: one.milestone.starts_on,
    "due_on": lambda one: one.milestone.due_on,
    "measured": lambda one: _number(one.measured.value if one.measured else None),
    "numerator": lambda one: one.measured.numerator if one.measured else None,
    "denominator": lambda one: one.measured.denominator if one.measured else None,
    "reported": lambda one: _number(one.reported.value if one.reported else None),
    "reported_on": lambda one: one.reported.on if one.reported else None,
    "reported_source": lambda one: one.reported.source if one.reported else None,
    "basis": lambda one: one.basis,
    "state": lambda one: one.state.value if one.milestone.is_promise else "",
}


def _number(value: Any) -> str:
    return "" if value is None else in_figures(value).replace(",", "")


def milestones_csv(request: ViewerRequest, slug: str) -> HttpResponse:
    """Every statement of the plan as of the day asked for."""
    version, day = found_version(request, slug), asked_day(request)
    rows = [[cell(column(one)) for column in COLUMNS.values()] for one in queries.standings_of(version, on=day)]
    return as_csv(f"{slug}-{day}", [["on", *COLUMNS], *([str(day), *row] for row in rows)])


def history_csv(request: ViewerRequest, slug: str) -> HttpResponse:
    """Everything that snapshots kept, one line a milestone a day."""
    version = found_version(request, slug)
    head = ["day", "version", "milestone", "value", "numerator", "denominator", "reported", "basis", "state"]
    rows = (
        [
            str(one.snapshot.day),
            str(one.snapshot.version.number),
            one.milestone.key,
            _number(one.value),
            cell(one.numerator),
            cell(one.denominator),
            _number(one.reported),
            one.basis,
            one.state,
        ]
        for one in queries.kept_values(version.plan)
    )
    return as_csv(f"{slug}-history", [head, *rows])
