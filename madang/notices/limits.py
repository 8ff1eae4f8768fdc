"""How often one place may enter addresses of others."""

from django.core.cache import cache

ASKS_AN_HOUR = 20


def may_ask(ip: str | None) -> bool:
    """Whether another letter may be asked for from this place: twenty an hour."""
    key = f"notices.asked.{ip or 'unknown'}"
    cache.add(key, 0, timeout=60 * 60)
    try:
        return int(cache.incr(key)) <= ASKS_AN_HOUR
    except ValueError:
        return True
