"""The secretary's desk: every act on a body's records is a page with a form, so that it works without JavaScript."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from madang.accounts import audit
from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation, Role
from madang.bodies import actions, desk_forms
from madang.bodies.actions import Result
from madang.bodies.choosing import where_chosen
from madang.bodies.conflicts import CONFLICTS, FLAGS
from madang.bodies.models import (
    AgendaItem,
    Body,
    Call,
    Decision,
    DecisionLink,
    Draw,
    DutyRule,
    FollowUp,
    Meeting,
    Member,
    Paper,
)
from madang.bodies.queries import draws, meetings, standings
from madang.bodies.queries.bodies import kept_by, seats
from madang.bodies.views.shared import is_done, person
from madang.common.errors import Invalid, Refusal
from madang.common.http import csv_response
from madang.documents.stores import private_files


@dataclass(frozen=True)
class Act:
    """A form and the action it asks. argument: the name of the action's argument for the record."""

    title: str | Promise
    form: type[desk_forms.TargetForm]
    action: Callable[..., object]
    argument: str


BODY_ACTS = {
    "seats": Act(_("Lay out seats"), desk_forms.SeatsForm, actions.add_seats, "body"),
    "member": Act(_("Seat a member"), desk_forms.MemberForm, actions.seat_member, "body"),
    "duty": Act(_("Set a duty"), desk_forms.DutyForm, actions.set_duty, "body"),
    "meeting": Act(_("Call a meeting"), desk_forms.CallMeetingForm, actions.call_meeting, "body"),
    "call": Act(_("Seek members"), desk_forms.CallForm, actions.announce_call, "body"),
    "draw": Act(_("Prepare a draw by lot"), desk_forms.DrawForm, actions.prepare_draw, "body"),
}
MEETING_ACTS = {
    "change": Act(_("Change the meeting"), desk_forms.MeetingForm, actions.change_meeting, "meeting"),
    "agenda": Act(_("Set the agenda"), desk_forms.AgendaForm, actions.set_agenda, "meeting"),
    "cancel": Act(_("Cancel the meeting"), desk_forms.ReasonForm, actions.cancel_meeting, "meeting"),
    "attendance": Act(_("Record who was there"), desk_forms.AttendanceForm, actions.record_meeting, "meeting"),
    "minutes": Act(_("Publish minutes"), desk_forms.MinutesForm, actions.publish_minutes, "meeting"),
    "paper": Act(_("Add a paper"), desk_forms.PaperForm, actions.attach_paper, "meeting"),
    "open": Act(_("Open the records to the public"), desk_forms.TargetForm, actions.open_records, "meeting"),
}
OTHER_ACTS: dict[str, tuple[Act, Callable[[], Any], str]] = {
    "leave": (
        Act(_("End a membership"), desk_forms.LeaveForm, actions.end_membership, "member"),
        Member.objects.all,
        "body",
    ),
    "interest": (
        Act(_("Declare an interest"), desk_forms.InterestForm, actions.declare_interest, "member"),
        Member.objects.all,
        "body",
    ),
    "end-duty": (
        Act(_("End a duty"), desk_forms.EndDutyForm, actions.end_duty, "rule"),
        DutyRule.objects.all,
        "body",
    ),
    "recuse": (
        Act(_("Recuse a member"), desk_forms.RecusalForm, actions.recuse_member, "item"),
        AgendaItem.objects.all,
        "meeting__body",
    ),
    "decide": (
        Act(_("Record a decision"), desk_forms.DecisionForm, actions.take_decision, "item"),
        AgendaItem.objects.all,
        "meeting__body",
    ),
    "link-decision": (
        Act(_("Say what a decision is about"), desk_forms.LinkForm, actions.link_decision, "decision"),
        Decision.objects.all,
        "item__meeting__body",
    ),
    "unlink-decision": (
        Act(_("Take a record off the decision"), desk_forms.ReasonForm, actions.unlink_decision, "link"),
        DecisionLink.objects.all,
        "decision__item__meeting__body",
    ),
    "publish-decision": (
        Act(_("Publish the decision"), desk_forms.TargetForm, actions.publish_decision, "decision"),
        Decision.objects.all,
        "item__meeting__body",
    ),
    "follow-up": (
        Act(_("Say what came of it"), desk_forms.ResultForm, actions.complete_follow_up, "follow_up"),
        FollowUp.objects.all,
        "decision__item__meeting__body",
    ),
    "paper": (
        Act(_("Decide on a paper"), desk_forms.DecidePaperForm, actions.decide_paper, "paper"),
        Paper.objects.all,
        "meeting__body",
    ),
}


