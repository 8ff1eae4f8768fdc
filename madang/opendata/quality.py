"""How good a dataset is, counted: the 405 points of the European portal's method, five stars, freshness. Pure.

Source of the 405 points: data.europa.eu, Metadata Quality Assessment methodology. Where a dataset has several files, an
indicator about files earns the share of files that meet it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from madang.opendata.formats.description import Described, File
from madang.opendata.formats.vocabularies import LICENCES, UNKNOWN, days_between_updates, kind_of

RATINGS = ((351, "excellent"), (221, "good"), (121, "sufficient"), (0, "bad"))
OPEN_STARS = 3


@dataclass(frozen=True)
class Indicator:
    """One thing that is counted. met, of: files, or 1 for what concerns the dataset. points: those earned."""

    dimension: str
    name: str
    weight: int
    met: int
    of: int

    @property
    def points(self) -> Decimal:
        return Decimal(self.weight * self.met) / Decimal(self.of) if self.of else Decimal(0)


@dataclass(frozen=True)
class Assessment:
    """The points of a dataset and where they come from."""

    indicators: tuple[Indicator, ...]

    @property
    def points(self) -> Decimal:
        return round(sum((one.points for one in self.indicators), Decimal(0)), 1)

    @property
    def most(self) -> int:
        return sum(one.weight for one in self.indicators)

    @property
    def rating(self) -> str:
        return rating_of(self.points)


def rating_of(points: Decimal) -> str:
    """`excellent` from 351, `good` from 221, `sufficient` from 121, else `bad`."""
    return next(name for floor, name in RATINGS if points >= floor)


def assess(dataset: Described, *, works: Mapping[str, bool], conforms: bool) -> Assessment:
    """The 405 points. works: whether an address answered when last asked; what was never asked does not count.

    conforms: whether the dataset passes the check of DCAT-AP.
    """
    files = [file for file in dataset.files if not file.is_service] or list(dataset.files)

    def share(name: str, dimension: str, weight: int, meets: Callable[[File], bool]) -> Indicator:
        return Indicator(dimension, name, weight, sum(1 for file in files if meets(file)), len(files))

    return Assessment(
        (
            said("keyword", "findability", 30, bool(dataset.keywords)),
            said("theme", "findability", 30, bool(dataset.area)),
            said("spatial", "findability", 20, bool(dataset.spatial)),
            said("temporal", "findability", 20, bool(dataset.covers_from or dataset.covers_until)),
            share("access-url-works", "accessibility", 50, lambda file: works.get(file.access_url, False)),
            share("download-url", "accessibility", 20, lambda file: bool(file.forms)),
            share("download-url-works", "accessibility", 30, lambda file: downloads_work(file, works)),
            share("format", "interoperability", 20, lambda file: bool(format_of(file))),
            share("media-type", "interoperability", 10, lambda file: kind_of(format_of(file)) is not UNKNOWN),
            share("from-vocabulary", "interoperability", 10, lambda file: kind_of(format_of(file)) is not UNKNOWN),
            share("non-proprietary", "interoperability", 20, lambda file: kind_of(format_of(file)).is_open),
            share(
                "machine-readable", "interoperability", 20, lambda file: kind_of(format_of(file)).is_machine_readable
            ),
            said("dcat-ap", "interoperability", 30, conforms),
            share("licence", "reusability", 20, lambda _file: dataset.licence in LICENCES),
            share("licence-from-vocabulary", "reusability", 10, lambda _file: dataset.licence in LICENCES),
            said("access-rights", "reusability", 10, is_said=True),
            said("access-rights-from-vocabulary", "reusability", 5, is_said=True),
            said("contact-point", "reusability", 20, bool(dataset.contact or dataset.contact_url)),
            said("publisher", "reusability", 10, bool(dataset.publisher.name.any)),
            share("rights", "context", 5, lambda _file: True),
            share("byte-size", "context", 5, lambda file: any(form.size is not None for form in file.forms)),
            said("issued", "context", 5, is_said=True),
            said("modified", "context", 5, is_said=True),
        )
    )


def said(name: str, dimension: str, weight: int, is_said: bool) -> Indicator:  # noqa: FBT001
    """An indicator that concerns the dataset, met or not."""
    return Indicator(dimension, name, weight, int(is_said), 1)


def format_of(file: File) -> str:
    """The format that a file is offered in first."""
    return file.forms[0].format if file.forms else file.format


def downloads_work(file: File, works: Mapping[str, bool]) -> bool:
    return any(works.get(form.url, False) for form in file.forms)


def file_stars(file: File, *, licence: str, works: Mapping[str, bool]) -> int:
    """Berners-Lee's stars of one file: none without an open licence and a working address; else those of its best form.

    Five are out of reach here: they need links from the data to that of others, which no table has by itself.
    """
    found = LICENCES.get(licence)
    if found is None or not found.is_open:
        return 0
    working = [kind_of(form.format).stars for form in file.forms if works.get(form.url, False)]
    if works.get(file.access_url, False) and not file.forms:
        working.append(kind_of(file.format).stars)
    return max(working, default=0)


def stars(dataset: Described, *, works: Mapping[str, bool]) -> int:
    """The stars of the best of its files."""
    return max((file_stars(file, licence=dataset.licence, works=works) for file in dataset.files), default=0)


def open_formats(files: Sequence[File]) -> tuple[int, int]:
    """(files that are offered in an open, machine-readable format; all files). Services are none."""
    counted = [file for file in files if not file.is_service]
    kinds = [[kind_of(form.format) for form in file.forms] or [kind_of(file.format)] for file in counted]
    return sum(1 for offered in kinds if max(kind.stars for kind in offered) >= OPEN_STARS), len(counted)


def is_fresh(dataset: Described, *, at: datetime) -> bool | None:
    """Whether the data changed within its declared cycle; None where no cycle is declared."""
    days = days_between_updates(dataset.frequency)
    if not days:
        return None
    changed = max((file.modified for file in dataset.files if file.modified), default=dataset.modified)
    return (at - changed).days <= days
