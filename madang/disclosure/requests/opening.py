"""Which filings this browser has opened by a link, and until when. Doors only."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

KEY = "opened_filings"
OPEN_FOR = timedelta(hours=12)


def opened_filings(session: SessionBase, *, at: datetime) -> frozenset[UUID]:
    """The filings that are open now."""
    kept: dict[str, float] = session.get(KEY, {})
    return frozenset(UUID(code) for code, until in kept.items() if until > at.timestamp())


def open_filing(session: SessionBase, code: UUID, *, at: datetime) -> None:
    """Remember that its link was opened here; for twelve hours. The session gets a new key, so that none is planted."""
    kept = {one: until for one, until in session.get(KEY, {}).items() if until > at.timestamp()}
    session.cycle_key()
    session[KEY] = kept | {str(code): (at + OPEN_FOR).timestamp()}


def close_filings(session: SessionBase) -> None:
    """Forget them all, on a shared computer."""
    session.pop(KEY, None)
