from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from madang.accounts.middleware import ViewerRequest
from madang.accounts.queries import find_organisations
from madang.accounts.views.agencies import agency_context
from madang.portal import queries


@require_safe
def agency(request: ViewerRequest, code: str) -> HttpResponse:
    """One agency: what it is, and what it has published. Stands before the same address of accounts."""
    organisation = get_object_or_404(find_organisations(viewer=request.viewer), code=code)
    context = agency_context(organisation) | {"documents": queries.agency_documents(organisation, request.viewer)}
    return render(request, "portal/agency.html", context)
