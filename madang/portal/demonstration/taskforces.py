"""The sixteen areas get their task forces, each under the chief open data officer of the agency holding most there."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from madang.accounts import actions as accounts
from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.accounts.viewers import PUBLIC
from madang.bodies.actions import link_decision
from madang.bodies.models import Body, Decision
from madang.common.actors import SYSTEM, Actor
from madang.opendata.actions import taskforces as actions
from madang.opendata.models import AreaTaskForce, DataRequest, Dataset, StrategicArea
from madang.portal.demonstration.country import held
from madang.portal.demonstration.country.bodies import OF_THE_PLAN
from madang.portal.demonstration.country.shapes import Country
from madang.portal.demonstration.opendata import Happening, moment
from madang.portal.demonstration.signing_in import DOMAIN

STATED = timedelta(days=350)
"""Before `today`: when the last of the task forces was established."""

LINKED = timedelta(days=1)
"""Before `today`: when the secretaries went through what their task forces had decided about."""


def happenings(country: Country) -> Iterator[Happening]:
    on = country.today - STATED
    heads = heads_of(country)
    yield "task-forces:heads", moment(on, 9), lambda: appoint(sorted(set(heads.values())), moment(on, 9))
    yield "task-forces", moment(on, 10), lambda: state(heads, moment(on, 10))
    lately = country.today - LINKED
    yield "task-forces:decisions", moment(lately, 9), lambda: name_what_was_decided_about(moment(lately, 9))


def heads_of(country: Country) -> dict[str, str]:
    """The office whose officer heads each area's task force: the one that holds most there, or the next in turn."""
    held_by: dict[str, Counter[str]] = {}
    for one in held.registers(country):
        held_by.setdefault(one.area, Counter())[one.office] += 1
    offices = sorted({office for counted in held_by.values() for office in counted})
    heads = {}
    for turn, (area, _ko, _en) in enumerate(held.AREAS):
        counted = held_by.get(area)
        heads[area] = min(counted, key=lambda code: (-counted[code], code)) if counted else offices[turn % len(offices)]
    return heads


def appoint(codes: list[str], at: datetime) -> None:
    for code in codes:
        organisation = Organisation.objects.get(code=code)
        email = f"chief-data-{code}@{DOMAIN}"
        name = f"{organisation.name_ko} 공공데이터제공책임관"
        user = User.objects.filter(email=email).first()
        user = user or accounts.create_person(email=email, name=name, by=SYSTEM, at=at)
        if not RoleHeld.objects.filter(user=user, role=Role.CHIEF_DATA_OFFICER, organisation=organisation).exists():
            accounts.grant_role(
                user=user, role=Role.CHIEF_DATA_OFFICER, organisation=organisation, since_on=at.date(), by=SYSTEM, at=at
            )


def state(heads: dict[str, str], at: datetime) -> None:
    """Saying again what holds changes nothing."""
    for area, office in heads.items():
        actions.set_task_force(
            area=StrategicArea.objects.get(code=area),
            body=Body.objects.get(code=f"data-task-force-{OF_THE_PLAN.get(area, area)}"),
            head_agency=Organisation.objects.get(code=office),
            since_on=at.date(),
            by=None,
            at=at,
        )


def name_what_was_decided_about(at: datetime) -> None:
    """The latest decision of each task force names the public datasets of its area, and what people asked for there."""
    for one in AreaTaskForce.objects.in_force(on=at.date()).select_related("area", "body__organisation"):
        decision = Decision.objects.filter(item__meeting__body=one.body).order_by("decided_at").last()
        datasets = Dataset.objects.visible_to(PUBLIC).filter(area=one.area.code).order_by("slug")
        asked = DataRequest.objects.visible_to(PUBLIC).filter(area=one.area).order_by("pk")
        about = [record.ref for record in (*datasets, *asked)][:20]
        if decision and about:
            by = Actor(ref="madang:demonstration", office=f"secretary@{one.body.organisation.code}")
            link_decision(decision=decision, about=about, by=by, at=at)
