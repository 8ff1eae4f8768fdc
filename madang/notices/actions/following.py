"""Following: a person, or an address that confirms it, asks to be told of a record, a topic or a search."""

from datetime import datetime, timedelta

from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.common.errors import Invalid, Refusal
from madang.common.refs import resolve_ref
from madang.notices import links
from madang.notices.models import Follower, Following, Pace, SavedSearch
from madang.notices.models.following import new_key

MOST_FOLLOWED = 500
LETTERS_A_DAY = 5
"""How many letters asking to confirm one address gets in a day: nobody can flood another's mailbox."""


class NotFollowable(Refusal):
    code = "not-followable"
    status = 422
    default_message = _("There is no such public record or topic to follow.")


class FollowsTooMuch(Refusal):
    code = "follows-too-much"
    default_message = _("You follow 500 things already. Stop following some of them first.")


def checked_pace(pace: str) -> str:
    if pace not in Pace.values:
        raise Invalid(_("Choose how often you want to be told."), field="pace")
    return pace


def follower_of(user: User, *, language: str, at: datetime) -> Follower:
    """The follower that a person is, made when first asked for."""
    found, _is_new = Follower.objects.get_or_create(user=user, defaults={"language": language, "created_at": at})
    return found


@transaction.atomic
def follow(*, subject: str, by: User, pace: str = Pace.AT_ONCE, language: str = "ko", at: datetime) -> Following:
    """Be told of a public record or topic. Following again only changes the pace.

    Raises `NotFollowable` for a ref that leads nowhere public, `FollowsTooMuch` beyond 500.
    """
    checked_pace(pace)
    if resolve_ref(subject) is None:
        raise NotFollowable
    follower = follower_of(by, language=language, at=at)
    return add(follower, subject, pace, at=at, confirmed_at=at)


def add(follower: Follower, subject: str, pace: str, *, at: datetime, confirmed_at: datetime | None) -> Following:
    follower = Follower.objects.select_for_update().get(pk=follower.pk)
    found = follower.followings.filter(subject=subject).first()
    if found is None:
        if follower.followings.count() >= MOST_FOLLOWED:
            raise FollowsTooMuch
        return Following.objects.create(
            follower=follower, subject=subject, pace=pace, since_at=at, confirmed_at=confirmed_at
        )
    if confirmed_at is not None or found.confirmed_at is None:
        found.pace, found.confirmed_at = pace, found.confirmed_at or confirmed_at
        found.save(update_fields=["pace", "confirmed_at"])
    return found


@transaction.atomic
def follow_by_email(*, subject: str, email: str, pace: str, language: str, at: datetime) -> None:
    """Send a link to the address; the following counts once it is used. Says nothing of who follows what already.

    At most five such letters a day go to one address. Raises `NotFollowable`, `FollowsTooMuch` or `Invalid`.
    """
    checked_pace(pace)
    if resolve_ref(subject) is None:
        raise NotFollowable
    follower = follower_at(email.strip().lower(), language=language, at=at)
    following = add(follower, subject, pace, at=at, confirmed_at=None)
    day_before = at - timedelta(days=1)
    if following.confirmed_at or (following.asked_at and following.asked_at > day_before):
        return
    if follower.followings.filter(asked_at__gt=day_before).count() < LETTERS_A_DAY:
        following.asked_at = at
        following.save(update_fields=["asked_at"])
        send_confirmation(following)


def follower_at(email: str, *, language: str, at: datetime) -> Follower:
    found = Follower.objects.filter(email=email).first()
    if found:
        return found
    try:
        with transaction.atomic():
            return Follower.objects.create(email=email, language=language, created_at=at)
    except IntegrityError:
        return Follower.objects.get(email=email)


def send_confirmation(following: Following) -> None:
    with override(following.follower.language):
        title, address = following.title, links.confirm_address(following)
        subject = gettext("Confirm that you want to follow: %(title)s") % {"title": title}
        text = gettext(
            "Somebody, probably you, asked that this address be told of what happens to:\n%(title)s\n\n"
            "To confirm, open this link within seven days:\n%(address)s\n\n"
            "If it was not you, do nothing. No further letter will come."
        ) % {"title": title, "address": address}
        send_mail(f"[{gettext('Madang')}] {subject}", text, None, [following.follower.email])


@transaction.atomic
def confirm(*, following: Following, at: datetime) -> Following:
    """What the link in the letter does. Confirming again changes nothing."""
    following = Following.objects.select_for_update().get(pk=following.pk)
    if following.confirmed_at is None:
        following.confirmed_at = at
        following.save(update_fields=["confirmed_at"])
    return following


@transaction.atomic
def set_pace(*, following: Following, pace: str) -> None:
    """Be told more or less often from now on. Raises `Invalid`."""
    following.pace = checked_pace(pace)
    following.save(update_fields=["pace"])


@transaction.atomic
def unfollow(*, follower: Follower, subject: str) -> None:
    """Stop being told; a saved search goes with it. Stopping what is not followed changes nothing."""
    follower.followings.filter(subject=subject).delete()
    if subject.startswith(f"{SavedSearch.KIND}:"):
        follower.saved_searches.filter(code=subject.rsplit(":", 1)[1]).delete()
    follower.notices.filter(subject=subject, mailed_at=None).delete()


@transaction.atomic
def stop_letters(*, follower: Follower, following: str = "") -> None:
    """What one click in a letter does: that following stops; without one, no letter comes any more.

    A person with an account keeps the feed; of an address without one, everything is forgotten.
    """
    if following:
        if found := follower.followings.filter(code=following).first():
            unfollow(follower=follower, subject=found.subject)
        return
    if follower.user_id is None:
        follower.delete()
        return
    follower.followings.update(pace=Pace.FEED)
    follower.notices.filter(mailed_at=None).update(due_at=None)


@transaction.atomic
def renew_feed(*, follower: Follower) -> Follower:
    """Give the private feed a new address; the old one is dead at once."""
    follower.key = new_key()
    follower.save(update_fields=["key"])
    return follower


@transaction.atomic
def forget_unconfirmed(*, at: datetime) -> int:
    """Forget followings that nobody confirmed in time, and addresses that follow nothing."""
    limit = at - timedelta(days=links.CONFIRMING_DAYS)
    gone = Following.objects.filter(confirmed_at=None, since_at__lt=limit).delete()[0]
    Follower.objects.filter(user=None, followings=None, created_at__lt=limit).delete()
    return gone
