"""Scorecards as pages and CSV."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation
from madang.common.http import csv_response
from madang.disclosure.scorecards import queries
from madang.disclosure.scorecards.queries import Score
from madang.disclosure.scorecards.scoring import FEWEST, LINES, Line, line_of

DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")
COLUMNS = ("agency_code", "agency", "line", "metric", "value", "numerator", "denominator", "low", "high", "at", "since")


class PeriodForm(forms.Form):
    since = forms.DateField(label=_("Counted from"), required=False, widget=DAY)
    at = forms.DateField(label=_("As of"), required=False, widget=DAY)

    def period(self) -> tuple[date, date | None]:
        """The day asked for, at most today, and the first day counted."""
        self.is_valid()
        today = localdate()
        at = min(self.cleaned_data.get("at") or today, today)
        return at, self.cleaned_data.get("since")


@dataclass(frozen=True)
class Row:
    """An agency in the picture: coordinates from 0 to 100, as SVG writes them."""

    organisation: Organisation
    score: Score
    low: str
    width: str
    value: str


def row(organisation: Organisation, score: Score) -> Row:
    low, high = score.low or 0.0, score.high or 0.0
    return Row(organisation, score, f"{low:.2f}", f"{max(high - low, 0.5):.2f}", f"{float(score.value or 0):.2f}")


def chosen_line(request: HttpRequest) -> Line:
    line = line_of(request.GET.get("line", "promises"))
    if line is None:
        raise Http404(request.GET["line"])
    return line


@require_safe
def compare(request: ViewerRequest) -> HttpResponse:
    """One line of every agency, with the interval in which it may lie; by name, never by rank."""
    line, form = chosen_line(request), PeriodForm(request.GET)
    at, since = form.period()
    found = queries.compared(line, at=at, since=since, moment=now())
    rows = found.rows
    context = {
        "lines": LINES,
        "line": line,
        "form": form,
        "at": at,
        "since": since,
        "rows": [row(*each) for each in rows],
        "overall": queries.overall(rows),
        "fewest": FEWEST,
        "counted_at": found.counted_at,
        "query": request.GET.urlencode(),
    }
    return render(request, "scorecards/compare.html", context)


@require_safe
def card(request: ViewerRequest, code: str) -> HttpResponse:
    """Every number of one agency, with its definition beside it."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.viewer), code=code)
    form = PeriodForm(request.GET)
    at, since = form.period()
    found = queries.card(organisation, at=at, since=since)
    most = max((count for _item, count in found.items), default=0)
    context = {
        "card": found,
        "rows": [row(organisation, score) for score in found.scores],
        "items": found.items,
        "most": most,
        "form": form,
        "fewest": FEWEST,
        "query": request.GET.urlencode(),
    }
    return render(request, "scorecards/card.html", context)


@require_safe
def export(request: ViewerRequest) -> StreamingHttpResponse:
    """Every line of every agency as CSV."""
    at, since = PeriodForm(request.GET).period()
    return csv_response(COLUMNS, rows_of(at, since), name=f"scorecards-{at}")


def rows_of(at: date, since: date | None) -> Iterator[tuple[object, ...]]:
    for line in LINES:
        for organisation, score in queries.compared(line, at=at, since=since, moment=now()).rows:
            numbers = (score.value, score.numerator, score.denominator, score.low, score.high)
            yield (
                organisation.code,
                organisation.name_ko,
                line.code,
                line.metric,
                *("" if number is None else number for number in numbers),
                at,
                since or "",
            )
