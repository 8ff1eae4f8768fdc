"""What people wrote is read before it is shown."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.common.errors import Invalid
from madang.ledger import actions as ledger
from madang.surveys.actions.running import lock, require_runner
from madang.surveys.models import Survey, Words


@transaction.atomic
def judge_words(*, words: Words, show: bool, reason: str = "", by: User | None, at: datetime) -> Words:
    """Show what somebody wrote, or withhold it for a reason. May be judged again.

    Only after the close: before, the words that come in would tell when somebody answered. The ledger says how one
    text was judged, with its salted hash. Raises `NotAllowed`, `Invalid`.
    """
    survey = lock(words.survey)
    actor = require_runner(by, survey.organisation, at=at, words=True)
    if survey.state != Survey.State.CLOSED:
        raise Invalid(_("What people wrote is read after the survey has closed."))
    if not show and reason not in Words.Reason.values:
        raise Invalid(_("Say why it is withheld."), field="reason")
    words = Words.objects.select_for_update().get(pk=words.pk)
    words.state = Words.State.SHOWN if show else Words.State.WITHHELD
    words.reason = "" if show else reason
    words.save(update_fields=["state", "reason"])
    facts = {"question": words.question, "state": words.state, "reason": words.reason}
    ledger.record(
        kind="surveys.words.judged",
        subject=survey.ref,
        by=actor,
        at=at,
        facts={**facts, "text": ledger.personal(words.text)},
    )
    return words
