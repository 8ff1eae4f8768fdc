"""What the doors of bodies share."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import User
from madang.bodies.forms import DayForm
from madang.bodies.models import Body
from madang.bodies.queries.bodies import find_body
from madang.common.errors import Refusal

PER_PAGE = 30


def body_or_404(request: ViewerRequest, code: str) -> Body:
    found = find_body(code, request.viewer)
    if found is None:
        raise Http404(_("There is no such body."))
    return found


def day_of(request: HttpRequest) -> date:
    """The day that the page looks at: `?on=`, or today."""
    form = DayForm(request.GET)
    form.is_valid()
    return form.cleaned_data.get("on") or localdate()


def paged(request: HttpRequest, found: QuerySet[Any] | list[Any], *, per_page: int = PER_PAGE) -> dict[str, Any]:
    """One page of a list, and the rest of the querystring for `components/pagination.html`."""
    kept = request.GET.copy()
    kept.pop("page", None)
    page = Paginator(found, per_page).get_page(request.GET.get("page"))
    return {"page": page, "query": kept.urlencode(), "is_filtered": any(kept.values())}


def person(request: HttpRequest) -> User:
    """Whoever is signed in; the actions ask for the role."""
    assert isinstance(request.user, User)
    return request.user


def is_done(form: Form, act: Callable[..., object]) -> bool:
    """Do `act` with what a valid form holds. A refusal becomes a fault of the form; whether all went well."""
    if not form.is_valid():
        return False
    try:
        act(**form.cleaned_data)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return False
    return True
