"""Every act of the disclosure portal; each module of the package is one subject."""

from madang.disclosure.actions.documents import (
    UNDECIDABLE,
    NotReviewable,
    NotWhollyRead,
    check_decision,
    check_words,
    decide,
    enter_batch,
    finish_intake,
    office_of,
    require_officer,
    set_rank_rule,
    start_intake,
)

__all__ = [
    "UNDECIDABLE",
    "NotReviewable",
    "NotWhollyRead",
    "check_decision",
    "check_words",
    "decide",
    "enter_batch",
    "finish_intake",
    "office_of",
    "require_officer",
    "set_rank_rule",
    "start_intake",
]