def own_body(request: ViewerRequest, code: str) -> Body:
    return get_object_or_404(kept_by(request.viewer), code=code)


def own_meeting(request: ViewerRequest, code: str) -> Meeting:
    found = meetings.find_meeting(code, request.viewer)
    if found is None or not found.body.is_kept_by(request.viewer):
        raise Http404
    return found


def answered(request: ViewerRequest, act: Act, target: Any, body: Body, back: str, **given: Any) -> HttpResponse:
    """The page of an act: its form, or on success the page `back`."""
    initial = {name: getattr(target, name, None) for name in act.form.base_fields} if act.argument == "meeting" else {}
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = act.form(*sent, target=target, initial=initial)

    def do(**said: Any) -> None:
        if (file := said.pop("file", None)) is not None:
            said |= {"file_name": Path(file.name).name, "sha256": private_files().put(file.read())}
        act.action(**{act.argument: target}, **given, **said, by=person(request), at=now())

    if request.method == "POST" and is_done(form, do):
        return redirect(back)
    context = {"form": form, "title": act.title, "target": target, "body": body, "back": back}
    return render(request, "bodies/desk/form.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def desk(request: ViewerRequest) -> HttpResponse:
    """The bodies whose records the viewer keeps, and what is due in them."""
    own, on = list(kept_by(request.viewer)), localdate()
    keys = {body.pk for body in own}
    context = {
        "bodies": own,
        "is_secretary": bool(request.viewer.organisations_as(Role.SECRETARY)),
        "behind": [one for one in standings.in_breach(on=on) if one.body.pk in keys],
        "soon": [one for one in standings.coming_due(on=on, within=60) if one.body.pk in keys],
        "unrecorded": Meeting.objects.filter(body__in=keys, state="called", ends_at__lt=now()).select_related("body"),
        "held_papers": Paper.objects.filter(meeting__body__in=keys, state="held").select_related("meeting__body"),
        "today": on,
    }
    return render(request, "bodies/desk/desk.html", context, status=200 if context["is_secretary"] else 403)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def establish(request: ViewerRequest) -> HttpResponse:
    """Enter a body."""
    own = Organisation.objects.filter(pk__in=request.viewer.organisations_as(Role.SECRETARY))
    target = {"organisations": own, "bodies": kept_by(request.viewer)}
    form = desk_forms.EstablishForm(request.POST if request.method == "POST" else None, target=target)

    def do(**said: Any) -> None:
        actions.establish_body(**said, by=person(request), at=now())

    if request.method == "POST" and is_done(form, do):
        return redirect("bodies:desk-body", code=form.cleaned_data["code"])
    context = {"form": form, "title": _("Enter a body"), "back": "/bodies/desk/"}
    return render(request, "bodies/desk/form.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def body(request: ViewerRequest, code: str) -> HttpResponse:
    """A body's records: everything that can be done to them."""
    found = own_body(request, code)
    context = {
        "body": found,
        "acts": BODY_ACTS,
        "seats": seats(found, request.viewer, on=localdate()),
        "duties": standings.standings_of(found, on=localdate()),
        "meetings": meetings.listed(request.viewer, meetings.Filters(body=code))[:20],
        "calls": found.calls.all(),
        "draws": found.draws.all(),
    }
    return render(request, "bodies/desk/body.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def body_act(request: ViewerRequest, code: str, name: str) -> HttpResponse:
    if name not in BODY_ACTS:
        raise Http404
    found = own_body(request, code)
    return answered(request, BODY_ACTS[name], found, found, f"/bodies/desk/{code}/")


@login_required
@require_safe
def meeting(request: ViewerRequest, code: str) -> HttpResponse:
    """A meeting's records: acts, items, papers, and who has registered. The look at people's needs is noted."""
    found = own_meeting(request, code)
    registered = meetings.registrations(found, request.viewer)
    if registered:
        audit.look(request.viewer, found.ref, at=now())
    context = {
        "meeting": found,
        "body": found.body,
        "acts": {name: act for name, act in MEETING_ACTS.items() if name != "open" or found.is_shut},
        "registered": registered,
        "today": localdate(),
    }
    return render(request, "bodies/desk/meeting.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_act(request: ViewerRequest, code: str, name: str) -> HttpResponse:
    if name not in MEETING_ACTS:
        raise Http404
    found = own_meeting(request, code)
    return answered(request, MEETING_ACTS[name], found, found.body, f"/bodies/desk/meetings/{code}/")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def other_act(request: ViewerRequest, name: str, key: int) -> HttpResponse:
    """An act on a member, duty, agenda item, follow-up or paper of one's own bodies."""
    if name not in OTHER_ACTS:
        raise Http404
    act, records, path = OTHER_ACTS[name]
    target = get_object_or_404(records().filter(**{f"{path}__in": kept_by(request.viewer)}), pk=key)
    subject: Any = target
    for step in path.split("__")[:-1]:
        subject = getattr(subject, step)
    is_of_meeting = isinstance(subject, Meeting)
    back = f"/bodies/desk/meetings/{subject.code}/" if is_of_meeting else f"/bodies/desk/{subject.body.code}/"
    return answered(request, act, target, subject.body, back)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: ViewerRequest, code: str) -> HttpResponse:
    """Applications to a call, and the decision on all of them at once. The look is noted."""
    found = get_object_or_404(Call.objects.select_related("body"), code=code, body__in=kept_by(request.viewer))
    applications = list(found.applications.exclude(state="withdrawn").select_related("by", "call"))
    problem = ""
    if request.method == "POST":
        try:
            results = [result_of(request, one) for one in applications]
            actions.decide_call(call=found, results=results, since_on=localdate(), by=person(request), at=now())
            return redirect("bodies:desk-call", code=code)
        except Refusal as refusal:
            problem = str(refusal.message)
    audit.look(request.viewer, found.ref, at=now())
    rule = where_chosen(found)
    context = {
        "call": found,
        "rule": rule,
        "body": found.body,
        "applications": applications,
        "problem": problem,
        "conflicts": CONFLICTS,
        "flags": FLAGS,
        "can_decide": rule is None and found.decided_at is None and now() >= found.closes_at,
    }
    return render(request, "bodies/desk/call.html", context, status=422 if problem else 200)


def result_of(request: ViewerRequest, one: Any) -> Result:
    """What the page says of an application. Raises `Invalid` for points that are no numbers, or only some of them."""
    said = request.POST
    points = [said.get(f"points-{one.pk}-{number}", "").strip() for number in range(len(one.call.criteria))]
    if any(points) and not all(text.isdecimal() and len(text) <= 3 for text in points):
        raise Invalid(_("Points go from 0 to 100, one number a criterion."), field="points")
    reason = said.get(f"reason-{one.pk}", "")[:1000]
    return Result(one, said.get(f"chosen-{one.pk}") == "yes", reason, tuple(map(int, points)) if any(points) else ())


DRAW_ACTS = {
    "commit": Act(_("Publish pool, panels and commitment"), desk_forms.TargetForm, actions.commit_draw, "draw"),
    "draw": Act(_("Draw the panel"), desk_forms.BeaconForm, actions.draw_panel, "draw"),
    "seat": Act(_("Seat those who accepted"), desk_forms.AcceptedForm, actions.seat_panel, "draw"),
    "replace": Act(_("Draw replacements"), desk_forms.ReplacementForm, actions.prepare_replacement, "draw"),
}


def own_draw(request: ViewerRequest, code: str) -> Draw:
    return get_object_or_404(Draw.objects.select_related("body"), code=code, body__in=kept_by(request.viewer))


@login_required
@require_safe
def draw(request: ViewerRequest, code: str) -> HttpResponse:
    """A draw: how far the worker is, what was found, and the next step."""
    found = own_draw(request, code)
    step = {"computed": "commit", "committed": "draw", "drawn": "seat"}.get(found.state)
    act = DRAW_ACTS[step] if step else None
    is_running = found.state in (Draw.State.WAITING, Draw.State.COMPUTING)
    context = {
        "draw": found,
        "body": found.body,
        "step": step,
        "act": act,
        "is_running": is_running,
        "chain": draws.chain_of(found, request.viewer),
        "standing": draws.standing_of(found, request.viewer),
    }
    return render(request, "bodies/desk/draw.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draw_act(request: ViewerRequest, code: str, name: str) -> HttpResponse:
    if name not in DRAW_ACTS:
        raise Http404
    found = own_draw(request, code)
    return answered(request, DRAW_ACTS[name], found, found.body, f"/bodies/desk/draws/{code}/")


@login_required
@require_safe
def drawn_people(request: ViewerRequest, code: str) -> StreamingHttpResponse:
    """Which lines of the agency's list were drawn, as CSV for the invitation letters. The look is noted."""
    found = own_draw(request, code)
    audit.look(request.viewer, found.ref, at=now())
    people = found.pool.filter(pseudonym__in=found.panel)
    return csv_response(("pseudonym", "original"), people.values_list("pseudonym", "original"), name=f"drawn-{code}")
