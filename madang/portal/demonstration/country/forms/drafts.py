"""What a form makes of a case."""

from dataclasses import dataclass

from madang.portal.demonstration.country.cases import Case
from madang.portal.demonstration.country.frame import letterhead, signatures
from madang.portal.demonstration.writers.papers import Block

INTERNAL = "내부결재"


@dataclass(frozen=True)
class Draft:
    """retention: how long it is kept, e.g. `10y`."""

    title: str
    blocks: tuple[Block, ...]
    retention: str


def internal(case: Case, title: str, body: list[Block], retention: str) -> Draft:
    """A document that stays in the office."""
    blocks = [*letterhead(case, title, INTERNAL), *body, *signatures(case, sends=False)]
    return Draft(title, tuple(blocks), retention)


def sent(case: Case, title: str, receiver: str, body: list[Block], retention: str) -> Draft:
    """A letter to others, under the head's title."""
    blocks = [*letterhead(case, title, receiver), *body, *signatures(case, sends=True)]
    return Draft(title, tuple(blocks), retention)
