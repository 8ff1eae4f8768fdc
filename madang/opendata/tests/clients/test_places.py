import pytest

from madang.opendata.clients.asking import BadQuestion
from madang.opendata.clients.places import Places, box_in, geometry_of, places_of, touches, within


def test_points_come_from_two_columns_in_degrees_or_metres() -> None:
    degrees = geometry_of(Places(x="경도", y="위도"), {"경도": 126.9779, "위도": 37.5663})
    metres = geometry_of(Places(x="x", y="y", system="EPSG:5186"), {"x": 200000.0, "y": 600000.0})

    assert degrees == {"type": "Point", "coordinates": [126.9779, 37.5663]}
    assert metres == {"type": "Point", "coordinates": [127.0, 38.0]}
    assert geometry_of(Places(x="경도", y="위도"), {"경도": 0, "위도": 0}) is None


def test_shapes_come_from_one_column_as_geojson_or_wkt() -> None:
    for cell in ('{"type": "Point", "coordinates": [127, 37]}', "POINT (127 37)"):
        shape = geometry_of(Places(shape="형상"), {"형상": cell})
        assert shape is not None
        assert shape["type"] == "Point"
        assert touches(shape, (126, 36, 128, 38))
        assert not touches(shape, (128, 36, 129, 38))
    assert geometry_of(Places(shape="형상"), {"형상": "POINT (broken"}) is None


def test_what_is_known_of_columns_decides() -> None:
    columns = [{"name": "이름", "semantics": ""}, {"name": "경도"}, {"name": "위도"}]

    assert places_of(columns, {"x": 1, "y": 2, "system": "EPSG:4326"}) == Places(x="경도", y="위도")
    assert places_of(columns, None) is None


def test_a_box_is_four_numbers_in_order() -> None:
    assert box_in("126,36,128,38") == (126, 36, 128, 38)
    assert [one.operator for one in within(Places(x="x", y="y"), (126, 36, 128, 38))] == ["ge", "le", "ge", "le"]
    for text in ("1,2,3", "a,b,c,d", "128,36,126,38"):
        with pytest.raises(BadQuestion):
            box_in(text)
