"""What can be taken along of a request: official forms, due days, proofs. A door."""

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.accounts.middleware import ViewerRequest
from madang.disclosure.models import InformationRequest, RequestEvent
from madang.disclosure.requests import queries
from madang.disclosure.requests.course import course_of
from madang.disclosure.requests.dates import calendar_of
from madang.disclosure.requests.disclosed import is_shown
from madang.disclosure.requests.events import REQUESTER, Kind
from madang.disclosure.requests.letters import Letter, letter_of
from madang.disclosure.requests.mail import about
from madang.disclosure.requests.notices import Notice, notices_of
from madang.disclosure.requests.pages import found_request, not_kept, opened
from madang.disclosure.requests.papers import form_of, request_form
from madang.disclosure.requests.proofs import proof_of


def concerned(request: ViewerRequest, code: UUID) -> InformationRequest:
    """A request of the visitor's own, or of their desk. Raises `Http404` for the public, published or not."""
    found = found_request(request, code)
    if queries.reader_of(found, request.viewer, opened(request)) == "public":
        raise Http404
    return found


def pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


@require_safe
@not_kept
def request_paper(request: ViewerRequest, code: UUID) -> HttpResponse:
    """The request as an official form."""
    found = concerned(request, code)
    requester = queries.requester_for(found, request.viewer, opened(request))
    return pdf(request_form(found, requester), found.number)


@require_safe
@not_kept
def paper(request: ViewerRequest, code: UUID, ordinal: int, form: str) -> HttpResponse:
    """An official form that went out with a step. Those to third parties are for the agency alone."""
    found = concerned(request, code)
    reader = queries.reader_of(found, request.viewer, opened(request))
    rows = list(found.events.all())
    if not 1 <= ordinal <= len(rows) or not is_shown(Kind(rows[ordinal - 1].kind), reader):
        raise Http404
    history = [row.as_event() for row in rows]
    before = course_of(history[: ordinal - 1]) if ordinal > 1 else None
    notice = next((one for one in notices_of(history[ordinal - 1], before) if one.form == form), None)
    if notice is None or (notice.to != REQUESTER and reader != "agency"):
        raise Http404
    requester = queries.requester_for(found, request.viewer, opened(request))
    name = requester.name if requester and notice.to == REQUESTER else ""
    return pdf(
        form_of(letter(found, rows, ordinal, notice), at=rows[ordinal - 1].at, to=name), f"{found.number}-{form}"
    )


def letter(found: InformationRequest, rows: Sequence[RequestEvent], ordinal: int, notice: Notice) -> Letter:
    """The letter as it went out, in the language of the page."""
    history = [row.as_event() for row in rows]
    party = found.third_parties.filter(key=notice.to).first() if notice.to != REQUESTER else None
    codes = tuple(code for code in (history[ordinal - 1].facts.get("to"),) if isinstance(code, str))
    agency = rows[ordinal - 1].organisation
    told = about(found, party=party, codes=codes, agency=agency)
    return letter_of(history, ordinal - 1, notice, told)


@require_safe
@not_kept
def proof(request: ViewerRequest, code: UUID) -> JsonResponse:
    """How each step was sealed, for its requester."""
    found = found_request(request, code)
    if queries.reader_of(found, request.viewer, opened(request)) != "requester":
        raise Http404
    return JsonResponse(proof_of(found), json_dumps_params={"ensure_ascii": False, "indent": 1})


def ics(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="due.ics"'
    return response


@require_safe
@not_kept
def due_day(request: ViewerRequest, code: UUID) -> HttpResponse:
    """The due day of one request."""
    found = found_request(request, code)
    return ics(calendar_of([found], at=now(), name=found.number))


@require_safe
@not_kept
def my_due_days(request: ViewerRequest) -> HttpResponse:
    """The due days of all of one's requests."""
    found = queries.mine(request.viewer, opened(request)).filter(is_open=True)
    return ics(calendar_of(found, at=now(), name=_("My requests")))
