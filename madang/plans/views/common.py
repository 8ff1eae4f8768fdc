"""What the pages of plans share."""

import csv
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import User
from madang.common.errors import Refusal
from madang.plans import queries
from madang.plans.forms import DayForm
from madang.plans.models import PlanVersion

Row = list[str]


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


def who_acts(request: ViewerRequest) -> User:
    """Whoever is signed in; the actions ask for the role."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def tried(form: Form, act: Callable[[], object]) -> bool:
    """Whether a valid form's act was done; otherwise the form says why not."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return False
    return True


def as_csv(name: str, rows: Iterable[Row]) -> HttpResponse:
    """A CSV file in UTF-8 with a byte order mark, which spreadsheets need to read Korean."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    csv.writer(response).writerows([[safe(cell) for cell in row] for row in rows])
    return response


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, unless it is a number."""
    if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not cell.lstrip("+-").replace(".", "", 1).isdigit():
        return f"'{cell}"
    return cell


def cell(value: object) -> str:
    return "" if value is None else str(value)
