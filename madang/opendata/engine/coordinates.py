"""Where the rows of a table are: longitude and latitude, in whatever system and column they stand."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from madang.opendata.engine.query import Column

WGS84 = "EPSG:4326"
LARGEST_SHAPE = 2_000_000


@cache
def transformer(system: str) -> Any:
    import pyproj

    return pyproj.Transformer.from_crs(system, WGS84, always_xy=True)


def to_degrees(system: str, xs: Sequence[float], ys: Sequence[float]) -> list[tuple[float, float]]:
    """Longitudes and latitudes of coordinates in a system, rounded to a tenth of a metre."""
    if system == WGS84:
        return list(zip(xs, ys, strict=True))
    longitudes, latitudes = transformer(system).transform(list(xs), list(ys))
    return [(round(x, 6), round(y, 6)) for x, y in zip(longitudes, latitudes, strict=True)]


@dataclass(frozen=True)
class Place:
    """x, y: the columns of coordinates; shape: the column of shapes as GeoJSON. Either, or both."""

    x: Column | None = None
    y: Column | None = None
    system: str = WGS84
    shape: Column | None = None

    @property
    def has_points(self) -> bool:
        return self.x is not None and self.y is not None

    def geometries(self, columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> list[dict[str, Any] | None]:
        """The GeoJSON geometry of each row; None where it has none."""
        if self.shape is not None and self.shape in columns:
            at = list(columns).index(self.shape)
            return [geometry(row[at]) for row in rows]
        if self.x is None or self.y is None or self.x not in columns or self.y not in columns:
            return [None] * len(rows)
        x_at, y_at = list(columns).index(self.x), list(columns).index(self.y)
        known = [(at, row[x_at], row[y_at]) for at, row in enumerate(rows) if row[x_at] and row[y_at]]
        found: list[dict[str, Any] | None] = [None] * len(rows)
        places = to_degrees(self.system, [one[1] for one in known], [one[2] for one in known]) if known else []
        for (at, _x, _y), (longitude, latitude) in zip(known, places, strict=True):
            if -180 <= longitude <= 180 and -90 <= latitude <= 90:
                found[at] = {"type": "Point", "coordinates": [longitude, latitude]}
        return found


def geometry(text: Any) -> dict[str, Any] | None:
    if not isinstance(text, str) or len(text) > LARGEST_SHAPE or not text.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) and "coordinates" in found else None


def place_of(columns: Sequence[Column], coordinates: dict[str, Any] | None) -> Place | None:
    """Where the rows of a table are, from what reading found; None if nothing says so."""
    shape = next((column for column in columns if column.semantics == "geometry"), None)
    if coordinates:
        x, y = columns[int(coordinates["x"])], columns[int(coordinates["y"])]
        return Place(x, y, str(coordinates["system"]), shape)
    return Place(shape=shape) if shape else None
