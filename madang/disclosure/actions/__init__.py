"""Every act of the disclosure portal; each module of the package is one subject."""

from madang.disclosure.actions.ahead import (
    NotPromised,
    announce_information,
    change_terms,
    end_information,
    fulfil_promise,
)
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
from madang.disclosure.actions.listings import import_listings

__all__ = [
    "UNDECIDABLE",
    "NotPromised",
    "NotReviewable",
    "NotWhollyRead",
    "announce_information",
    "change_terms",
    "check_decision",
    "check_words",
    "decide",
    "end_information",
    "enter_batch",
    "finish_intake",
    "fulfil_promise",
    "import_listings",
    "office_of",
    "require_officer",
    "set_rank_rule",
    "start_intake",
]
