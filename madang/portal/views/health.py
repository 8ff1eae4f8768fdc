"""Whether the site is well, for those who watch it and for load balancers."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madang.ledger.models import Entry, Head
from madang.search.models import Change, IndexState

Finding = dict[str, Any]
BEAT_AT_MOST = timedelta(seconds=30)
WAITING_AT_MOST = timedelta(minutes=1)


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 if everything works, else 503; what was looked at, and how old it is in seconds, stands in the answer."""
    checks: dict[str, Callable[[], Finding]] = {
        "database": database,
        "worker": worker,
        "ledger": ledger,
        "search": search,
    }
    found = {}
    for name, check in checks.items():
        try:
            found[name] = check()
        except DatabaseError:
            found[name] = {"ok": False, "problem": "the database does not answer"}
    is_well = all(finding["ok"] for finding in found.values())
    return JsonResponse({"ok": is_well, "checks": found}, status=200 if is_well else 503)


def database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return {"ok": cursor.fetchone() == (1,), "vendor": connection.vendor}


def worker() -> Finding:
    """The worker touches a file every few seconds."""
    path = Path(settings.DATA) / "worker-heartbeat"
    try:
        age = now().timestamp() - path.stat().st_mtime
    except OSError:
        return {"ok": False, "problem": "no worker has run yet"}
    return {"ok": age <= BEAT_AT_MOST.total_seconds(), "age": round(age, 1)}


def ledger() -> Finding:
    """The head, and that no entry waits long for its number."""
    head = Head.objects.first()
    waiting = Entry.objects.waiting().values_list("at", flat=True).first()
    delay = now() - waiting if waiting else timedelta()
    found: Finding = {"ok": delay <= WAITING_AT_MOST, "entries": head.size if head else 0}
    if head:
        found["head_age"] = round((now() - head.stored_at).total_seconds(), 1)
    return found | {"waiting": round(delay.total_seconds(), 1)}


def search() -> Finding:
    """The generation of the index, and that no change waits long to be written into it."""
    state = IndexState.objects.filter(name="public").first()
    waiting = Change.objects.pending().values_list("marked_at", flat=True).first()
    delay = now() - waiting if waiting else timedelta()
    return {
        "ok": delay <= WAITING_AT_MOST,
        "generation": state.generation if state else "",
        "waiting": round(delay.total_seconds(), 1),
    }
