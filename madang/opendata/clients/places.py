"""Where the rows of a table are: points from two columns, or shapes from one, in degrees. Pure.

Source: RFC 7946 (GeoJSON: longitude before latitude, WGS 84).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import shapely
from pyproj import Transformer

from madang.opendata.clients.asking import BadQuestion, Condition

WGS84 = "EPSG:4326"
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Places:
    """x, y: names of the columns of points, in `system`. shape: name of the column of shapes (GeoJSON or WKT)."""

    x: str = ""
    y: str = ""
    system: str = WGS84
    shape: str = ""


def places_of(columns: Sequence[Mapping[str, Any]], coordinates: Mapping[str, Any] | None) -> Places | None:
    """coordinates: as reading found them, `{x: place, y: place, system}`. None: no row says where it is."""
    for column in columns:
        if column.get("semantics") == "geometry":
            return Places(shape=str(column["name"]))
    if coordinates:
        x, y = columns[coordinates["x"]]["name"], columns[coordinates["y"]]["name"]
        return Places(x=str(x), y=str(y), system=str(coordinates["system"]))
    return None


@cache
def to_degrees(system: str) -> Transformer:
    return Transformer.from_crs(system, WGS84, always_xy=True)


@cache
def from_degrees(system: str) -> Transformer:
    return Transformer.from_crs(WGS84, system, always_xy=True)


def geometry_of(places: Places, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The GeoJSON geometry of a row, or None where it has none."""
    if places.shape:
        shape = shape_in(row.get(places.shape))
        return dict(shapely.geometry.mapping(shape)) if shape is not None else None
    x, y = row.get(places.x), row.get(places.y)
    if not x or not y:  # portals write 0 for unknown
        return None
    longitude, latitude = float(x), float(y)
    if places.system != WGS84:
        longitude, latitude = to_degrees(places.system).transform(longitude, latitude)
    return {"type": "Point", "coordinates": [round(longitude, 7), round(latitude, 7)]}


def shape_in(text: Any) -> Any:
    """The shape that a cell says, or None."""
    if not isinstance(text, str) or not text.strip():
        return None
    try:
        return shapely.from_geojson(text) if text.lstrip().startswith("{") else shapely.from_wkt(text)
    except shapely.errors.GEOSException:
        return None


def box_in(text: str) -> Box:
    """`west,south,east,north` in degrees, or with heights, which are passed over. Raises `BadQuestion`."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        raise BadQuestion("not-a-box", "bbox", text) from None
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not numbers[0] <= numbers[2] or not numbers[1] <= numbers[3]:
        raise BadQuestion("not-a-box", "bbox", text)
    return numbers[0], numbers[1], numbers[2], numbers[3]


def within(places: Places, box: Box) -> tuple[Condition, ...]:
    """The conditions that points of the table in the box fulfil; of projected columns, of the box around the box."""
    west, south, east, north = box
    if places.system != WGS84:
        west, south, east, north = from_degrees(places.system).transform_bounds(west, south, east, north)
    return (
        Condition(places.x, "ge", west),
        Condition(places.x, "le", east),
        Condition(places.y, "ge", south),
        Condition(places.y, "le", north),
    )


def touches(geometry: Mapping[str, Any], box: Box) -> bool:
    """Whether a shape and the box have a point in common."""
    return bool(shapely.box(*box).intersects(shapely.from_geojson(json.dumps(geometry))))
