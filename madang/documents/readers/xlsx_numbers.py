"""Numbers in cells as their formats show them: dates, and digits with dashes, such as registration numbers."""

import re
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

from madang.documents.readers.containers import local

DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
"""Numbers of the built-in formats of dates and times, Korean ones included (ECMA-376 part 1, 18.8.30)."""
LITERAL = re.compile(r"\"[^\"]*\"|\\.|\[[^\]]*\]|_.|\*.")
QUOTED_DASH = re.compile(r"\\-|\"-\"")
DIGITS = re.compile(r"[0#](?:[0#-]*[0#])?")
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 -- days in cells have no time zone
SERIAL_LIMIT = 2_958_466


class Formats:
    """The number formats of a workbook, by the number of a cell's style."""

    def __init__(self, styles: Element | None) -> None:
        self.codes: dict[str, str] = {}
        self.numbers: list[str] = []
        for element in styles if styles is not None else []:
            if local(element) == "numFmts":
                self.codes = {item.get("numFmtId", ""): item.get("formatCode", "") for item in element}
            elif local(element) == "cellXfs":
                self.numbers = [item.get("numFmtId", "0") for item in element]

    def code(self, style: str) -> tuple[int, str]:
        """The number and the code of a style's format."""
        try:
            number = self.numbers[int(style)]
            return int(number), self.codes.get(number, "")
        except (ValueError, IndexError):
            return 0, ""

    def hides(self, style: str) -> bool:
        """Whether the format shows nothing at all."""
        return bool(re.fullmatch(r";{2,3}", self.code(style)[1]))

    def shown(self, raw: str, style: str) -> str:
        """A number as people see it, as far as it may be a date or an identifier; other formats leave it as it is."""
        number, code = self.code(style)
        plain = LITERAL.sub("", QUOTED_DASH.sub("-", code.split(";")[0]))
        try:
            value = float(raw)
        except ValueError:
            return raw
        if number in DATES or re.search(r"[yYdDhHsS]|m{1,5}", plain):
            return as_date(value) if 0 <= value < SERIAL_LIMIT else raw
        if code and DIGITS.fullmatch(plain) and "-" in plain and value >= 0 and value.is_integer():
            return with_dashes(int(value), plain)
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else raw


def as_date(value: float) -> str:
    moment = EPOCH + timedelta(seconds=round(value * 86_400))
    if value < 1:
        return moment.strftime("%H:%M:%S")
    return moment.strftime("%Y-%m-%d" if value.is_integer() else "%Y-%m-%d %H:%M:%S")


def with_dashes(value: int, pattern: str) -> str:
    """Digits put into a pattern such as 000000-0000000 from the right."""
    digits = list(str(value).rjust(sum(sign == "0" for sign in pattern), "0"))
    shown: list[str] = []
    for sign in reversed(pattern):
        if sign == "-":
            shown.append("-")
        elif digits:
            shown.append(digits.pop())
    return "".join([*digits, *reversed(shown)])
