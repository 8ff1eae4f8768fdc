"""Quorum and majorities: what a vote decides. Pure; nobody types an outcome.

Members who are recused from an item are neither counted for its quorum nor may they vote on it.
"""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    ADOPTED = "adopted"
    REJECTED = "rejected"
    INQUORATE = "inquorate"


@dataclass(frozen=True)
class Fraction:
    """More than (`is_strict`) or at least `numerator`/`denominator` of a number."""

    numerator: int = 1
    denominator: int = 2
    is_strict: bool = True

    def least(self, of: int) -> int:
        """The smallest number that suffices of `of`. More than half of 34 is 18; at least two thirds of 34 is 23."""
        exact = self.numerator * of
        return exact // self.denominator + 1 if self.is_strict else -(-exact // self.denominator)


@dataclass(frozen=True)
class Tally:
    """members: seated on that day. present: of them, in the room. recused: from this item, present or not.

    recused_present: of the recused, those in the room.
    """

    members: int
    present: int
    recused: int = 0
    recused_present: int = 0
    yes: int = 0
    no: int = 0
    abstained: int = 0

    def faults(self) -> list[str]:
        """Codes of what cannot be: more votes than voters, more present than seated."""
        found = []
        if min(self.members, self.present, self.recused, self.yes, self.no, self.abstained) < 0:
            found.append("negative")
        if self.present > self.members or self.recused > self.members:
            found.append("more-present-than-members")
        if self.yes + self.no + self.abstained > self.present - self.recused_present:
            found.append("more-votes-than-voters")
        return found


def has_quorum(*, members: int, present: int, quorum: Fraction) -> bool:
    """Whether enough of the members are present."""
    return members > 0 and present >= quorum.least(members)


def decide(tally: Tally, *, quorum: Fraction, majority: Fraction) -> Outcome:
    """What the vote decides: quorum of the members that are not recused, majority of those of them present.

    Raises `ValueError` for a tally that cannot be.
    """
    if faults := tally.faults():
        raise ValueError(", ".join(faults))
    voters = tally.present - tally.recused_present
    if not has_quorum(members=tally.members - tally.recused, present=voters, quorum=quorum):
        return Outcome.INQUORATE
    return Outcome.ADOPTED if tally.yes >= majority.least(voters) else Outcome.REJECTED
