from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.accounts.viewers import PUBLIC, Viewer, viewer_of

SECOND_FACTOR_SESSION_KEY = "second_factor_of"


class ViewerRequest(HttpRequest):
    """A request that has passed `ViewerMiddleware`."""

    viewer: Viewer


class SignedInRequest(ViewerRequest):
    """A request of somebody who is signed in."""

    user: User


class PatientSessionMiddleware(SessionMiddleware):
    """Takes the session cookie away only where something ended the session, not where its key is merely unknown.

    Signing in, or opening a request by its link, gives the session a new key. A request that left the browser before
    that and is answered after it still bears the old key; were its answer to delete the cookie, as Django's does,
    the new session would be lost.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session = getattr(request, "session", None)
        came_with_key = settings.SESSION_COOKIE_NAME in request.COOKIES
        if session is not None and came_with_key and session.is_empty() and not session.modified:
            patch_vary_headers(response, ("Cookie",))
            return response
        return super().process_response(request, response)


class ViewerMiddleware:
    """Puts the `Viewer` on the request as `request.viewer`, looked up when first asked.

    Where a second factor is required (`settings.SECOND_FACTOR_REQUIRED`), an official who has not shown one in this
    session is a citizen, and is sent to set it up or show it before any desk page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with_viewer = cast("Any", request)
        with_viewer.viewer = SimpleLazyObject(lambda: viewer_in_session(request))
        if "desk" in request.path.split("/") and with_viewer.viewer.lacks_second_factor:
            return ask_for_second_factor(request)
        return self.get_response(request)


def viewer_in_session(request: HttpRequest) -> Viewer:
    """Who looks, by the session's sign-in."""
    if not isinstance(request.user, User):
        return PUBLIC
    viewer = viewer_of(request.user, on=localdate())
    must_show = settings.SECOND_FACTOR_REQUIRED and viewer.is_official
    return without_roles(viewer) if must_show and not has_shown_second_factor(request, request.user) else viewer


def viewer_of_program(user: User) -> Viewer:
    """Who looks, by an API token: its owner must have a second factor where one is required."""
    viewer = viewer_of(user, on=localdate())
    must_have = settings.SECOND_FACTOR_REQUIRED and viewer.is_official
    return without_roles(viewer) if must_have and not has_second_factor(user) else viewer


def without_roles(viewer: Viewer) -> Viewer:
    return Viewer(user=viewer.user, lacks_second_factor=True)


def has_second_factor(user: User) -> bool:
    """Whether the person has set up an authenticator app or a passkey. Recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def has_shown_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether the person has one and showed it at this session's sign-in, or set it up within this session."""
    shown = any(record.get("method") == "mfa" for record in get_authentication_records(request, user))
    set_up_here = request.session.get(SECOND_FACTOR_SESSION_KEY) == str(user.code)
    return (shown or set_up_here) and has_second_factor(user)


def note_second_factor(request: HttpRequest) -> None:
    """Remember in the session that the signed-in person just set up a second factor."""
    if isinstance(request.user, User):
        request.session[SECOND_FACTOR_SESSION_KEY] = str(request.user.code)


def ask_for_second_factor(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User) and has_second_factor(request.user):
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
    messages.warning(request, _("Your role needs a second factor. Set up an authenticator app or a passkey to go on."))
    return redirect("mfa_index")
