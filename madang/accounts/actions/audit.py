"""The private audit: written in passing, never changed, forgotten after two years."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from madang.accounts.models import AuditEvent, User

AUDIT_RETENTION = timedelta(days=2 * 366)
"""Access logs of systems that handle the data of 50,000 people and more are kept two years at least: Standards for
Measures to Ensure the Safety of Personal Information (개인정보의 안전성 확보조치 기준), art. 8(1)."""


def note_event(*, kind: str, user: User | None, at: datetime, subject: str = "", ip: str | None = None) -> AuditEvent:
    """Write one line. subject: the ref of what was looked at, or what the event is about; never personal data."""
    return AuditEvent.objects.create(kind=kind, user=user, subject=subject, ip=ip, at=at)


def forget_old_events(*, at: datetime) -> int:
    """Delete what is older than the retention. Returns how many lines. May run again at any time."""
    old = AuditEvent.objects.filter(at__lt=at - AUDIT_RETENTION)
    return QuerySet.delete(old)[0]
