"""Who may be drawn by lot, under which quotas, and what the pool is called: its hash.

Pure. A pool has people with features; a quota says how many people with a value of a feature a panel has at least and
at most. At most one person of a household is drawn.
"""

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

ID_COLUMNS = ("person", "id", "pseudonym")
HOUSEHOLD_COLUMNS = ("household",)
MOST_PEOPLE = 50_000
MOST_QUOTAS = 500
LARGEST_FILE = 20_000_000


class Unusable(ValueError):
    """A pool or quotas that cannot be used. code and params say what and where; they are worded at the door."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(f"{code} {params}")
        self.code, self.params = code, params


@dataclass(frozen=True, order=True)
class Quota:
    """At least `least` and at most `most` people whose `feature` is `value`."""

    feature: str
    value: str
    least: int
    most: int


@dataclass(frozen=True)
class Person:
    """Somebody in a pool. values: in the order of the pool's features. household: empty for one who lives alone."""

    code: str
    values: tuple[str, ...]
    household: str = ""


@dataclass(frozen=True)
class Pool:
    """features: sorted names. people: sorted by code, so that the order of a file makes no difference."""

    features: tuple[str, ...]
    people: tuple[Person, ...]

    @cached_property
    def hash(self) -> str:
        """SHA-256 over the people, one JSON array a line: code, values, household."""
        digest = hashlib.sha256(json.dumps(self.features, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        for one in self.people:
            line = [one.code, *one.values, one.household]
            digest.update(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        return digest.hexdigest()


@dataclass(frozen=True)
class Problem:
    """What is to be drawn: `size` people of a pool within quotas. Raises `Unusable` if they do not fit together."""

    pool: Pool
    quotas: tuple[Quota, ...]
    size: int
    counts: Mapping[tuple[str, str], int] = field(init=False, default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not 1 <= self.size <= len(self.pool.people):
            raise Unusable("size", size=self.size, people=len(self.pool.people))
        counted: Counter[tuple[str, str]] = Counter()
        for one in self.pool.people:
            counted.update(zip(self.pool.features, one.values, strict=True))
        object.__setattr__(self, "counts", counted)

    def meets(self, panel: Iterable[Person]) -> bool:
        """Whether these people are a panel: the right number, no household twice, within every quota."""
        people = list(panel)
        households = [one.household for one in people if one.household]
        if len({one.code for one in people}) != self.size or len(people) != self.size:
            return False
        if len(set(households)) != len(households):
            return False
        place = {name: number for number, name in enumerate(self.pool.features)}
        seated = Counter((name, one.values[place[name]]) for one in people for name in self.pool.features)
        return all(one.least <= seated[(one.feature, one.value)] <= one.most for one in self.quotas)


def read_quotas(text: str) -> tuple[Quota, ...]:
    """Quotas from CSV with the columns feature, value, min, max; or category, feature, min, max. Raises `Unusable`."""
    rows = table(text, "quotas")
    names = list(rows[0]) if rows else []
    first, second = ("category", "feature") if "category" in names else ("feature", "value")
    if missing := [name for name in (first, second, "min", "max") if name not in names]:
        raise Unusable("quota-columns", missing=", ".join(missing))
    if len(rows) > MOST_QUOTAS:
        raise Unusable("too-many-quotas", most=MOST_QUOTAS)
    found: dict[tuple[str, str], Quota] = {}
    for number, row in enumerate(rows, start=2):
        feature, value = row[first], row[second]
        least, most = whole_number(row["min"], number, "min"), whole_number(row["max"], number, "max")
        if not feature or not value:
            raise Unusable("quota-empty", row=number)
        if least > most:
            raise Unusable("quota-reversed", row=number, min=least, max=most)
        if (feature, value) in found:
            raise Unusable("quota-twice", row=number, feature=feature, value=value)
        found[(feature, value)] = Quota(feature, value, least, most)
    return tuple(sorted(found.values()))


def whole_number(text: str, row: int, column: str) -> int:
    if not text.isdecimal() or len(text) > 6:
        raise Unusable("quota-number", row=row, column=column, found=text[:40])
    return int(text)


def read_pool(text: str, quotas: Sequence[Quota], *, person: str = "", household: str = "") -> Pool:
    """A pool from CSV: the columns of the quotas' features, and of `person` and `household` if named or recognised.

    Without a column for the person, people are called by their number in the file: 1, 2, 3. Other columns are left out.
    Raises `Unusable`: a column is missing, a code stands twice, a value has no quota.
    """
    rows = table(text, "pool")
    if not rows:
        raise Unusable("pool-empty")
    if len(rows) > MOST_PEOPLE:
        raise Unusable("pool-too-long", most=MOST_PEOPLE)
    names = list(rows[0])
    features = tuple(sorted({one.feature for one in quotas}))
    if missing := [name for name in (*features, person, household) if name and name not in names]:
        raise Unusable("pool-columns", missing=", ".join(missing))
    person = person or next((name for name in ID_COLUMNS if name in names), "")
    household = household or next((name for name in HOUSEHOLD_COLUMNS if name in names), "")
    known = {(one.feature, one.value) for one in quotas}
    people: dict[str, Person] = {}
    for number, row in enumerate(rows, start=2):
        code = row[person] if person else str(number - 1)
        if not code or code in people:
            raise Unusable("person-twice" if code else "person-empty", row=number, person=code)
        for name in features:
            if (name, row[name]) not in known:
                raise Unusable("value-unknown", row=number, feature=name, value=row[name][:60])
        people[code] = Person(code, tuple(row[name] for name in features), row[household] if household else "")
    return Pool(features, tuple(people[code] for code in sorted(people)))


def table(text: str, name: str) -> list[dict[str, str]]:
    """The rows of a CSV file by column. Raises `Unusable` for what is no table."""
    if len(text) > LARGEST_FILE:
        raise Unusable("too-long", file=name, most=LARGEST_FILE)
    if "\x00" in text:
        raise Unusable("no-table", file=name)
    try:
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True))
    except csv.Error as error:
        raise Unusable("no-table", file=name) from error
    if not rows:
        return []
    header = [cell.strip() for cell in rows[0]]
    if len(set(header)) != len(header):
        raise Unusable("column-twice", file=name)
    found = []
    for number, row in enumerate(rows[1:], start=2):
        if not row:
            continue
        if len(row) != len(header):
            raise Unusable("row-length", file=name, row=number, found=len(row), wanted=len(header))
        found.append(dict(zip(header, (cell.strip() for cell in row), strict=True)))
    return found


def pool_csv(pool: Pool) -> str:
    """The pool as CSV that `read_pool` reads again to the same hash."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["person", *pool.features, "household"])
    rows.writerows([one.code, *one.values, one.household] for one in pool.people)
    return text.getvalue()


def quotas_csv(quotas: Iterable[Quota]) -> str:
    """The quotas as CSV that `read_quotas` reads again."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["feature", "value", "min", "max"])
    rows.writerows([one.feature, one.value, one.least, one.most] for one in quotas)
    return text.getvalue()


def replacement(problem: Problem, *, staying: Iterable[str], gone: Iterable[str]) -> Problem:
    """What is left to draw when members of a panel have gone: their seats, from those who were never asked.

    staying: codes of the members who stay; gone: of those who left. What the stayers fill of each quota is taken off
    it; their households are out. Raises `Unusable` if nobody is to be replaced.
    """
    stay, left = set(staying), set(gone)
    by_code = {one.code: one for one in problem.pool.people}
    if unknown := sorted((stay | left) - set(by_code)):
        raise Unusable("person-unknown", person=unknown[0])
    if stay & left or len(stay) >= problem.size:
        raise Unusable("nothing-to-replace")
    homes = {by_code[code].household for code in stay} - {""}
    rest = tuple(one for one in problem.pool.people if one.code not in stay | left and one.household not in homes)
    place = {name: number for number, name in enumerate(problem.pool.features)}
    seated = Counter((name, by_code[code].values[place[name]]) for code in stay for name in problem.pool.features)
    quotas = tuple(
        Quota(one.feature, one.value, max(0, one.least - taken), max(0, one.most - taken))
        for one in problem.quotas
        for taken in [seated[(one.feature, one.value)]]
    )
    return Problem(Pool(problem.pool.features, rest), quotas, problem.size - len(stay))
