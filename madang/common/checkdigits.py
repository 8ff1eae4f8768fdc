"""Check digits and dates inside identifiers. A right one raises confidence; a wrong one proves nothing by itself.

Resident numbers given out since 5 October 2020 have no check digit (Resident Registration Act, Enforcement Rule
art. 2), and corporate numbers none since 31 January 2025.
"""

from datetime import date

CENTURIES = {
    "9": 1800,
    "0": 1800,
    "1": 1900,
    "2": 1900,
    "5": 1900,
    "6": 1900,
    "3": 2000,
    "4": 2000,
    "7": 2000,
    "8": 2000,
}
EARLIEST_BIRTH, LATEST_BIRTH = 1850, 2049
"""Other birth years are none (numbers were first given out in 1968): thirteen digits that say so are a bar code, a
serial number or a corporation's number."""


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def birth_of(digits: str) -> date | None:
    """The birth date that the first seven of a resident number's digits state, or None if there is no such day."""
    try:
        born = date(CENTURIES[digits[6]] + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return None
    return born if EARLIEST_BIRTH <= born.year <= LATEST_BIRTH else None


def is_resident(digits: str) -> bool:
    """Thirteen digits with the check digit of a resident number given out before 5 October 2020."""
    return (11 - _weighted(digits[:12], (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11) % 10 == int(digits[12])


def is_foreigner(digits: str) -> bool:
    """Thirteen digits with the check digit of a foreigner's registration number given out before 5 October 2020."""
    return (13 - _weighted(digits[:12], (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11) % 10 == int(digits[12])


def is_corporate(digits: str) -> bool:
    """Thirteen digits with the check digit of a corporation given out before 31 January 2025."""
    return (10 - _weighted(digits[:12], (1, 2) * 6) % 10) % 10 == int(digits[12])


def is_business(digits: str) -> bool:
    """Ten digits with the check digit of a business registration number."""
    total = _weighted(digits[:9], (1, 3, 7, 1, 3, 7, 1, 3, 5)) + int(digits[8]) * 5 // 10
    return (10 - total % 10) % 10 == int(digits[9])


def is_luhn(digits: str) -> bool:
    """Whether the digits satisfy the Luhn sum of payment cards (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
