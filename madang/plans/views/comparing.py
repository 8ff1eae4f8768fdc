"""Plans beside each other: year by year, version by version, plan by plan."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from madang.accounts.middleware import ViewerRequest
from madang.common.metrics import all_metrics
from madang.plans import queries
from madang.plans.comparing import compare
from madang.plans.views.common import Row, as_csv, asked_day, cell, day_context, found_version
from madang.plans.wording import in_figures


@require_safe
def years(request: ViewerRequest, slug: str) -> HttpResponse:
    """Every statement at the end of every year of the plan."""
    version, day = found_version(request, slug), asked_day(request)
    context = {"edition": version, "years": queries.year_by_year(version, on=day), **day_context(day)}
    return render(request, "plans/years.html", context)


@require_safe
def years_csv(request: ViewerRequest, slug: str) -> HttpResponse:
    version, day = found_version(request, slug), asked_day(request)
    found = queries.year_by_year(version, on=day)
    rows: list[Row] = [["milestone", "title", "unit", "target", "on", "value", "basis", "state"]]
    for _commitment, statements in found.commitments:
        for row in statements:
            about = row.milestone
            plain = [about.key, about.title, about.unit, cell(about.target)]
            rows += [
                [*plain, str(one.on), _figure(one.value), one.basis, one.state.value if about.is_promise else ""]
                for one in row.standings
            ]
    return as_csv(f"{slug}-years", rows)


def _figure(value: object) -> str:
    return "" if value is None else in_figures(value).replace(",", "")  # type: ignore[arg-type]


@require_safe
def changes(request: ViewerRequest, slug: str) -> HttpResponse:
    """What one version says otherwise than another; the newest two by default."""
    version = found_version(request, slug)
    numbers = sorted(version.plan.versions.values_list("number", flat=True))
    new = asked_number(request.GET.get("new", ""), numbers, numbers[-1])
    old = asked_number(request.GET.get("old", ""), numbers, max([one for one in numbers if one < new], default=new))
    before, after = (found_version(request, slug, number=one) for one in (old, new))
    context = {
        "edition": version,
        "numbers": numbers,
        "before": before,
        "after": after,
        "changes": compare(queries.draft_of(before), queries.draft_of(after)),
    }
    return render(request, "plans/changes.html", context)


def asked_number(text: str, numbers: list[int], default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and int(text) in numbers else default


@require_safe
def plans(request: ViewerRequest) -> HttpResponse:
    """Two plans, or more, side by side."""
    every = queries.versions(request.viewer)
    asked = request.GET.getlist("plan")
    chosen = [one for one in every if one.plan.slug in asked] if asked else every[:3]
    units = {one.key: one.unit for one in all_metrics()}
    context = {
        "every": every,
        "chosen": [one.plan.slug for one in chosen],
        "profiles": [queries.profile(one, on=localdate(), metrics=units) for one in chosen],
    }
    return render(request, "plans/compare.html", context)
