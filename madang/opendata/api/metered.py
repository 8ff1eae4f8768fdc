"""Fair use of the tables' own API: keys, limits, and the headers that tell them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.decorators import decorate_view

from madang.accounts.actions.tokens import PREFIX as TOKEN
from madang.accounts.api_auth import Anyone
from madang.opendata.clients.access import admit, key_in_headers, tell_limits
from madang.opendata.models import DataVersion


class Reader(Anyone):
    """As `Anyone`, and a data key is welcome, too. Everyone is counted; `request.admission` says as whom.

    A key opens nothing: who reads drafts signs in or sends a personal token. Raises as `admit` does.
    """

    def __call__(self, request: HttpRequest) -> Any:
        sent = key_in_headers(request)
        key = "" if sent.startswith(TOKEN) else sent
        passed = True if key else super().__call__(request)
        request.admission = admit(request, key=key)  # type: ignore[attr-defined]
        return passed


reader = Reader()


def note(request: HttpRequest, version: DataVersion, *, rows: int) -> None:
    """Count what was answered from a version's table."""
    request.admission.note(version, "madang", rows=rows)  # type: ignore[attr-defined]


def limits_told(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(run)
    def told(request: HttpRequest, **words: Any) -> HttpResponse:
        return tell_limits(request, run(request, **words))

    return told


metered = decorate_view(limits_told)
"""For an operation whose `auth` is `reader`: its answers, refusals too, say what is left."""
