"""Days off by the Regulation on Public Holidays of Government Offices, from the `holidays` library. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

SEPARATOR = "; "


@dataclass(frozen=True)
class DayOff:
    """A day off that is no mere Saturday or Sunday. decree: what made it one after the fact, else empty."""

    on: date
    name_ko: str
    name_en: str
    decree: str = ""

    def name(self, language: str) -> str:
        return self.name_ko if language.startswith("ko") else self.name_en


@lru_cache(maxsize=64)
def regular_days_off(year: int) -> Mapping[date, DayOff]:
    """The year's public holidays, substitute days, election days and the days decreed before the library's release."""
    korean = holidays.country_holidays("KR", years=year, language="ko")
    english = holidays.country_holidays("KR", years=year, language="en_US")
    return MappingProxyType({on: DayOff(on, korean[on], english[on]) for on in sorted(korean)})
