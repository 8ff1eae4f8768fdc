"""What pages, the API and feeds ask of strategic areas and their task forces."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.accounts.models import RoleHeld
from madang.accounts.viewers import PUBLIC, Viewer
from madang.bodies.models import Decision
from madang.common.refs import Target
from madang.common.relations import Relation
from madang.opendata.models import AreaTaskForce, StrategicArea
from madang.opendata.models.taskforces import HEAD_ROLE


@dataclass(frozen=True)
class AreaState:
    """An area on a day. task_force: None where no body works on it. has_head: whether the head's office is held."""

    area: StrategicArea
    task_force: AreaTaskForce | None
    has_head: bool


def task_forces(viewer: Viewer) -> QuerySet[AreaTaskForce]:
    return AreaTaskForce.objects.visible_to(viewer).select_related("area", "body", "head_agency")


def areas(viewer: Viewer, *, on: date) -> list[AreaState]:
    """The areas of that day, each with its task force and whether somebody holds the head's office. Three queries."""
    held = RoleHeld.objects.filter(role=HEAD_ROLE, since_on__lte=on, user__is_active=True).exclude(until_on__lte=on)
    manned = {one for one in held.values_list("organisation_id", flat=True) if one is not None}
    in_force = Prefetch("task_forces", task_forces(viewer).in_force(on=on), to_attr="working")  # type: ignore[attr-defined]
    found = StrategicArea.objects.filter(since_on__lte=on).exclude(until_on__lte=on).prefetch_related(in_force)
    return [state_of(area, next(iter(area.working), None), manned) for area in found]


def state_of(area: StrategicArea, working: AreaTaskForce | None, manned: set[int]) -> AreaState:
    return AreaState(area, working, working is not None and working.head_agency_id in manned)


def history(area: StrategicArea, viewer: Viewer) -> QuerySet[AreaTaskForce]:
    """Every body that worked or works on the area, the latest first."""
    return task_forces(viewer).filter(area=area).order_by("-since_on")


def changes(viewer: Viewer, *, length: int) -> list[AreaTaskForce]:
    """The latest statements of all areas."""
    return list(task_forces(viewer).order_by("-at", "-pk")[:length])


def decisions_of(task_force: AreaTaskForce, viewer: Viewer) -> QuerySet[Decision]:
    """What the task force decided, the latest first, as far as the viewer may read it."""
    found = Decision.objects.visible_to(viewer).filter(item__meeting__body=task_force.body)
    return found.select_related("item__meeting__body").order_by("-decided_at", "item__number")


def area_target(code: str) -> Target | None:
    found = StrategicArea.objects.filter(code=code).first()
    return Target(_("Strategic area: %(area)s") % {"area": found.name}, found.get_absolute_url()) if found else None


def related_to_body(ref: str) -> Iterator[Relation]:
    """The areas that a body works on today, for the body's own page."""
    kind, _colon, code = ref.rpartition(":")
    if kind != "bodies:body":
        return
    today = localdate()
    for one in task_forces(PUBLIC).in_force(on=today).filter(body__code=code):  # type: ignore[attr-defined]
        yield Relation(
            "opendata.task-force",
            gettext_lazy("Task force of the strategic area"),
            Target(one.area.name, one.area.get_absolute_url()),
            head_sentence(one, has_head=one.has_head(on=today)),
        )


def head_sentence(one: AreaTaskForce, *, has_head: bool) -> str:
    """Who heads the task force, by office; and that nobody holds the office, where that is so."""
    said = _("Headed by the chief open data officer of %(agency)s.") % {"agency": one.head_agency.name}
    return said if has_head else said + " " + _("Nobody holds this office now.")
