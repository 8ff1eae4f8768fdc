"""Looks at what is not public leave a line in the private audit."""

from datetime import datetime

from madang.accounts.actions.audit import note_event
from madang.accounts.models import AuditEvent
from madang.accounts.viewers import Viewer


def look(viewer: Viewer, ref: str, *, at: datetime, ip: str | None = None) -> None:
    """Note that this viewer read the record `ref`, which is not public. Called by the door that shows it.

    Looks of people who are not signed in are not noted: they see only what is public.
    """
    if viewer.user:
        note_event(kind=AuditEvent.Kind.LOOKED, user=viewer.user, subject=ref, ip=ip, at=at)
