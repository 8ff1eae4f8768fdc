"""The one interface of search, whatever the backend. `tests/test_contract.py` is what every backend must pass."""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from madang.search.asking import Asked

Sort = Literal["relevance", "date"]
DEEPEST = 10_000
"""Hits that can be paged through, and the largest group of ties that is put in order."""
OWN_FACETS = ("kind", "organisation", "year")
_FACET_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


def is_further_facet(name: str) -> bool:
    """Whether a facet beside the own ones may be called so."""
    return name not in OWN_FACETS and bool(_FACET_NAME.fullmatch(name))


class UnusableIndex(Exception):
    """The index is missing, damaged, or of another version; it must be rebuilt."""


class IndexBusy(Exception):
    """Another process is writing."""


@dataclass(frozen=True)
class IndexEntry:
    """A public record as search sees it.

    ref, kind: the record and the kind it was registered as. organisation: an agency's code, or "".
    facets: further fields to filter by and count, e.g. {"classification": "open"}; names of a-z, 0-9, - and _.
    """

    ref: str
    kind: str
    title: str
    text: str
    url: str
    organisation: str
    language: str
    published_on: date
    facets: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.facets:
            if not is_further_facet(name):
                raise ValueError(f"{self.ref}: {name!r} cannot be a facet's name")

    @property
    def digest(self) -> str:
        """What the index compares to see whether a record has changed."""
        parts = [self.kind, self.title, self.text, self.url, self.organisation, self.language]
        parts += [self.published_on.isoformat(), json.dumps(dict(self.facets), sort_keys=True)]
        return hashlib.sha256("\x1f".join(parts).encode(errors="surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True)
class Filters:
    """What hits must be. since, until: days of publication, both included. facets: further facets, and `year`."""

    kind: str = ""
    organisation: str = ""
    since: date | None = None
    until: date | None = None
    facets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Query:
    """limit: hits on a page. cursor: as given with the page before. count: the facets to count."""

    asked: Asked = field(default_factory=Asked)
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "relevance"
    limit: int = 10
    cursor: str = ""
    count: Sequence[str] = ()

    @property
    def order(self) -> Sort:
        """Without words there is nothing to be relevant to: then the newest come first."""
        return self.sort if self.asked.terms else "date"

    @property
    def fingerprint(self) -> str:
        """The same for two pages of the same results."""
        facets = sorted(self.filters.facets.items())
        key = (self.asked, self.filters.kind, self.filters.organisation, self.filters.since, self.filters.until, facets)
        return hashlib.sha256(repr((key, self.order)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Hit:
    """title_html, fragment: safe HTML; the words asked for stand in `<mark>`."""

    ref: str
    kind: str
    title: str
    title_html: str
    fragment: str
    url: str
    organisation: str
    language: str
    published_on: date


@dataclass(frozen=True)
class Answer:
    """total: all hits. facets: by name, (value, hits), most first; of a facet that is filtered by, without that filter.

    next_cursor: "" on the last page. is_restarted: the cursor was of an index that is gone; this is the first page.
    """

    hits: list[Hit]
    total: int
    facets: dict[str, list[tuple[str, int]]]
    next_cursor: str
    generation: str
    is_restarted: bool = False


class Engine(Protocol):
    """Writing is for one process at a time; nothing written is found before `commit`, all of it after."""

    def index(self, entries: Iterable[IndexEntry]) -> None:
        """Add, or replace what has the same ref. Raises `IndexBusy` while another process writes."""

    def remove(self, refs: Iterable[str]) -> None:
        """Take out; refs that are not there are passed over. Raises `IndexBusy`."""

    def commit(self) -> str:
        """Make everything since the last commit findable at once. Returns the new generation."""

    def query(self, query: Query) -> Answer:
        """Hits, best or newest first, ties by ref (`tie_key`). Pages of one generation never overlap or leave gaps.

        Raises `UnusableIndex`.
        """

    def suggest(self, typed: str, limit: int = 8) -> list[str]:
        """Words that begin with the last word typed (half-typed syllables too), the most frequent first."""

    def digests(self) -> Iterator[tuple[str, str]]:
        """Every ref in the index with the digest of its entry."""

    def close(self) -> None:
        """Let go of files and locks. What was not committed is lost."""


def tie_key(ref: str) -> tuple[str, str]:
    """The order of hits that are equally good: by code, then by kind."""
    return ref.rpartition(":")[2], ref


def write_cursor(generation: str, fingerprint: str, offset: int) -> str:
    """An opaque word for an address."""
    return base64.urlsafe_b64encode(json.dumps([generation, fingerprint, offset]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, fingerprint: str) -> tuple[str, int] | None:
    """(generation, offset), or None where the cursor is damaged or of another query."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        generation, of, offset = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        return None
    if of != fingerprint or not isinstance(generation, str) or type(offset) is not int or not 0 <= offset <= DEEPEST:
        return None
    return generation, offset
