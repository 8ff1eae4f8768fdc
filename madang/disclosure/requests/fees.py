"""What supplying information costs, by the table in force on the day. Pure.

Amounts in won, by the annex to the Rule (art. 7). They were read on the pages of the ministry and five agencies, not
in the annex itself, which is a picture: an agency that charges otherwise, as a local government may by ordinance,
enters its own amount with the decision.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

TABLE_OF_2021 = date(2021, 12, 23)


@dataclass(frozen=True)
class Tariff:
    """first, more: for the first unit and each further one. free: units that cost nothing."""

    unit: str
    first: int
    more: int
    free: int = 0

    def cost(self, units: int) -> int:
        paid = max(0, units - self.free)
        return self.first + (paid - 1) * self.more if paid else 0


@dataclass(frozen=True)
class Table:
    """The tariffs in force from `since`. basis: `read` on agencies' pages, or `assumed` where no table was found."""

    since: date
    tariffs: dict[str, Tariff]
    basis: str


_SHEETS = {
    "paper-large": Tariff("sheet", 300, 100),
    "paper": Tariff("sheet", 250, 50),
    "view": Tariff("half-hour", 1000, 1000, free=2),
    "file": Tariff("megabyte", 100, 100, free=1),
}
TABLES = (
    Table(date.min, _SHEETS, "assumed"),
    Table(TABLE_OF_2021, _SHEETS, "read"),
)
KINDS = tuple(_SHEETS)
REDUCTIONS = ("non-profit", "education", "welfare")
"""Decree art. 17(3): research or watching the administration, teaching, and what the head finds for the public good."""


@dataclass(frozen=True)
class Fee:
    """lines: (kind, units, won). full: their sum. reduction: percent taken off. amount: what is due."""

    lines: tuple[tuple[str, int, int], ...]
    full: int
    postage: int
    reduction: int
    amount: int
    table_since: date


def table_on(on: date) -> Table:
    """The table in force on a day."""
    return max((table for table in TABLES if table.since <= on), key=lambda table: table.since)


def fee(units: dict[str, int], *, on: date, reduction: int = 0, postage: int = 0) -> Fee:
    """The fee for so many units of each kind. Postage is never reduced; the reduced sum is cut to ten won.

    reduction: percent, 0 to 100. Raises `ValueError` for unknown kinds, negative units, and other percentages.
    """
    if not 0 <= reduction <= 100 or postage < 0:
        raise ValueError("a reduction is from 0 to 100 percent, postage at least 0")
    table = table_on(on)
    if unknown := set(units) - set(table.tariffs):
        raise ValueError(f"no tariff for {sorted(unknown)[0]}")
    if any(count < 0 for count in units.values()):
        raise ValueError("units are at least 0")
    lines = tuple((kind, count, table.tariffs[kind].cost(count)) for kind, count in sorted(units.items()) if count)
    full = sum(won for _kind, _count, won in lines)
    reduced = int(Fraction(full) * (100 - reduction) / 100) // 10 * 10 if reduction else full
    return Fee(lines, full, postage, reduction, reduced + postage, table.since)


def megabytes(size: int) -> int:
    """Begun megabytes of so many bytes."""
    return ceil(size / 1_000_000)
