from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Role, User
from madang.accounts.queries import roles_held
from madang.portal import navigation, queries
from madang.surveys.models import RUNNERS


@login_required
@require_safe
def desk(request: ViewerRequest) -> HttpResponse:
    """An official's own page: what is due next, on one page."""
    if not request.viewer.is_official:
        raise PermissionDenied
    assert isinstance(request.user, User)
    places = navigation.ADMINISTRATION if request.viewer.is_administrator else []
    runs_surveys = request.viewer.organisations_as(*RUNNERS, Role.MODERATOR)
    keeps_bodies = request.viewer.organisations_as(Role.SECRETARY)
    portals = [
        (navigation.PLANS, True),
        (navigation.DATA, request.viewer.organisations_as(Role.DATA_OFFICER)),
        (navigation.SURVEYS, runs_surveys),
        (navigation.BODIES, keeps_bodies),
    ]
    context = {
        "portals": navigation.items([place for places, is_theirs in portals if is_theirs for place in places], path=""),
        "desk": queries.desk(request.viewer),
        "requests": queries.requests_desk(request.viewer, on=localdate()),
        "today": localdate(),
        "roles": roles_held(request.user, on=localdate()),
        "administration": navigation.items(places, path=""),
    }
    return render(request, "portal/desk.html", context)
