"""What doors share about requests."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str | None:
    """The address that the request came from; None where it is not an IP address.

    With `settings.PROXIES` reverse proxies of ours in front, it is that many from the right of X-Forwarded-For: what
    stands further left was written by the client and proves nothing.
    """
    found = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        found = forwarded[-settings.PROXIES] if len(forwarded) >= settings.PROXIES else found
    try:
        return str(ip_address(found))
    except ValueError:
        return None
