"""What the law demanded of a request, by the day it was received. Pure.

Read in the texts of the Official Information Disclosure Act and its Decree (versions of 2006 to 2025). A request is
handled by the law of the day it was received on, as the addenda of 2013 and 2020 say.
"""

from dataclasses import dataclass
from datetime import date

REPEATS_IN_THE_DECREE = date(2011, 10, 17)
"""Decree art. 6(3) to (5): what is not held becomes a civil petition with notice; repeats may be closed."""
ACT_OF_2013 = date(2013, 11, 7)
PAYMENT_PERIOD = date(2016, 12, 13)
ACT_OF_2020 = date(2020, 12, 22)
NOTICES_OF_2021 = date(2021, 6, 23)

EXTENSION_REASONS = ("bulk", "hearing", "mixed", "overload")
"""Decree art. 7, items 1 to 4: no other reason extends a period."""
COMMITTEE_EXEMPTIONS = ("deliberated", "repetitive", "secret")
"""Act art. 18(2), items 1 to 3."""
PROMPT_GROUNDS = ("made-for-publication", "publicity", "decided-open", "set-by-head")
"""Act art. 16, items 1 to 4."""


@dataclass(frozen=True)
class Law:
    """What differs between versions. Each field is a claim about a request received under it.

    silence_is_refusal: without a decision for twenty days it counts as refused (art. 11(5) until 2013).
    committee_must_meet: an objection goes to the committee unless exempted (art. 18(2), since 2013).
    review_end_is_notified: who was refused because of a review under way is told when it ends (item 5 proviso).
    refusal_names_item, review_names_end, exemption_is_explained: contents of notices since 2021.
    already_public_may_close: art. 11-2(2). repeats_may_close, petition_may_follow: Decree of 2011, now the Act.
    """

    silence_is_refusal: bool
    committee_must_meet: bool
    review_end_is_notified: bool
    refusal_names_item: bool
    review_names_end: bool
    exemption_is_explained: bool
    already_public_may_close: bool
    repeats_may_close: bool
    petition_may_follow: bool
    pays_within_five_days: bool


def law_on(received_on: date) -> Law:
    """The law for a request received on this day."""
    since_2013, since_2020 = received_on >= ACT_OF_2013, received_on >= ACT_OF_2020
    since_2021 = received_on >= NOTICES_OF_2021
    return Law(
        silence_is_refusal=not since_2013,
        committee_must_meet=since_2013,
        review_end_is_notified=since_2013,
        refusal_names_item=since_2021,
        review_names_end=since_2021,
        exemption_is_explained=since_2021,
        already_public_may_close=since_2020,
        repeats_may_close=received_on >= REPEATS_IN_THE_DECREE,
        petition_may_follow=received_on >= REPEATS_IN_THE_DECREE,
        pays_within_five_days=received_on >= PAYMENT_PERIOD,
    )
