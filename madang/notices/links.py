"""Signed addresses in letters: whoever holds the letter may confirm, stop, or see what the address follows."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from madang.notices.models import Follower, Following

CONFIRMING_DAYS = 7
CONFIRM, STOP, SEE = "notices.confirm", "notices.stop", "notices.see"


def absolute(path: str) -> str:
    return path if urlsplit(path).netloc else settings.SITE_URL + path


def confirm_address(following: Following) -> str:
    token = signing.dumps(str(following.code), salt=CONFIRM)
    with override(following.follower.language):
        return absolute(reverse("notices:confirm", args=[token]))


def stop_address(follower: Follower, following: Following | None) -> str:
    """Stops one following; without one, every letter to this follower. It works for ever."""
    token = signing.dumps([str(follower.code), str(following.code) if following else ""], salt=STOP)
    with override(follower.language):
        return absolute(reverse("notices:unsubscribe", args=[token]))


def see_address(follower: Follower) -> str:
    """The list of what somebody follows; for an address without an account, signed. Renewing the feed's key ends it."""
    with override(follower.language):
        if follower.user_id:
            return absolute(reverse("notices:notices"))
        return absolute(reverse("notices:mine", args=[see_token(follower)]))


def see_token(follower: Follower) -> str:
    return signing.dumps([str(follower.code), follower.key], salt=SEE)


def feed_address(follower: Follower) -> str:
    with override(follower.language):
        return absolute(reverse("notices:feed", args=[follower.key]))


def following_to_confirm(token: str) -> Following | None:
    """The following that a letter asks to confirm; None for a forged, old or forgotten link."""
    try:
        code = signing.loads(token, salt=CONFIRM, max_age=CONFIRMING_DAYS * 24 * 60 * 60)
    except signing.BadSignature:
        return None
    return Following.objects.select_related("follower").filter(code=code).first()


def to_stop(token: str) -> tuple[Follower, str] | None:
    """The follower and the code of the following to stop, or "" for all. None for a forged link."""
    try:
        follower, following = signing.loads(token, salt=STOP)
    except (signing.BadSignature, ValueError):
        return None
    found = Follower.objects.filter(code=follower).first()
    return (found, following) if found else None


def follower_who_sees(token: str) -> Follower | None:
    try:
        code, key = signing.loads(token, salt=SEE)
    except (signing.BadSignature, ValueError):
        return None
    return Follower.objects.filter(code=code, key=key, user=None).first()
