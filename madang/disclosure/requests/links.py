"""Links that open one thing to whoever received them by mail: signed, for one purpose, ending by themselves."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from madang.disclosure.models import Filing, ThirdParty, UnconfirmedFiling

FOLLOW, CONFIRM, PARTY = "disclosure.request.follow", "disclosure.request.confirm", "disclosure.request.third-party"
FOLLOWED_FOR, CONFIRMED_WITHIN, ANSWERED_WITHIN = timedelta(days=60), timedelta(days=3), timedelta(days=120)


def _address(name: str, token: str, language: str) -> str:
    with override(language):
        return settings.SITE_URL + reverse(f"requests:{name}", args=[token])


def follow_link(filing: Filing) -> str:
    """Opens the requests of one filing, and nothing else."""
    token = signing.dumps({"filing": str(filing.code), "version": filing.link_version}, salt=FOLLOW)
    return _address("open", token, filing.language)


def filing_of(token: str) -> Filing | None:
    """The filing that a link opens; None for a token of another purpose, changed, too old, or made useless."""
    content = _read(token, FOLLOW, FOLLOWED_FOR)
    if not content:
        return None
    return Filing.objects.filter(code=UUID(content["filing"]), link_version=content["version"]).first()


def confirm_link(unconfirmed: UnconfirmedFiling, language: str) -> str:
    """Sends what was written without an account; it proves the address."""
    return _address("confirm", signing.dumps({"code": str(unconfirmed.code)}, salt=CONFIRM), language)


def unconfirmed_of(token: str) -> UnconfirmedFiling | None:
    content = _read(token, CONFIRM, CONFIRMED_WITHIN)
    return UnconfirmedFiling.objects.filter(code=UUID(content["code"])).first() if content else None


def party_link(party: ThirdParty) -> str:
    """Where a third party is heard; shows neither the requester nor the rest of the request."""
    token = signing.dumps({"party": str(party.code), "version": party.link_version}, salt=PARTY)
    return _address("third-party", token, party.language)


def party_of(token: str) -> ThirdParty | None:
    content = _read(token, PARTY, ANSWERED_WITHIN)
    if not content:
        return None
    found = ThirdParty.objects.filter(code=UUID(content["party"]), link_version=content["version"])
    return found.select_related("request__organisation").first()


def _read(token: str, purpose: str, lasts: timedelta) -> dict[str, str] | None:
    try:
        return dict(signing.loads(token, salt=purpose, max_age=lasts))
    except signing.BadSignature:
        return None
