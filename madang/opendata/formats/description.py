"""What is said of a catalogue, a dataset and its files, as plain data: what every format is made from. Pure."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Text:
    """A text in Korean and, where there is one, in English."""

    ko: str
    en: str = ""

    @property
    def any(self) -> str:
        return self.ko or self.en

    @property
    def spoken(self) -> list[tuple[str, str]]:
        """(language, text) for each language that there is."""
        return [(language, text) for language, text in (("ko", self.ko), ("en", self.en)) if text]


@dataclass(frozen=True)
class Agency:
    """Who publishes. uri: its page."""

    uri: str
    code: str
    name: Text


@dataclass(frozen=True)
class Column:
    """type: `integer`, `number`, `date`, `datetime`, `boolean` or `text`."""

    name: str
    alias: str
    type: str
    unit: str = ""


@dataclass(frozen=True)
class Form:
    """One way to download a file: the original, or the same data made of it. sha256 and size where they are known."""

    url: str
    format: str
    size: int | None = None
    sha256: str = ""
    is_utf8_table: bool = False
    """Whether it is a CSV in UTF-8 with one header row and every value as its column says."""


@dataclass(frozen=True)
class File:
    """A distribution. access_url: where a person gets it; forms: direct downloads, the preferred first."""

    uri: str
    key: str
    title: Text
    access_url: str
    format: str
    forms: tuple[Form, ...] = ()
    issued: datetime | None = None
    modified: datetime | None = None
    version: int | None = None
    columns: tuple[Column, ...] = ()
    rows: int | None = None
    is_service: bool = False
    endpoint_description: str = ""


@dataclass(frozen=True)
class Series:
    """A family of datasets of the same kind, such as one a year."""

    uri: str
    title: Text
    description: Text


@dataclass(frozen=True)
class Described:
    """Everything public about a dataset. licence, frequency, area: codes of the portal. hvd: a code of `HVD`."""

    uri: str
    url: str
    code: str
    slug: str
    title: Text
    description: Text
    publisher: Agency
    licence: str
    keywords: tuple[str, ...]
    area: str
    area_name: Text
    frequency: str
    spatial: str
    covers_from: date | None
    covers_until: date | None
    contact: str
    contact_url: str
    issued: datetime
    modified: datetime
    files: tuple[File, ...]
    hvd: str = ""
    series: Series | None = None

    @property
    def version(self) -> str:
        """The highest number among its files, as a semantic version."""
        return f"{max([file.version or 1 for file in self.files], default=1)}.0.0"


@dataclass(frozen=True)
class Catalogue:
    """A page of the catalogue. total: datasets in all; the addresses of pages are None where there is none."""

    uri: str
    url: str
    title: Text
    description: Text
    publisher: Agency
    modified: datetime
    datasets: tuple[Described, ...]
    total: int
    page_uri: str
    first: str
    last: str
    next: str | None = None
    previous: str | None = None
