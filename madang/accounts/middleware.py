from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate

from madang.accounts.models import User
from madang.accounts.viewers import PUBLIC, Viewer, viewer_of


class ViewerRequest(HttpRequest):
    """A request that has passed `ViewerMiddleware`."""

    viewer: Viewer


class ViewerMiddleware:
    """Puts the `Viewer` on the request as `request.viewer`, looked up when first asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def look_up() -> Viewer:
            return viewer_of(request.user, on=localdate()) if isinstance(request.user, User) else PUBLIC

        request.viewer = SimpleLazyObject(look_up)  # type: ignore[attr-defined]
        return self.get_response(request)
