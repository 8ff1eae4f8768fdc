"""What a column's values mean in Korea: regions, business numbers, coordinates, dates, yes and no."""

import re
from collections.abc import Sequence

from madang.common import checkdigits

CITIES = "서울|부산|대구|인천|광주|대전|울산|세종"
PROVINCES = f"{CITIES}|경기|강원|충북|충남|전북|전남|경북|경남|제주|충청북|충청남|전라북|전라남|경상북|경상남"
PROVINCE = re.compile(rf"({PROVINCES})(특별시|광역시|특별자치시|특별자치도|도|시)?")
REGION_PREFIXES = frozenset({"11", "36", "50", "51", "52", *map(str, range(21, 40)), *map(str, range(41, 49))})
DISTRICT = re.compile(rf"(({PROVINCES})\S*\s+)?[가-힣]{{1,6}}(시|군|구)(\s+[가-힣]{{1,6}}구)?")
ADDRESS = re.compile(r"\S*(시|도|군|구)\s.*(로|길|동|리|가|읍|면)\s?\d*.*\d")
BUSINESS = re.compile(r"\d{3}-?\d{2}-?\d{5}")
PHONE = re.compile(r"0\d{1,2}[-) .]?\d{3,4}[-. ]?\d{4}|1\d{3}-?\d{4}")
YES_NO = frozenset(
    {"Y", "N", "y", "n", "예", "아니오", "O", "X", "있음", "없음", "유", "무", "여", "부", "TRUE", "FALSE"}
)
GEOMETRY = re.compile(r'\s*\{"type":\s*"(Multi)?(Point|LineString|Polygon)"|(MULTI)?(POINT|LINESTRING|POLYGON)\s*\(')
MONTH = re.compile(r"(19|20)\d\d([-./]?(0[1-9]|1[0-2])|년\s?\d{1,2}월)")
WEEKDAY = re.compile(r"[월화수목금토일](요일)?")
LONGITUDE_NAME = re.compile(r"경도|lon|lng|x좌표|x_?coord|^x$|좌표.*x|longitude", re.IGNORECASE)
LATITUDE_NAME = re.compile(r"위도|lat|y좌표|y_?coord|^y$|좌표.*y|latitude", re.IGNORECASE)
SYSTEMS = {
    "EPSG:5186": ("중부원점 (GRS80, 600000)", (50_000, 450_000), (400_000, 800_000)),
    "EPSG:5179": ("UTM-K (GRS80)", (700_000, 1_400_000), (1_300_000, 2_100_000)),
    "EPSG:5174": ("중부원점 (Bessel)", (50_000, 450_000), (50_000, 650_000)),
}
"""Usual projected systems of Korea: label, range of x, range of y."""
ENOUGH = 0.9
Column = tuple[str, str, Sequence[str]]


def meaning(name: str, type_name: str, values: Sequence[str]) -> str:
    """What a column's distinct values are, in a word, or "". values: a sample of them as text, none empty."""
    if not values:
        return ""
    if type_name in {"integer", "number"}:
        return numeric_meaning(name, type_name, values)
    for word, test in (
        ("geometry", GEOMETRY.match),
        ("yes-no", YES_NO.__contains__),
        ("business-number", is_business_number),
        ("region-code", is_region_code),
        ("phone", PHONE.fullmatch),
        ("month", MONTH.fullmatch),
        ("weekday", WEEKDAY.fullmatch),
        ("province", PROVINCE.fullmatch),
        ("district", DISTRICT.fullmatch),
        ("address", ADDRESS.match),
    ):
        if word == "region-code" and not re.search(r"코드|code|법정동|행정동|시군구|시도", name, re.IGNORECASE):
            continue
        if sum(bool(test(value.strip())) for value in values) >= ENOUGH * len(values):
            return word
    return ""


def numeric_meaning(name: str, type_name: str, values: Sequence[str]) -> str:
    numbers = [float(value) for value in values if value]
    if (
        type_name == "integer"
        and re.search(r"연도|년도|year", name, re.IGNORECASE)
        and all(1900 <= one <= 2100 for one in numbers)
    ):
        return "year"
    if LONGITUDE_NAME.search(name) and share(numbers, 124, 132) >= ENOUGH:
        return "longitude"
    if LATITUDE_NAME.search(name) and share(numbers, 33, 39) >= ENOUGH:
        return "latitude"
    if LONGITUDE_NAME.search(name) and min(numbers) > 1000:
        return "easting"
    if LATITUDE_NAME.search(name) and min(numbers) > 1000:
        return "northing"
    return ""


def share(numbers: Sequence[float], low: float, high: float) -> float:
    """Of those that are not 0, which portals write for unknown, the share in the range."""
    known = [one for one in numbers if one]
    return sum(low <= one <= high for one in known) / len(known) if known else 0.0


def is_business_number(value: str) -> bool:
    return bool(BUSINESS.fullmatch(value)) and checkdigits.is_business(value.replace("-", ""))


def is_region_code(value: str) -> bool:
    """A statistical or legal code of a province, district or neighbourhood: 2, 5, 7, 8 or 10 digits."""
    return value.isdigit() and len(value) in {2, 5, 7, 8, 10} and value[:2] in REGION_PREFIXES


def coordinates(meanings: Sequence[str], ranges: Sequence[tuple[float, float] | None]) -> dict[str, object] | None:
    """Which two columns say where a row is, and in which system; None where none do.

    ranges: least and greatest value of each numeric column, so that a projected system can be told from the others.
    """
    if "longitude" in meanings and "latitude" in meanings:
        return {"x": meanings.index("longitude"), "y": meanings.index("latitude"), "system": "EPSG:4326"}
    if "easting" in meanings and "northing" in meanings:
        x, y = meanings.index("easting"), meanings.index("northing")
        spans = ranges[x], ranges[y]
        for code, (_label, (west, east), (south, north)) in SYSTEMS.items():
            if is_within(spans[0], west, east) and is_within(spans[1], south, north):
                return {"x": x, "y": y, "system": code}
    return None


def is_within(span: tuple[float, float] | None, low: float, high: float) -> bool:
    return span is not None and low <= span[0] and span[1] <= high
