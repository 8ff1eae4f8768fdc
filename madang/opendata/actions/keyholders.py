"""Letters to the people whose programs read a dataset, before its columns change."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from madang.notices.actions import keep_message
from madang.opendata.key_use import people_who_use
from madang.opendata.models import DataVersion


def tell_key_holders(version: DataVersion, *, changes: str, at: datetime) -> int:
    """Write to everyone whose key asked the dataset in the last half year. Returns to how many.

    In the caller's transaction. changes: what changes, in a few lines. Each letter is in both languages, since a key
    has none.
    """
    dataset = version.distribution.dataset
    people = people_who_use(dataset, on=localdate(at))
    parts, subjects = [], []
    for language, _name in settings.LANGUAGES:
        with override(language):
            words = {
                "title": dataset.title,
                "day": localdate(version.goes_live_at).isoformat(),
                "number": version.number,
            }
            subjects.append(_("%(title)s: columns will change on %(day)s") % words)
            sentence = _(
                "Your programs read “%(title)s” with a data key. From %(day)s its address /latest leads to version "
                "%(number)s, whose columns differ. The new version can be tried now; the old one keeps its address."
            )
            parts.append(f"{sentence % words}\n\n{changes}\n\n{settings.SITE_URL}{dataset.get_absolute_url()}")
    for person in people:
        keep_message(EmailMessage(" / ".join(subjects), "\n\n---\n\n".join(parts), to=[person.email]))
    return len(people)
