"""What a vote decides."""

import pytest

from madang.bodies.votes import Fraction, Outcome, Tally, decide, has_quorum

HALF, TWO_THIRDS = Fraction(), Fraction(2, 3, is_strict=False)


def test_more_than_half_of_an_even_number_is_one_more() -> None:
    assert HALF.least(34) == 18
    assert HALF.least(33) == 17
    assert TWO_THIRDS.least(34) == 23


def test_half_of_the_members_is_no_quorum_where_more_than_half_is_asked() -> None:
    assert not has_quorum(members=34, present=17, quorum=HALF)
    assert has_quorum(members=34, present=18, quorum=HALF)
    assert not has_quorum(members=0, present=0, quorum=HALF)


def test_abstentions_count_against_a_motion() -> None:
    tally = Tally(members=10, present=8, yes=4, no=1, abstained=3)

    assert decide(tally, quorum=HALF, majority=HALF) is Outcome.REJECTED


def test_who_is_recused_neither_makes_the_quorum_nor_votes() -> None:
    tally = Tally(members=10, present=6, recused=4, recused_present=3, yes=3)

    assert decide(tally, quorum=HALF, majority=HALF) is Outcome.INQUORATE
    assert decide(Tally(10, 7, 4, 3, yes=3, no=1), quorum=HALF, majority=HALF) is Outcome.ADOPTED


@pytest.mark.parametrize("tally", [Tally(5, 6), Tally(5, 5, yes=3, no=3), Tally(5, 5, 1, 1, yes=5), Tally(5, -1)])
def test_a_tally_that_cannot_be_is_refused(tally: Tally) -> None:
    with pytest.raises(ValueError):
        decide(tally, quorum=HALF, majority=HALF)
