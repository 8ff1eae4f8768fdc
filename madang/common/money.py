"""Money: a whole number of won. Pure.

There is nothing below a won, so amounts are `int` everywhere, in won and never in thousands or millions of it.
"""

import re

LARGEST = 10**16
"""Beyond this an amount is a slip: it is five times the yearly product of Korea."""

_PLAIN = re.compile(r"[-−]?\d+|[-−]?\d{1,3}(?:,\d{3})+")
_GROUP = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(조|억|만)?")
_UNITS = {"조": 10**12, "억": 10**8, "만": 10**4, None: 1}


class NotWon(ValueError):
    """The text is no amount of won. code: `empty`, `not-a-number`, `below-a-won` or `too-large`, worded at the door."""

    def __init__(self, code: str, text: str) -> None:
        self.code, self.text = code, text
        super().__init__(f"{code}: {text!r}")


def parse_won(text: str) -> int:
    """The amount that a person wrote: "47,100,000,000", "1,234원", "₩5,000", "471억 원", "1조 2,500억".

    Raises `NotWon`, also for decimals and for amounts of 10**16 won and more.
    """
    plain = re.sub(r"\s|원정?$|^금|₩|￦|KRW|won$", "", text.strip(), flags=re.IGNORECASE)
    if not plain:
        raise NotWon("empty", text)
    if re.fullmatch(r"[-−]?[\d,]+\.\d+", plain):
        raise NotWon("below-a-won", text)
    amount = int(plain.replace(",", "").replace("−", "-")) if _PLAIN.fullmatch(plain) else _in_units(plain, text)
    if abs(amount) >= LARGEST:
        raise NotWon("too-large", text)
    return amount


def _in_units(plain: str, text: str) -> int:
    """조, 억 and 만 in that order, each once."""
    groups = _GROUP.findall(plain)
    units = [_UNITS[unit or None] for _number, unit in groups]
    is_whole = "".join(number + unit for number, unit in groups) == plain
    if not is_whole or units != sorted(set(units), reverse=True):
        raise NotWon("not-a-number", text)
    return sum(int(number.replace(",", "")) * unit for (number, _), unit in zip(groups, units, strict=True))


def won(amount: int, language: str) -> str:
    """The amount as it is written: "47,100,000,000원" in Korean, "KRW 47,100,000,000" in other languages."""
    return f"{amount:,}원" if language.startswith("ko") else f"KRW {amount:,}"
