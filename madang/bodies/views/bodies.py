"""Public pages of bodies: the list, a body, its members, and who is behind with what."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from madang.accounts.middleware import ViewerRequest
from madang.bodies.forms import BodyFilterForm, DayForm
from madang.bodies.models import Call, Draw, DutyRule
from madang.bodies.queries import bodies as queries
from madang.bodies.queries import meetings, standings
from madang.bodies.views.shared import body_or_404, day_of, paged
from madang.common.http import csv_response
from madang.common.relations import relations_of

MEETINGS_SHOWN = 10
BODY_COLUMNS = (
    "code",
    "kind",
    "name_ko",
    "name_en",
    "parent",
    "agency_code",
    "agency",
    "legal_basis",
    "established_on",
    "dissolved_on",
    "members",
    "url",
)
MEMBER_COLUMNS = (
    "number",
    "name",
    "affiliation",
    "sector",
    "position",
    "external",
    "since_on",
    "until_on",
    "ended_reason",
    "interests",
)
BREACH_COLUMNS = ("body", "name", "agency", "duty", "number", "of", "basis", "since", "have", "need", "url")


@require_safe
def bodies(request: ViewerRequest) -> HttpResponse:
    """The list of bodies, narrowed and paged, with who is behind."""
    form, on = BodyFilterForm(request.GET), day_of(request)
    found = queries.listed(request.viewer, form.filters(), on=on)
    behind = standings.in_breach(on=on)
    context = {
        **paged(request, found),
        "form": form,
        "on": on,
        "behind": behind,
        "behind_codes": {one.body.code for one in behind},
        "next": meetings.upcoming(request.viewer, at=now(), limit=5),
    }
    return render(request, "bodies/bodies.html", context)


@require_safe
def body(request: ViewerRequest, code: str) -> HttpResponse:
    """A body: its mandate, seats and members on a day, duties and how they are kept, meetings, groups."""
    found, on = body_or_404(request, code), day_of(request)
    held = meetings.listed(request.viewer, meetings.Filters(body=code))
    context = {
        "body": found,
        "on": on,
        "is_today": on == localdate(),
        "groups": queries.listed(request.viewer, queries.Filters(), on=on).filter(parent=found),
        "seats": queries.seats(found, request.viewer, on=on),
        "former": queries.members_of(found, request.viewer).filter(until_on__lte=on),
        "duties": standings.standings_of(found, on=on),
        "breaches": standings.breaches(found.duties.select_related("body"), until=on),
        "upcoming": list(held.filter(ends_at__gt=now(), state="called").order_by("starts_at")),
        "meetings": held.filter(starts_at__lte=now())[:MEETINGS_SHOWN],
        "meetings_total": held.count(),
        "decisions": meetings.decisions_of(code, request.viewer)[:MEETINGS_SHOWN],
        "follow_ups": meetings.follow_ups(request.viewer, body=code).filter(done_on=None),
        "calls": Call.objects.visible_to(request.viewer).filter(body=found)[:5],
        "draws": Draw.objects.visible_to(request.viewer).filter(body=found)[:5],
        "is_secretary": found.is_kept_by(request.viewer),
        "relations": relations_of(found.ref),
        "today": localdate(),
    }
    return render(request, "bodies/body.html", context)


@require_safe
def breaches(request: ViewerRequest) -> HttpResponse:
    """Which bodies are behind with which duties on a day, and which were."""
    form, on = DayForm(request.GET), day_of(request)
    form.is_valid()
    chosen = {"organisation": form.cleaned_data.get("agency") or "", "body": form.cleaned_data.get("body") or ""}
    context = {
        **paged(request, standings.breaches(DutyRule.objects.select_related("body__organisation"), until=on)),
        "form": DayForm({"on": on}),
        "on": on,
        "behind": standings.in_breach(on=on, **chosen),
        "soon": standings.coming_due(on=on, within=30),
    }
    return render(request, "bodies/breaches.html", context)


@require_safe
def breaches_csv(request: ViewerRequest) -> StreamingHttpResponse:
    """Who is behind on a day, as CSV."""
    on = day_of(request)
    rows = (breach_row(one) for one in standings.in_breach(on=on))
    return csv_response(BREACH_COLUMNS, rows, name=f"breaches-{on}")


def breach_row(one: standings.Judged) -> tuple[Any, ...]:
    rule, standing = one.rule, one.standing
    return (
        one.body.code,
        one.body.name_ko,
        one.body.organisation.code,
        rule.kind,
        rule.number,
        rule.denominator,
        rule.basis,
        standing.since,
        standing.have,
        standing.need,
        settings.SITE_URL + one.body.get_absolute_url(),
    )


@require_safe
def bodies_csv(request: ViewerRequest) -> StreamingHttpResponse:
    """The filtered list of bodies as CSV, whole."""
    found = queries.listed(request.viewer, BodyFilterForm(request.GET).filters(), on=day_of(request))
    rows = (
        (
            one.code,
            one.kind,
            one.name_ko,
            one.name_en,
            one.parent.code if one.parent else "",
            one.organisation.code,
            one.organisation.name_ko,
            one.legal_basis,
            one.established_on,
            one.dissolved_on or "",
            one.seated,  # type: ignore[attr-defined]
            settings.SITE_URL + one.get_absolute_url(),
        )
        for one in found
    )
    return csv_response(BODY_COLUMNS, rows, name=f"bodies-{localdate()}")


@require_safe
def members_csv(request: ViewerRequest, code: str) -> StreamingHttpResponse:
    """Everybody who sits or sat in a body, with the days, as CSV."""
    found = body_or_404(request, code)
    rows = (
        (
            one.number,
            one.shown_name,
            one.affiliation,
            one.sector.code if one.sector else "",
            one.position,
            "yes" if one.is_external else "no",
            one.since_on,
            one.until_on or "",
            one.ended_reason,
            "; ".join(interest.text for interest in one.interests.all()),
        )
        for one in queries.members_of(found, request.viewer)
    )
    return csv_response(MEMBER_COLUMNS, rows, name=f"members-{code}")
