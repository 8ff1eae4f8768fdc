"""What the generator makes: an invented country of organisations, people and documents. Plain data."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from madang.portal.demonstration.writers.papers import Paper

Rank = Literal[
    "minister", "vice-minister", "deputy-minister", "director-general", "director", "deputy-director", "officer"
]
Fate = Literal["published", "waiting", "held", "closed", "refused"]
Format = Literal["hwpx", "pdf", "docx"]


@dataclass(frozen=True)
class OfficeName:
    """What an office was called before the day `until`."""

    ko: str
    en: str
    until: date


@dataclass(frozen=True)
class Office:
    """An invented organisation. `code` lies between 9000000 and 9099999, which the demonstration keeps to itself."""

    code: str
    kind: str
    ko: str
    en: str
    parent: str | None
    head: str
    topics: tuple[str, ...]
    programmes: tuple[str, ...]
    seat: str
    share: int
    established_on: date
    dissolved_on: date | None = None
    successor: str | None = None
    earlier_name: OfficeName | None = None

    def name(self, on: date) -> str:
        """The Korean name on a day."""
        return self.earlier_name.ko if self.earlier_name and on < self.earlier_name.until else self.ko

    def head_title(self, on: date) -> str:
        """The title that stands under its letters on a day."""
        return self.head.replace(self.ko, self.name(on))

    @property
    def serial(self) -> int:
        """A small number of its own, for telephone numbers and the like."""
        return int(self.code) - 9_000_000


@dataclass(frozen=True)
class Post:
    """A role held in an organisation; `office` is None for the whole site."""

    role: str
    office: str | None


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in to the demonstration with one click. Named by the post, not after anybody."""

    key: str
    ko: str
    en: str
    posts: tuple[Post, ...]

    @property
    def email(self) -> str:
        return f"{self.key}@demonstration.example"


@dataclass(frozen=True)
class Record:
    """A document with what its agency says about it. Empty strings are what the agency left out.

    received_on: the day it was handed over. expected: what should become of it.
    """

    file_name: str
    paper: Paper
    format: Format
    office: str
    number: str
    department: str
    rank: str
    approved_on: date
    retention: str
    classification: str
    items: str
    task: str
    received_on: date
    expected: Fate

    @property
    def title(self) -> str:
        return self.paper.title


@dataclass(frozen=True)
class Country:
    """seed, today: what it was made from. records: in the order in which they were handed over."""

    seed: int
    today: date
    offices: tuple[Office, ...]
    people: tuple[Person, ...]
    records: tuple[Record, ...]
