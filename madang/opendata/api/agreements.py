"""Agreements with partners for programs."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from ninja import Router, Schema

from madang.accounts.middleware import ViewerRequest
from madang.common.api import PageOut, Problem, page_facts, page_of
from madang.opendata.models import Agreement
from madang.opendata.queries import agreements as queries
from madang.opendata.queries.agreements import Wanted

router = Router()


class AgreementOut(Schema):
    code: UUID
    ref: str
    agency: str
    partner: str
    title: str
    signed_on: date
    since_on: date
    until_on: date | None
    ended_on: date | None
    end_reason: str
    is_in_force: bool
    agency_gives: str
    partner_gives: str
    companies: int
    url: str


class AgreementPage(PageOut):
    items: list[AgreementOut]


class GivenOut(Schema):
    company: str
    kind: str
    on: date
    amount: int | None
    text: str
    is_corrected: bool
    correction_reason: str


class ResultOut(Schema):
    on: date
    text: str
    source: str
    at: datetime
    is_corrected: bool
    correction_reason: str


class AgreementWhole(AgreementOut):
    support: list[GivenOut]
    outcomes: list[ResultOut]


def agreement_out(found: Agreement) -> dict[str, Any]:
    names = ("code", "ref", "partner", "title", "signed_on", "since_on", "until_on", "ended_on", "end_reason")
    return {
        **{name: getattr(found, name) for name in (*names, "partner_gives", "companies")},
        "agency": found.organisation.code,
        "agency_gives": found.office_gives,
        "is_in_force": found.holds(on=localdate()),
        "url": found.get_absolute_url(),
    }


@router.get("", response=AgreementPage)
def agreements(
    request: ViewerRequest, q: str = "", agency: str = "", state: str = "", page: int = 1, per_page: int = 50
) -> dict[str, Any]:
    """Agreements, the latest first. state: in-force or over. per_page: at most 200."""
    found = queries.agreements(request.viewer, Wanted(localdate(), q, agency, state))
    shown = page_of(found, page=max(1, page), size=min(max(1, per_page), 200))
    return {**page_facts(shown), "items": [agreement_out(one) for one in shown]}


@router.get("/{uuid:code}", response={200: AgreementWhole, 404: Problem})
def agreement(request: ViewerRequest, code: UUID) -> dict[str, Any]:
    """One agreement: what companies were given under it, and what came of it."""
    found = get_object_or_404(queries.agreements(request.viewer, Wanted(localdate())), code=code)
    given = [
        {
            "company": one.company.ref,
            **{
                name: getattr(one, name)
                for name in ("kind", "on", "amount", "text", "is_corrected", "correction_reason")
            },
        }
        for one in queries.support_under(found)
    ]
    return {**agreement_out(found), "support": given, "outcomes": list(queries.outcomes_of(found))}
