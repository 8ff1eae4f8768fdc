"""Who asks for data, and whether they may ask more today: keys, fair use, and the headers that say so."""

import atexit
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from madang.common.errors import Refusal
from madang.common.http import client_ip
from madang.opendata.actions.keys import digest_of
from madang.opendata.metering import METER, Limit, Use
from madang.opendata.models import DataKey, DataVersion

WITHOUT_KEY: Mapping[str, int] = {"minute": settings.DATA_A_MINUTE, "day": settings.DATA_A_DAY}
WITH_KEY_A_MINUTE = 1_200
WINDOW_SECONDS = {"minute": 60, "day": 86_400}
PARAMETERS = ("serviceKey", "ServiceKey", "servicekey", "api_key", "apikey")
SCHEMES = ("bearer ", "infuser ", "apikey ")


class KeyUnknown(Refusal):
    code = "key-unknown"
    status = 401
    default_message = _("This key is not registered here. Reading needs no key: leave it out, or make one.")


class KeyEnded(Refusal):
    code = "key-ended"
    status = 401
    default_message = _("This key was ended or rotated by its owner and works no longer.")


class QuotaPassed(Refusal):
    code = "quota-passed"
    status = 429
    default_message = _("You have asked more than is fair in this time. The header Retry-After says when to go on.")


@dataclass(frozen=True)
class Admission:
    """Somebody who may be answered. key: of theirs, or None. limits: what is left to them."""

    key: DataKey | None
    limits: list[Limit]

    def note(self, version: DataVersion, dialect: str, *, rows: int) -> None:
        """Count what was answered to them."""
        use = Use(localdate(), version.distribution_id, self.key.pk if self.key else 0, dialect)
        METER.note(use, rows=rows)


def admit(request: HttpRequest, *, key: str | None = None) -> Admission:
    """key: what was sent as one, empty for none, where the request is not to be searched for it.

    Raises `KeyUnknown`, `KeyEnded` or `QuotaPassed`. The limits are kept on the request for `tell_limits`.
    """
    at, text = now(), key_in(request) if key is None else key
    known = DataKey.objects.filter(digest=digest_of(text)).first() if text else None
    if text and known is None:
        raise KeyUnknown
    if known and not known.works(at=at):
        raise KeyEnded
    quotas = {"minute": WITH_KEY_A_MINUTE, "day": known.daily_quota} if known else WITHOUT_KEY
    limits = METER.count(f"key:{known.pk}" if known else f"ip:{address_today(request)}", quotas, at=at)
    request.limits = limits  # type: ignore[attr-defined]
    if any(limit.is_passed for limit in limits):
        raise QuotaPassed
    return Admission(known, limits)


def key_in(request: HttpRequest) -> str:
    """The key that was sent: in a header, or, as older programs do, in the address. Empty: none."""
    found = (request.GET.get(name, "").strip() for name in PARAMETERS)
    return key_in_headers(request) or next((text for text in found if text), "")


def key_in_headers(request: HttpRequest) -> str:
    sent = request.headers.get("Authorization", "").strip()
    for scheme in SCHEMES:
        if sent.lower().startswith(scheme):
            sent = sent[len(scheme) :].strip()
    return sent or request.headers.get("X-API-Key", "").strip()


def address_today(request: HttpRequest) -> str:
    """A hash that stands for an address today, and for nobody tomorrow."""
    message = f"{localdate()}|{client_ip(request) or ''}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()[:32]


def tell_limits(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with its RateLimit headers (IETF draft-ietf-httpapi-ratelimit-headers)."""
    limits: list[Limit] = getattr(request, "limits", [])
    if limits:
        response["RateLimit-Policy"] = ", ".join(
            f'"{limit.policy}";q={limit.quota};w={WINDOW_SECONDS[limit.policy]}' for limit in limits
        )
        response["RateLimit"] = ", ".join(
            f'"{limit.policy}";r={max(limit.left, 0)};t={limit.resets_in}' for limit in limits
        )
    if passed := [limit.resets_in for limit in limits if limit.is_passed]:
        response["Retry-After"] = str(max(passed))
    return response


def with_limits(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with its RateLimit headers, open to pages of others."""
    tell_limits(request, response)
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "RateLimit, RateLimit-Policy, Retry-After"
    response["Cache-Control"] = "private, max-age=0" if key_in(request) else "public, max-age=60"
    if response.status_code >= 400:
        response["Cache-Control"] = "no-store"
    return response


def settle_at_end() -> None:
    """Write what this process still holds when it ends."""
    METER.settle(now() + timedelta(0))


atexit.register(settle_at_end)
