"""What pages and programs ask of audits."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from madang.accounts.viewers import Viewer
from madang.bodies.models import Body
from madang.disclosure.models import Audit, AuditItem
from madang.disclosure.watch import lots
from madang.disclosure.watch.decisions import ShownDecision, shown_decision


def groups_of(viewer: Viewer, *, on: date) -> list[Body]:
    """Watch groups in which the viewer sits or whose records the viewer keeps."""
    if viewer.user is None:
        return []
    groups = Body.objects.existing(on=on).filter(kind=Body.Kind.WATCH_GROUP)
    return [body for body in groups if is_of(viewer, body, on=on)]


def is_of(viewer: Viewer, body: Body, *, on: date) -> bool:
    if viewer.user is None:
        return False
    return body.members.seated(on=on).filter(user=viewer.user).exists() or body.is_kept_by(viewer)


def unexamined(groups: list[Body]) -> list[AuditItem]:
    """Drawn records that these groups have not examined yet, the oldest audit first."""
    found = AuditItem.objects.filter(audit__body__in=groups, audit__state=Audit.State.DRAWN, examined_at=None)
    return list(found.select_related("audit", "organisation").order_by("audit__drawn_at", "audit_id", "place"))


@dataclass(frozen=True)
class ShownItem:
    """A drawn record, and whether this viewer may read what was found in it."""

    item: AuditItem
    is_readable: bool
    decision: ShownDecision | None = None


def shown_items(audit: Audit, viewer: Viewer, *, on: date) -> list[ShownItem]:
    """What was drawn is public at once; findings as `AuditItem.objects.visible_to` says."""
    readable = set(AuditItem.objects.visible_to(viewer, on=on).filter(audit=audit).values_list("pk", flat=True))
    drawn = audit.items.select_related("organisation", "decision__request").order_by("place")
    return [
        ShownItem(item, item.pk in readable, shown_decision(item, is_of_group=False) if item.pk in readable else None)
        for item in drawn
    ]


def draw_file(audit: Audit) -> dict[str, Any]:
    """The public file with which anybody draws again. The secret is in it once the lots are drawn."""
    is_drawn = audit.state != Audit.State.ANNOUNCED
    return {
        "format": lots.FORMAT,
        "audit": audit.ref,
        "title": audit.title,
        "population": audit.population,
        "population_sha256": audit.population_sha256,
        "size": audit.size,
        "per_agency": audit.per_agency,
        "commitment": audit.commitment,
        "secret": audit.secret if is_drawn else None,
        "tree_size": audit.tree_size,
        "root": audit.root or None,
        "seed": audit.seed or None,
        "drawn": list(audit.items.order_by("place").values_list("ref", flat=True)) if is_drawn else None,
    }
