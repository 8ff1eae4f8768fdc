"""The eight items of article 9(1) and their provisos, as they were from day to day. Pure: codes, no words for people.

Read in the texts of the Official Information Disclosure Act in its versions of 2006 to 2023. The law says that such
information *may* be withheld; a proviso says what of it may not.
"""

from dataclasses import dataclass
from datetime import date, timedelta

OLDEST = date(2006, 10, 4)
ACT_OF_2013 = date(2013, 11, 7)
ACT_OF_2020 = date(2020, 12, 22)
CRITERIA_REVIEWED_SINCE = date(2021, 6, 23)
"""From this day an agency reviews its detailed criteria every three years. Art. 9(4)."""
CRITERIA_PUBLISHED_SINCE = OLDEST
YEARS_BETWEEN_REVIEWS = 3
LOOK_AGAIN_AFTER = timedelta(days=365)
"""When nothing else is said, the need to withhold is looked at again after a year. Art. 9(2) sets no period."""
INTERNAL_REVIEW = 5


@dataclass(frozen=True)
class Proviso:
    """What may not be withheld under an item. letter: in the Korean order, ga, na, da, ra, ma."""

    letter: str
    since: date = OLDEST


@dataclass(frozen=True)
class Item:
    """An item from a day on. version: raised when its words changed, so that a decision names the words it was made
    under. tells_end: the requester is told when the review ends; states_end: the decision states when that will be."""

    number: int
    since: date = OLDEST
    version: int = 1
    provisos: tuple[Proviso, ...] = ()
    tells_end: bool = False
    states_end: bool = False


OF_PERSONS = tuple(map(Proviso, ("ga", "na", "da", "ra", "ma")))
OF_BUSINESSES = tuple(map(Proviso, ("ga", "na")))
ITEMS = (
    Item(1),
    Item(2),
    Item(3),
    Item(4),
    Item(5),
    Item(5, ACT_OF_2013, 2, tells_end=True),
    Item(5, CRITERIA_REVIEWED_SINCE, 3, tells_end=True, states_end=True),
    Item(6, provisos=OF_PERSONS),
    Item(6, ACT_OF_2020, 2, provisos=OF_PERSONS),
    Item(7, provisos=OF_BUSINESSES),
    Item(8),
)


def item_on(number: int, day: date) -> Item | None:
    """An item as it was on a day; None where there was none."""
    found = [item for item in ITEMS if item.number == number and item.since <= day]
    return max(found, key=lambda item: item.since) if found else None


def provisos_on(number: int, day: date) -> tuple[str, ...]:
    """The letters of the provisos that had to be considered on a day."""
    item = item_on(number, day)
    return tuple(proviso.letter for proviso in item.provisos if proviso.since <= day) if item else ()


def years_later(day: date, years: int) -> date:
    """The same day some years later; the last of February where that day is missing."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def review_due(*, published_on: date | None, reviewed_on: date | None) -> date | None:
    """When an agency's criteria are to be reviewed next; None where none were published. Source: Act art. 9(4)."""
    if published_on is None:
        return None
    return years_later(max(published_on, reviewed_on or published_on, CRITERIA_REVIEWED_SINCE), YEARS_BETWEEN_REVIEWS)
