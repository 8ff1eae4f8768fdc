"""Every change to surveys, by what it is about."""

from madang.surveys.actions.answers import (
    AlreadyAnswered,
    NotInvited,
    NotOpen,
    PaperEntered,
    QuotaFull,
    enter_paper,
    save_draft,
    submit_answer,
)
from madang.surveys.actions.closing import close_due, close_survey, open_due, publish_results, tally_running
from madang.surveys.actions.inviting import invite, send_link
from madang.surveys.actions.preparing import (
    NotADraft,
    announce_survey,
    cancel_survey,
    change_survey,
    copy_survey,
    create_survey,
    discard_draft,
    set_form,
)
from madang.surveys.actions.running import require_runner
from madang.surveys.actions.words import judge_words

__all__ = [
    "AlreadyAnswered",
    "NotADraft",
    "NotInvited",
    "NotOpen",
    "PaperEntered",
    "QuotaFull",
    "announce_survey",
    "cancel_survey",
    "change_survey",
    "close_due",
    "close_survey",
    "copy_survey",
    "create_survey",
    "discard_draft",
    "enter_paper",
    "invite",
    "judge_words",
    "open_due",
    "publish_results",
    "require_runner",
    "save_draft",
    "send_link",
    "set_form",
    "submit_answer",
    "tally_running",
]
