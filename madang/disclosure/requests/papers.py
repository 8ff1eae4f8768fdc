"""The official forms as tagged PDF, from the same words as mails and pages."""

from datetime import datetime, time
from pathlib import Path

from django.utils.formats import date_format
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from madang.disclosure.models import InformationRequest, Requester
from madang.disclosure.requests import notices
from madang.disclosure.requests.letters import TITLES, Letter, Line
from madang.documents.typesetting import typeset

TEMPLATE = Path(__file__).parent.parent / "papers" / "request-form.typ"
BASIS = {
    notices.REQUEST: "정보공개법 제10조 (시행규칙 별지 제1호의2서식)",
    notices.RECEIPT: "정보공개법 시행령 제6조제2항",
    notices.EXTENSION: "정보공개법 제11조제2항 (시행규칙 별지 제3호서식)",
    notices.TRANSFER: "정보공개법 제11조제4항 (시행규칙 별지 제3호의2서식)",
    notices.OUTSIDE_NOTICE: "정보공개법 제11조제5항, 제11조의2 (시행규칙 별지 제4호의2서식)",
    notices.THIRD_PARTY: "정보공개법 제11조제3항 (시행규칙 별지 제4호의3서식)",
    notices.DECISION: "정보공개법 제13조 (시행규칙 별지 제7호서식)",
    notices.PARTY_DECISION: "정보공개법 제21조제2항",
    notices.OBJECTION: "정보공개법 제18조제1항 (시행규칙 별지 제9호서식)",
    notices.COMMITTEE: "정보공개법 제18조제2항",
    notices.OBJECTION_DECISION: "정보공개법 제18조제3항 (시행규칙 별지 제9호의2서식)",
    notices.OBJECTION_EXTENSION: "정보공개법 제18조제3항 (시행규칙 별지 제10호서식)",
    notices.REVIEW_END: "정보공개법 제9조제1항제5호 단서 (시행규칙 별지 제1호서식)",
}
"""Where each form stands: article and number of the form, as the law calls it."""


def form_of(letter: Letter, *, at: datetime, to: str = "") -> bytes:
    """A notice as the law's form. to: the name of whom it is addressed to, where the reader may know."""
    rows = [[line.label, line.value] for line in letter.lines]
    if to:
        rows.insert(1, [_("Addressed to"), to])
    data = {
        "title": letter.title,
        "basis": BASIS.get(letter.form, ""),
        "rows": rows,
        "note": "",
        "agency": letter.agency,
        "on": date_format(letter.on, "DATE_FORMAT"),
    }
    return typeset(TEMPLATE, data, at=at)


def request_form(request: InformationRequest, requester: Requester | None) -> bytes:
    """The request as the law calls for it; without the requester for readers who may not know who asks."""
    on = request.received_on
    lines = [
        Line("number", _("Receipt number"), request.number),
        Line("received-on", _("Received on"), date_format(on, "DATE_FORMAT")),
        *([Line("name", _("Name"), requester.name)] if requester else []),
        *([Line("contact", _("Contact"), contact_of(requester))] if requester else []),
        Line("subject", _("What it is about"), request.subject),
        Line("text", _("What is asked"), request.text),
        Line("form", _("In which form"), str(request.get_form_display())),
        Line("delivery", _("How it is delivered"), str(request.get_delivery_display())),
    ]
    letter = Letter(
        notices.REQUEST, str(TITLES[notices.REQUEST]), on, request.number, request.organisation.name, tuple(lines)
    )
    return form_of(letter, at=make_aware(datetime.combine(on, time(9))))


def contact_of(requester: Requester) -> str:
    return "\n".join(part for part in (requester.email, requester.phone, requester.address) if part)
