"""What happens to requests by rule: the daily seal, and due days that move with the calendar."""

import secrets
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.timezone import localdate, make_aware

from madang.calendar.queries import day_off_calendar
from madang.common.actors import SYSTEM
from madang.disclosure.actions.request_steps import locked, refresh, take_step
from madang.disclosure.models import InformationRequest, RequestEvent, RequestSeal
from madang.disclosure.requests.events import Kind
from madang.disclosure.requests.seals import seal
from madang.disclosure.requests.standing import standing
from madang.ledger import actions as ledger


@transaction.atomic
def seal_day(*, on: date, at: datetime) -> RequestSeal | None:
    """Seal everything that happened to requests until the end of a past day and is not sealed yet; once a day.

    The ledger gets one root a day, whether anything happened or not, so that it tells neither how much nor to whom.
    """
    if on >= localdate(at) or RequestSeal.objects.filter(on=on).exists():
        return None
    end = make_aware(datetime.combine(on + timedelta(days=1), time.min))
    rows = list(RequestEvent.objects.filter(seal=None, at__lt=end).values_list("pk", "leaf"))
    sealed = seal([bytes.fromhex(leaf) for _pk, leaf in rows], random_leaf=lambda: secrets.token_bytes(32))
    kept = RequestSeal.objects.create(
        on=on, root=sealed.root.hex(), leaves=[leaf.hex() for leaf in sealed.leaves], sealed_at=at
    )
    RequestEvent.objects.filter(pk__in=[pk for pk, _leaf in rows]).update(seal=kept)
    facts = {"day": on.isoformat(), "root": kept.root}
    entry = ledger.record(kind="disclosure.requests.sealed", subject=kept.ref, by=SYSTEM, at=at, facts={**facts})
    kept.entry = entry.code
    kept.save(update_fields=["entry"])
    return kept


def date_undated(*, at: datetime) -> int:
    """Write down the due day of open requests that stand without one, where a newer version counts a clock that the one
    before did not; how many have one now. Their pages count it anyhow; lists and what is overdue read what is written.
    """
    days_off = day_off_calendar()
    dated = 0
    undated = InformationRequest.objects.filter(is_open=True, due_on__isnull=True)
    for pk in list(undated.values_list("pk", flat=True)):
        with transaction.atomic():
            request = locked(InformationRequest(pk=pk))
            refresh(request, request.history(), on=localdate(at), days_off=days_off)
            dated += request.due_on is not None
    return dated


def recount(*, day: date, at: datetime) -> int:
    """Count the open clocks again after the calendar changed on `day`; how many agency due days moved.

    Each that moved is told to the requester and the agency, and stands among the events. May run again.
    """
    days_off = day_off_calendar()
    moved = 0
    for pk in list(InformationRequest.objects.filter(is_open=True, due_on__isnull=False).values_list("pk", flat=True)):
        with transaction.atomic():
            request = locked(InformationRequest(pk=pk))
            history = request.history()
            now = standing(history, on=localdate(at), days_off=days_off)
            if now.due is None or request.due_on is None or now.due.due.on == request.due_on:
                continue
            if now.due.rule != request.due_rule:
                refresh(request, history, on=localdate(at), days_off=days_off)
                continue
            facts = {"rule": now.due.rule, "before": request.due_on.isoformat(), "day": day.isoformat()}
            facts["after"] = now.due.due.on.isoformat()
            take_step(
                request=request, kind=Kind.RECOUNTED, facts=facts, by=None, actor=SYSTEM, at=at, days_off=days_off
            )
            moved += 1
    return moved
