"""What the portal's doors share: lists, exports, and forms that ask one action."""

import csv
from collections.abc import Callable, Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Role, User
from madang.common.errors import Refusal
from madang.opendata.registerfile import written

PER_PAGE = 30


class Echo:
    """A file-like that hands back what is written, for streaming CSV."""

    def write(self, value: str) -> str:
        return value


def person(request: HttpRequest) -> User:
    """Whoever is signed in; the actions ask for the role."""
    assert isinstance(request.user, User)
    return request.user


def paged(request: HttpRequest, found: QuerySet[Any] | list[Any], *, per_page: int = PER_PAGE) -> dict[str, Any]:
    """One page of a list and the rest of the querystring, for `components/pagination.html`."""
    kept = request.GET.copy()
    kept.pop("page", None)
    page = Paginator(found, per_page).get_page(request.GET.get("page"))
    return {"page": page, "query": kept.urlencode(), "is_filtered": any(kept.values())}


def csv_response(columns: Iterable[str], rows: Iterable[Iterable[object]], *, name: str) -> StreamingHttpResponse:
    """Rows as CSV, streamed, UTF-8 with a BOM so that spreadsheets read Korean."""
    writer = csv.writer(Echo())

    def lines() -> Iterable[str]:
        yield "\ufeff"
        yield writer.writerow(list(columns))
        for row in written(rows):
            yield writer.writerow(row)

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def submitted(form: Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Do `act` with what a valid form holds. A refusal becomes a fault of the form; whether all went well."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return False
    return True


def form_page(
    request: HttpRequest, form: Form, *, title: str, button: str, crumbs: list[tuple[str, str]], lede: str = ""
) -> HttpResponse:
    """A page with one form; 422 if it was sent and has faults."""
    context = {"form": form, "title": title, "button": button, "crumbs": crumbs, "lede": lede}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "opendata/form.html", context, status=status)


def acted(act: Callable[[], object], back: Any) -> HttpResponse:
    """Do what a button asks and lead to `back`; a refusal is said in plain text."""
    try:
        act()
    except Refusal as refusal:
        return HttpResponse(str(refusal.message), status=refusal.status, content_type="text/plain; charset=utf-8")
    return redirect(back)


def no_desk(request: ViewerRequest) -> HttpResponse | None:
    """A page that explains, for people who are open data officers nowhere."""
    if request.viewer.organisations_as(Role.DATA_OFFICER):
        return None
    return render(request, "opendata/no_desk.html", status=403)


def desk_page(
    request: ViewerRequest, template: str, found: QuerySet[Any], crumbs: list[tuple[str, str]], **more: Any
) -> HttpResponse:
    """A list that an officer works through, a page of it; `no_desk` for who is none."""
    if closed := no_desk(request):
        return closed
    return render(request, template, {**paged(request, found), "today": localdate(), "crumbs": crumbs, **more})
