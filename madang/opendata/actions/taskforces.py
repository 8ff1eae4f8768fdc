"""Each strategic area has a task force, headed by an agency's chief open data officer."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.accounts.models import Organisation, User
from madang.bodies.models import Body
from madang.common.errors import Invalid, Refusal
from madang.ledger import actions as ledger
from madang.notices.actions import tell_followers
from madang.opendata.actions.acting import require_administrator, site_office
from madang.opendata.models import AreaTaskForce, StrategicArea
from madang.opendata.models.taskforces import holds_office


class NoSuchHead(Refusal):
    code = "no-such-head"
    default_message = gettext_lazy(
        "That agency has no chief open data officer on that day. An administrator grants the role first."
    )


class NoTaskForce(Refusal):
    code = "no-task-force"
    default_message = gettext_lazy("This area has no task force now.")


@transaction.atomic
def set_task_force(
    *, area: StrategicArea, body: Body, head_agency: Organisation, since_on: date, by: User | None, at: datetime
) -> AreaTaskForce:
    """Say which body works on an area, headed by the agency's chief open data officer, from a day on.

    What held before ends on that day. Saying again what holds changes nothing. Administrators only.
    Raises `NotAllowed`, `NoSuchHead` unless somebody holds that role on the day, or `Invalid`.
    Source: Public Data Act, art. 12 (the officer); the action plan, commitment 4 (the task forces).
    """
    require_administrator(by, at)
    area = StrategicArea.objects.select_for_update().get(pk=area.pk)
    last = AreaTaskForce.objects.select_related("body", "head_agency").filter(area=area, until_on=None).first()
    if last and (last.body_id, last.head_agency_id) == (body.pk, head_agency.pk):
        return last
    refuse_impossible(area, body, head_agency, last, since_on=since_on, today=localdate(at))
    if last:
        last.until_on = since_on
        last.save(update_fields=["until_on"])
    made = AreaTaskForce.objects.create(area=area, body=body, head_agency=head_agency, since_on=since_on, by=by, at=at)
    facts = {"body": body.ref, "head": made.office, "since_on": since_on.isoformat()}
    ledger.record(kind="opendata.task-force.set", subject=area.ref, by=site_office(by), at=at, facts=facts)
    tell(made, at)
    return made


def refuse_impossible(
    area: StrategicArea,
    body: Body,
    head_agency: Organisation,
    last: AreaTaskForce | None,
    *,
    since_on: date,
    today: date,
) -> None:
    """Raise `Invalid` or `NoSuchHead` for a task force that cannot be."""
    if since_on > today:
        raise Invalid(_("That day has not come yet."), field="since_on")
    if body.kind != Body.Kind.TASK_FORCE:
        raise Invalid(_("Choose a body that is a task force."), field="body")
    if not body.exists(on=since_on):
        raise Invalid(_("This body does not exist on that day."), field="body")
    if AreaTaskForce.objects.filter(body=body, until_on=None).exclude(area=area).exists():
        raise Invalid(_("This body works on another area already."), field="body")
    if since_on < area.since_on or (area.until_on and since_on >= area.until_on):
        raise Invalid(_("The area does not exist on that day."), field="since_on")
    if last and since_on <= last.since_on:
        raise Invalid(
            _("What is stated begins on %(day)s; a change begins later.") % {"day": last.since_on}, field="since_on"
        )
    if not holds_office(head_agency, on=since_on):
        raise NoSuchHead(field="head_agency")


@transaction.atomic
def end_task_force(*, area: StrategicArea, until_on: date, by: User | None, at: datetime) -> AreaTaskForce:
    """State that nobody works on the area from a day on. Raises `NotAllowed`, `NoTaskForce` or `Invalid`."""
    require_administrator(by, at)
    found = AreaTaskForce.objects.select_for_update().filter(area=area, until_on=None).first()
    if found is None:
        raise NoTaskForce
    if not found.since_on <= until_on <= localdate(at):
        raise Invalid(_("Give a day from its beginning until today."), field="until_on")
    found.until_on = until_on
    found.save(update_fields=["until_on"])
    facts = {"body": found.body.ref, "head": found.office, "until_on": until_on.isoformat()}
    ledger.record(kind="opendata.task-force.ended", subject=area.ref, by=site_office(by), at=at, facts=facts)
    return found


def tell(made: AreaTaskForce, at: datetime) -> None:
    """Followers of the area and of the body hear of it."""
    area, body = made.area, made.body
    tell_followers(
        ref=area.ref,
        topics=[body.ref],
        kind="opendata.task-force.set",
        subject=lambda: _("Task force of the area “%(area)s”: %(body)s") % {"area": area.name, "body": body.name},
        at=at,
    )
