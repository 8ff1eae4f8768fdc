"""Korean as officials write it: particles that fit the word before them, dates, amounts, numbers to fill in."""

import re
from datetime import date
from random import Random

PARTICLES = {"을": "를", "은": "는", "이": "가", "과": "와", "으로": "로"}
"""After a consonant, and after a vowel."""
READ_WITH_CONSONANT = frozenset("0136786") | frozenset("LMNRlmnr")
READ_WITH_RIEUL = frozenset("178LRlr")
DAYS = "월화수목금토일"
_RANGE = re.compile(r"\{([\d,.]+)~([\d,.]+)\}")
_PARTICLE = re.compile(r"(.)([\"'’”」』)\]]*)\{(을|은|이|과|으로)\}")


def josa(text: str) -> str:
    """Replaces `{을}`, `{은}`, `{이}`, `{과}`, `{으로}` by the form that fits the sound before it."""

    def fitting(found: re.Match[str]) -> str:
        last, closing, particle = found.groups()
        return last + closing + _form(last, particle)

    return _PARTICLE.sub(fitting, text)


def _form(last: str, particle: str) -> str:
    if "가" <= last <= "힣":
        final = (ord(last) - 0xAC00) % 28
        has_consonant, is_rieul = final > 0, final == 8
    else:
        has_consonant, is_rieul = last in READ_WITH_CONSONANT, last in READ_WITH_RIEUL
    if particle == "으로" and is_rieul:
        return "로"
    return particle if has_consonant else PARTICLES[particle]


def fill(text: str, rng: Random) -> str:
    """Replaces each `{low~high}` by a number between them, with as many decimals as `low` has."""

    def number(found: re.Match[str]) -> str:
        low, high = (part.replace(",", "") for part in found.groups())
        if "." in low or "." in high:
            places = max(len(part.partition(".")[2]) for part in (low, high))
            return f"{rng.uniform(float(low), float(high)):,.{places}f}"
        return f"{round_number(rng.randint(int(low), int(high)), rng):,}"

    return _RANGE.sub(number, text)


def round_number(value: int, rng: Random) -> int:
    """Large counts are often rounded in plans."""
    if value >= 1000 and rng.random() < 0.4:
        return value // 100 * 100
    return value


def day(on: date, *, weekday: bool = False) -> str:
    """2026. 3. 2. or 2026. 3. 2.(월)"""
    written = f"{on.year}. {on.month}. {on.day}."
    return f"{written}({DAYS[on.weekday()]})" if weekday else written


def short_day(on: date) -> str:
    return f"{on.month}. {on.day}.({DAYS[on.weekday()]})"


def thousands(amount: int) -> str:
    """An amount with separators: 1,234,000."""
    return f"{amount:,}"


def in_words(amount: int) -> str:
    """금12,340,000원(금일천이백삼십사만원)."""
    digits = "영일이삼사오육칠팔구"
    units = ("", "십", "백", "천")
    written, rest, great = "", amount, 0
    while rest:
        rest, group = divmod(rest, 10_000)
        part = "".join(
            digits[int(figure)] + units[len(str(group)) - place - 1]
            for place, figure in enumerate(str(group))
            if figure != "0"
        )
        written = (part + ("", "만", "억", "조")[great] if group else "") + written
        great += 1
    return f"금{amount:,}원(금{written}원)"


def plain_style(sentence: str) -> str:
    """The plain ending that newspapers use, for the polite one of reports: 늘었습니다 becomes 늘었다."""
    if not sentence.endswith("니다."):
        return sentence
    stem = sentence.removesuffix("니다.")
    if stem.endswith(("습", "입")):
        return f"{stem[:-1]}{'' if stem.endswith('습') else '이'}다."
    last = ord(stem[-1]) - 0xAC00
    return f"{stem[:-1]}{chr(0xAC00 + last // 28 * 28 + 4)}다."
