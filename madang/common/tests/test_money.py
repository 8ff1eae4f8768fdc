import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.common.money import LARGEST, NotWon, parse_won, won


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("47,100,000,000", 47_100_000_000),
        ("1234", 1234),
        ("1,234원", 1234),
        ("₩ 5,000", 5000),
        ("금 5,000원정", 5000),
        ("KRW 1,000", 1000),
        ("-300", -300),
        ("−300원", -300),
        ("471억 원", 47_100_000_000),
        ("1조 2,500억", 1_250_000_000_000),
        ("3만5천", None),
        ("12만 3,400원", 123_400),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, amount: int | None) -> None:
    if amount is None:
        with pytest.raises(NotWon):
            parse_won(text)
    else:
        assert parse_won(text) == amount


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("원", "empty"),
        ("백만", "not-a-number"),
        ("1,23", "not-a-number"),
        ("5억 1조", "not-a-number"),
        ("1억 2억", "not-a-number"),
        ("1.5", "below-a-won"),
        ("9" * 17, "too-large"),
    ],
)
def test_what_is_no_amount_of_won_is_refused_by_its_fault(text: str, code: str) -> None:
    with pytest.raises(NotWon) as refused:
        parse_won(text)

    assert refused.value.code == code


@given(st.integers(-LARGEST + 1, LARGEST - 1), st.sampled_from(["ko", "en"]))
def test_what_is_written_is_read_back(amount: int, language: str) -> None:
    assert parse_won(won(amount, language)) == amount
