from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from madang.accounts.models import User
from madang.calendar import actions, queries
from madang.calendar.forms import DecreedDayForm
from madang.calendar.models import DecreedDay
from madang.common.errors import NotAllowed, Refusal

FIRST_YEAR, LAST_YEAR = 1990, 2050


@require_safe
def year(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The days off of a year. Administrators find the form for a decree below them."""
    return show(request, year if year is not None else localdate().year)


def show(request: HttpRequest, year: int, form: DecreedDayForm | None = None, status: int = 200) -> HttpResponse:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404(_("The calendar goes from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    viewer = request.viewer  # type: ignore[attr-defined]
    days = queries.days_off_in(year)
    return render(
        request,
        "calendar/year.html",
        {
            "crumbs": [(_("Calendar"), "")],
            "year": year,
            "previous": year - 1 if year > FIRST_YEAR else None,
            "next": year + 1 if year < LAST_YEAR else None,
            "days": days,
            "count": ngettext("%(count)d day off", "%(count)d days off", len(days)) % {"count": len(days)},
            "decrees": DecreedDay.objects.visible_to(viewer).filter(on__year=year),
            "form": (form or DecreedDayForm()) if viewer.is_administrator else None,
        },
        status=status,
    )


@require_POST
@login_required
def enter(request: HttpRequest) -> HttpResponse:
    form = DecreedDayForm(request.POST)
    if form.is_valid():
        try:
            assert isinstance(request.user, User)
            day = actions.enter_decreed_day(**form.cleaned_data, by=request.user, at=now())
            messages.success(request, _("The day has been entered. Open deadlines are being counted again."))
            return redirect("calendar:year", year=day.on.year)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal.message)) from refusal
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
    about = form.cleaned_data.get("on") or localdate()
    return show(request, shown_year(about), form, status=422)


def shown_year(about: date) -> int:
    """The year of a day, or the nearest that the calendar shows."""
    return max(FIRST_YEAR, min(LAST_YEAR, about.year))
