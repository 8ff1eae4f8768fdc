"""Telling followers: an act writes an event with its transaction; the worker writes notices, letters and deliveries."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import translate_url
from django.utils.functional import Promise
from django.utils.timezone import localtime, make_aware
from django.utils.translation import override

from madang.common.refs import resolve_ref
from madang.notices.models import Event, Following, Notice, Pace, Webhook, WebhookDelivery

Wording = str | Promise | Callable[[], object]
BATCH = 500
MORNING = time(7)
MONDAY = 0
KEPT_FOR = timedelta(days=90)
QUICKEST_FIRST = [Pace.AT_ONCE, Pace.DAILY, Pace.WEEKLY, Pace.FEED]


def followed(subjects: Sequence[str]) -> set[str]:
    """Those of many subjects that anybody follows: for acts on many records, one query for all of them."""
    found = Following.objects.in_force().filter(subject__in=set(subjects))
    return set(found.values_list("subject", flat=True).distinct())


def tell_followers(
    *,
    ref: str,
    kind: str,
    subject: Wording,
    text: Wording = "",
    url: Wording = "",
    at: datetime,
    topics: Sequence[str] = (),
    about: str = "",
    key: str = "",
) -> Event | None:
    """Tell whoever follows `ref` or one of `topics` that something happened. Cheap where nobody does; idempotent.

    Call it inside the act's transaction. subject, text: plain sentences, marked for translation; a function is called
    once for each language, with that language active. about: the record it happened to, if that is not `ref`; once it
    is not public any more, no letter names it. url: the page to read; without one, that of `about`.
    key: what makes the happening one and the same; without it, `ref`, `kind` and `at`. Public facts only.
    """
    about = about or ref
    subjects = list(dict.fromkeys([ref, *topics]))
    if not Following.objects.in_force().filter(subject__in=subjects).exists():
        return None
    digest = hashlib.sha256((key or f"{ref}\n{at.isoformat()}").encode() + b"\n" + kind.encode()).hexdigest()
    words = {code: worded(about, subject, text, url, language=code) for code, _name in settings.LANGUAGES}
    try:
        with transaction.atomic():
            return Event.objects.create(key=digest, kind=kind, about=about, subjects=subjects, words=words, at=at)
    except IntegrityError:
        return Event.objects.get(key=digest)


def worded(about: str, subject: Wording, text: Wording, url: Wording, *, language: str) -> dict[str, str]:
    with override(language):
        said, more, page = (str(part() if callable(part) else part) for part in (subject, text, url))
        if not page:
            target = resolve_ref(about)
            page = target.url if target else "/"
        return {"subject": " ".join(said.split())[:300], "text": more, "url": in_language(page, language)}


def in_language(url: str, language: str) -> str:
    """The same page of this site in a language; another site's address stays as it is."""
    written_in = next((code for code, _name in settings.LANGUAGES if url.startswith(f"/{code}/")), None)
    with override(written_in or settings.LANGUAGE_CODE):
        return translate_url(url, language)


def tell_waiting(*, at: datetime, limit: int = 200) -> int:
    """Write the notices of events that were not told yet, oldest first. Returns how many events were done.

    A crash in between leaves the event to be told again: notices and deliveries are unique, so nobody is told twice.
    """
    waiting = Event.objects.filter(told_at=None).order_by("at", "pk")[:limit]
    for event in waiting:
        last: int | None = 0
        while last is not None:
            last = tell_batch(event, after=last, at=at)
    return len(waiting)


def tell_batch(event: Event, *, after: int, at: datetime) -> int | None:
    """The notices of up to 500 followings; where to go on, or None when the event is told."""
    found = list(Following.objects.in_force().filter(subject__in=event.subjects, pk__gt=after).order_by("pk")[:BATCH])
    with transaction.atomic():
        Notice.objects.bulk_create([notice_of(event, one, at=at) for one in found], ignore_conflicts=True)
        hooks = Webhook.objects.filter(follower__in=[one.follower_id for one in found], stopped_at=None)
        WebhookDelivery.objects.bulk_create(
            [WebhookDelivery(webhook=hook, event=event, next_attempt_at=at) for hook in hooks], ignore_conflicts=True
        )
        hasten(event, found, at=at)
        if len(found) < BATCH:
            event.told_at = at
            event.save(update_fields=["told_at"])
            return None
    return found[-1].pk


def notice_of(event: Event, following: Following, *, at: datetime) -> Notice:
    return Notice(
        follower_id=following.follower_id,
        event=event,
        subject=following.subject,
        due_at=due(following.pace, at=at),
    )


def hasten(event: Event, followings: Sequence[Following], *, at: datetime) -> None:
    """Where somebody follows both the record and its topic, the quicker pace counts."""
    for following in followings:
        if (sooner := due(following.pace, at=at)) is None:
            continue
        mine = Notice.objects.filter(event=event, follower=following.follower_id, mailed_at=None)
        if mine.filter(due_at=None).exists() or mine.filter(due_at__gt=sooner).exists():
            mine.update(due_at=sooner)


def due(pace: str, *, at: datetime) -> datetime | None:
    """When a letter of this pace goes: now, the next morning at seven, the next Monday morning, or never."""
    if pace == Pace.FEED:
        return None
    if pace == Pace.AT_ONCE:
        return at
    day = localtime(at).date()
    morning = make_aware(datetime.combine(day, MORNING))
    while morning <= at or (pace == Pace.WEEKLY and morning.weekday() != MONDAY):
        day += timedelta(days=1)
        morning = make_aware(datetime.combine(day, MORNING))
    return morning


@transaction.atomic
def forget_old_events(*, at: datetime) -> int:
    """Delete events of more than 90 days ago with their notices: followers read the records themselves."""
    return Event.objects.filter(at__lt=at - KEPT_FOR, told_at__isnull=False).delete()[0]
