"""What followers of published requests, answers and agencies are told. Public facts only, and no requester."""

from datetime import datetime
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.disclosure.models import InformationRequest, PublishedAnswer, RequestEvent
from madang.disclosure.models.requests import KIND_LABELS
from madang.disclosure.requests.disclosed import is_shown
from madang.disclosure.requests.events import Kind
from madang.notices import actions as notices


def tell_of_step(request: InformationRequest, row: RequestEvent, *, at: datetime) -> None:
    """Tell whoever follows a published request of a step that everybody may know of."""
    kind = Kind(row.kind)
    if request.is_published and is_shown(kind, "public"):
        notices.tell_followers(
            ref=request.ref,
            kind=f"disclosure.request.{kind}",
            subject=partial(_headline, request, KIND_LABELS[kind]),
            at=at,
            key=f"{request.ref}:{row.ordinal}",
        )


def tell_of_publication(request: InformationRequest, *, at: datetime) -> None:
    """Tell whoever follows the agency that a request to it was published."""
    notices.tell_followers(
        ref=request.ref,
        topics=[request.organisation.ref],
        kind="disclosure.request.published",
        subject=partial(_headline, request, _("Published request")),
        at=at,
        key=f"{request.ref}:published",
    )


def tell_of_answer(answer: PublishedAnswer, *, at: datetime) -> None:
    """Tell whoever follows the agency that an answer was published."""
    notices.tell_followers(
        ref=answer.ref,
        topics=[answer.organisation.ref],
        kind="disclosure.answer.published",
        subject=lambda: (
            _("%(agency)s published an answer: %(title)s") % {"agency": answer.organisation.name, "title": answer.title}
        ),
        at=at,
    )


def _headline(request: InformationRequest, step: str | Promise) -> str | Promise:
    return _("%(step)s: %(subject)s (%(agency)s)") % {
        "step": step,
        "subject": request.subject,
        "agency": request.organisation.name,
    }
