"""Figures of requests as a page and as CSV. A door."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from madang.accounts.middleware import ViewerRequest
from madang.common.http import csv_response
from madang.disclosure.requests.fee_figures import FEWEST, GROUNDS
from madang.disclosure.requests.figures import ITEMS, OUTCOMES, Figures, kept_figures, years
from madang.disclosure.requests.wording import ground_label

FEES = ("fees_charged", "fees_claimed", "fees_lowered", "fees_waived", "fees_mean_percent", "fees_won")
COLUMNS = (
    *("agency", "name", "received", "decided", "in_time", "extended"),
    *(f"outcome_{one.replace('-', '_')}" for one in OUTCOMES),
    *(f"item_{item}" for item in ITEMS),
    *("objections_decided", "objections_upheld"),
    *FEES,
    *(f"fees_lowered_{ground.replace('-', '_')}" for ground in GROUNDS),
    *("fees_share_low", "fees_share_high"),
)


def period_of(year: str) -> tuple[int | None, date, date | None]:
    """The year asked for if it is one, the last day counted, at most today, and the first; all time for anything else.

    year: as it stands in an address.
    """
    today = localdate()
    asked = int(year) if year.isdecimal() and len(year) == 4 and int(year) else None
    if asked is None:
        return None, today, None
    return asked, min(date(asked, 12, 31), today), date(asked, 1, 1)


def counted(request: HttpRequest) -> tuple[int | None, str, datetime, list[Figures]]:
    """The year and agency that an address names, and their figures with the moment of their counting."""
    agency = request.GET.get("agency", "")[:20]
    year, at, since = period_of(request.GET.get("year", ""))
    return year, agency, *kept_figures(at=at, since=since, agency=agency, moment=now())


@require_safe
def figures_page(request: ViewerRequest) -> HttpResponse:
    """What agencies did with requests, in numbers with their definitions, of one year or of all."""
    year, agency, counted_at, rows = counted(request)
    context: dict[str, Any] = {"rows": rows, "items": ITEMS, "agency": agency, "year": year, "years": years()}
    context |= {"counted_at": counted_at}
    context |= {"grounds": [ground_label(one) for one in GROUNDS], "fewest": FEWEST}
    context["with_fees"] = [one for one in rows if one.fees.charged]
    return render(request, "disclosure/requests/figures.html", context)


@require_safe
def figures_csv(request: ViewerRequest) -> StreamingHttpResponse:
    """The same as CSV, a row an agency."""
    year, _agency, _counted_at, rows = counted(request)
    return csv_response(COLUMNS, map(csv_row, rows), name=f"requests-figures-{year or localdate()}")


def csv_row(one: Figures) -> tuple[object, ...]:
    fees, interval = one.fees, one.fees.interval
    return (
        one.organisation.code,
        one.organisation.name_ko,
        *(one.received, one.decided, one.in_time, one.extended),
        *one.by_outcome,
        *(count for _item, count in one.by_item),
        *(one.objections, one.upheld),
        *(fees.charged, fees.claimed, fees.lowered, fees.waived, _rounded(fees.mean_percent), fees.won),
        *fees.grounds,
        *(_rounded(end) for end in interval or ("", "")),
    )


def _rounded(number: float | str | None) -> float | str:
    return round(number, 2) if isinstance(number, float) else ""
