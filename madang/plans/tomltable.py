"""A table of a TOML file, read key by key: what is wrong is collected with its place, and nothing is guessed."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

RELATIVE_DAY = re.compile(r"today(?:([+-])(\d{1,5})d)?")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. path: keys and positions, e.g. `commitment[2].milestone[1].due`."""

    path: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Text:
    """The same sentence in Korean and in English."""

    ko: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.ko or self.en)


def relative_day(value: str, *, today: date) -> date | None:
    """The day that `today`, `today+200d` or `today-365d` names; None for any other text."""
    if not (found := RELATIVE_DAY.fullmatch(value)):
        return None
    sign, days = found.groups()
    return today + timedelta(days=int(days or 0) * (-1 if sign == "-" else 1))


@dataclass
class Table:
    """Reads one table. Faults go to the list that all tables of a file share; a faulty value reads as absent."""

    data: dict[str, Any]
    path: str
    faults: list[Fault]
    today: date
    known: set[str] = field(default_factory=set)

    def place(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def fault(self, key: str, code: str, **params: str | int) -> None:
        self.faults.append(Fault(self.place(key), code, params))

    def take(self, key: str, *, required: bool) -> Any:
        """The raw value; None where it is absent, which is a fault if it is required."""
        self.known.add(key)
        if key not in self.data:
            if required:
                self.fault(key, "missing")
            return None
        return self.data[key]

    def string(self, key: str, *, required: bool = False, among: Collection[str] = (), default: str = "") -> str:
        value = self.take(key, required=required)
        if value is None:
            return default
        if not isinstance(value, str) or (required and not value.strip()):
            self.fault(key, "not-a-string")
            return default
        if among and value not in among:
            self.fault(key, "not-among", found=value, allowed=", ".join(among))
            return default
        return value.strip()

    def strings(self, key: str, *, among: Collection[str] = ()) -> tuple[str, ...]:
        value = self.take(key, required=False)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.fault(key, "not-a-list-of-strings")
            return ()
        for one in value:
            if among and one not in among:
                self.fault(key, "not-among", found=one, allowed=", ".join(among))
        return tuple(value)

    def text(self, key: str, *, required: bool = False) -> Text:
        value = self.take(key, required=required)
        return Text() if value is None else self._text(key, value)

    def texts(self, key: str) -> tuple[Text, ...]:
        value = self.take(key, required=False)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.fault(key, "not-a-list-of-texts")
            return ()
        return tuple(self._text(f"{key}[{position}]", one) for position, one in enumerate(value))

    def _text(self, key: str, value: Any) -> Text:
        if not isinstance(value, dict):
            self.fault(key, "not-a-text")
            return Text()
        inner = Table(value, self.place(key), self.faults, self.today)
        text = Text(ko=inner.string("ko", required=True), en=inner.string("en", required=True))
        inner.close()
        return text

    def number(self, key: str) -> Decimal | None:
        """A number, or yes (1) and no (0) as `true` and `false`."""
        value = self.take(key, required=False)
        if value is None:
            return None
        if not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
            self.fault(key, "not-a-number")
            return None
        return Decimal(value)

    def whole_numbers(self, key: str) -> tuple[int, ...]:
        value = self.take(key, required=False)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, int) for one in value):
            self.fault(key, "not-whole-numbers")
            return ()
        return tuple(value)

    def whole(self, key: str) -> int | None:
        value = self.take(key, required=False)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.fault(key, "not-a-whole-number")
        return None

    def flag(self, key: str) -> bool:
        value = self.take(key, required=False)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.fault(key, "not-a-flag")
        return False

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A date as TOML writes it, or one counted from the day of loading: `today`, `today+200d`, `today-365d`."""
        value = self.take(key, required=required)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str) and (day := relative_day(value, today=self.today)):
            return day
        if value is not None:
            self.fault(key, "not-a-day", found=str(value))
        return None

    def parameters(self, key: str) -> dict[str, str]:
        """A metric's parameters as strings; days counted from the day of loading are resolved."""
        value = self.take(key, required=False)
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(isinstance(one, str | int | date) for one in value.values()):
            self.fault(key, "not-parameters")
            return {}
        return {name: self._parameter(one) for name, one in sorted(value.items())}

    def _parameter(self, value: str | int | date) -> str:
        if isinstance(value, str) and (day := relative_day(value, today=self.today)):
            return day.isoformat()
        return value.isoformat() if isinstance(value, date) else str(value)

    def table(self, key: str, *, required: bool = False) -> "Table | None":
        value = self.take(key, required=required)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fault(key, "not-a-table")
            return None
        return Table(value, self.place(key), self.faults, self.today)

    def tables(self, key: str, *, required: bool = False) -> list["Table"]:
        value = self.take(key, required=required)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.fault(key, "not-a-list-of-tables")
            return []
        if required and not value:
            self.fault(key, "missing")
        return [
            Table(one, f"{self.place(key)}[{position}]", self.faults, self.today) for position, one in enumerate(value)
        ]

    def close(self) -> None:
        """Fault every key that nobody asked for: a misspelt key must not pass as an absent one."""
        for key in self.data:
            if key not in self.known:
                self.fault(key, "unknown-key", allowed=", ".join(sorted(self.known)))
