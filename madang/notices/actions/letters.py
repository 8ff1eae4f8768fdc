"""Letters of notices: one for each follower and time, through the outbox, with a link that stops them."""

from collections.abc import Sequence
from datetime import datetime

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext, ngettext, override

from madang.common.refs import ref_kinds, resolve_ref, split_ref
from madang.notices import links
from madang.notices.models import Follower, Following, Notice

MOST_IN_A_LETTER = 50


def write_letters(*, at: datetime, limit: int = 200) -> int:
    """Write the letters that are due to the outbox, one follower after another. Returns how many."""
    due = Notice.objects.filter(mailed_at=None, due_at__lte=at).order_by("follower").values_list("follower", flat=True)
    return sum(write_letter(pk, at=at) for pk in due.distinct()[:limit])


@transaction.atomic
def write_letter(follower: int, *, at: datetime) -> bool:
    """One letter with everything that is due for a follower; whether there was one. The follower is locked meanwhile.

    What is not public any more is left out.
    """
    somebody = Follower.objects.select_for_update().get(pk=follower)
    due = somebody.notices.filter(mailed_at=None, due_at__lte=at).select_related("event").order_by("event__at", "pk")
    notices = list(due)
    shown = [notice for notice in notices if is_public(notice.event.about)]
    if shown and somebody.address:
        letter(somebody, shown).send()
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=at)
    return bool(shown and somebody.address)


def is_public(ref: str) -> bool:
    """Whether a record that has pages here still has one for everybody. Topics and searches have none to lose."""
    try:
        kind = split_ref(ref)[0]
    except ValueError:
        return True
    return kind not in ref_kinds() or resolve_ref(ref) is not None


def letter(follower: Follower, notices: Sequence[Notice]) -> EmailMessage:
    """In the follower's language, with the one-click headers of RFC 8058."""
    subjects = {notice.subject for notice in notices}
    following = follower.followings.filter(subject__in=subjects).first() if len(subjects) == 1 else None
    stop = links.stop_address(follower, following)
    with override(follower.language):
        worded = [notice.event.worded(follower.language) for notice in notices]
        context = {
            "items": [{**words, "url": links.absolute(words["url"])} for words in worded[:MOST_IN_A_LETTER]],
            "more": max(len(worded) - MOST_IN_A_LETTER, 0),
            "title": following.title if following else "",
            "stop": stop,
            "see": links.see_address(follower),
        }
        text = render_to_string("notices/letter.txt", context)
        return EmailMessage(
            subject=f"[{gettext('Madang')}] {headline(worded[0]['subject'], len(worded), following)}",
            body=text,
            to=[follower.address],
            headers={
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )


def headline(first: str, count: int, following: Following | None) -> str:
    if count == 1:
        return first[:150]
    if following:
        news = ngettext("%(count)s notice: %(title)s", "%(count)s notices: %(title)s", count)
        return news % {"count": count, "title": following.title[:100]}
    return ngettext("%(count)s notice on what you follow", "%(count)s notices on what you follow", count) % {
        "count": count
    }
