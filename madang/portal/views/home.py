from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from madang.accounts.middleware import ViewerRequest
from madang.disclosure.queries import latest
from madang.plans.queries import open_everywhere, overview
from madang.portal import pictures, queries
from madang.surveys.queries import open_surveys


@require_safe
def home(request: ViewerRequest) -> HttpResponse:
    """One search box over everything, the plan at a glance, what is new, what is open."""
    on = localdate()
    months = queries.published_by_month(on)
    context = {
        "hide_site_search": True,
        "numbers": queries.numbers(request.viewer, on=on),
        "plans": overview(request.viewer, on=on),
        "documents": latest(request.viewer, queries.LATEST),
        "months": list(zip(months, pictures.bars([month.documents for month in months]), strict=True)),
        "has_months": any(month.documents for month in months),
        "picture": pictures,
        "consultations": open_everywhere(request.viewer, at=now())[: queries.LATEST],
        "surveys": open_surveys(request.viewer, at=now())[: queries.LATEST],
    }
    return render(request, "portal/home.html", context)
