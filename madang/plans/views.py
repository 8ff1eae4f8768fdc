"""The pages of plans, as of any day: `?on=2014-12-31`."""

import csv
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import User
from madang.common.errors import Refusal
from madang.plans import actions, queries
from madang.plans.charts import Chart, line_chart
from madang.plans.forms import DayForm, FigureForm
from madang.plans.models import Commitment, PlanVersion, Snapshot
from madang.plans.queries import Standing
from madang.plans.states import origin
from madang.plans.wording import in_figures

Row = list[str]
SHOWN = 30
"""Kept days in the table of a milestone; the CSV has all."""


def asked_day(request: HttpRequest) -> date:
    """The day in the address; today if there is none, it is no day, or it has not come yet."""
    form = DayForm(request.GET)
    today = localdate()
    return min(form.cleaned_data["on"], today) if "on" in request.GET and form.is_valid() else today


def found_version(request: ViewerRequest, slug: str, *, number: int | None = None) -> PlanVersion:
    version = queries.find_version(slug, request.viewer, number=number)
    if version is None:
        raise Http404
    return version


def day_context(day: date) -> dict[str, Any]:
    is_today = day == localdate()
    return {
        "day": day,
        "is_today": is_today,
        "day_form": DayForm(initial={"on": day}),
        "day_query": "" if is_today else f"?on={day}",
    }


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
    request: ViewerRequest, slug: str, key: str, milestone_key: str, form: FigureForm | None = None, status: int = 200
) -> HttpResponse:
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
        "chart": chart_of(standing, version),
        "form": form or FigureForm(initial={"on": day}),
        "may_report": actions.may_report(about.commitment, request.viewer),
        **day_context(day),
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


@require_POST
@login_required
def report_figure(request: ViewerRequest, slug: str, key: str, milestone_key: str) -> HttpResponse:
    version, form = found_version(request, slug), FigureForm(request.POST)
    about = queries.find_milestone(version, key, milestone_key)
    if about is None or not isinstance(request.user, User):
        raise Http404
    if form.is_valid():
        try:
            actions.report_figure(milestone=about, **form.cleaned_data, by=request.user, at=now())
            return redirect(about)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
    return show_milestone(request, slug, key, milestone_key, form, status=422)


def versions(request: ViewerRequest, slug: str) -> HttpResponse:
    version = found_version(request, slug)
    kept = version.plan.versions.order_by("-number").select_related("plan")
    return render(request, "plans/versions.html", {"edition": version, "versions": kept})


def snapshots(request: ViewerRequest, slug: str) -> HttpResponse:
    version = found_version(request, slug)
    page = Paginator(queries.snapshots_of(version.plan), 30).get_page(request.GET.get("page"))
    return render(request, "plans/snapshots.html", {"edition": version, "page": page, "query": ""})


def snapshot(request: ViewerRequest, slug: str, number: int, day: str) -> HttpResponse:
    version = found_version(request, slug, number=number)
    try:
        on = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    kept = get_object_or_404(Snapshot.objects.select_related("version__plan"), version=version, day=on)
    values = queries.values_of(kept)
    return render(request, "plans/snapshot.html", {"edition": version, "snapshot": kept, "values": values})


def plan_file(request: ViewerRequest, slug: str) -> HttpResponse:
    """The file as it was loaded."""
    version = found_version(request, slug)
    return HttpResponse(version.source_text, content_type="application/toml; charset=utf-8")


def as_csv(name: str, rows: Iterable[Row]) -> HttpResponse:
    """A CSV file in UTF-8 with a byte order mark, which spreadsheets need to read Korean."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    csv.writer(response).writerows(rows)
    return response


def _cell(value: object) -> str:
    return "" if value is None else str(value)


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
    rows = [[_cell(cell(one)) for cell in COLUMNS.values()] for one in queries.standings_of(version, on=day)]
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
            _cell(one.numerator),
            _cell(one.denominator),
            _number(one.reported),
            one.basis,
            one.state,
        ]
        for one in queries.kept_values(version.plan)
    )
    return as_csv(f"{slug}-history", [head, *rows])
