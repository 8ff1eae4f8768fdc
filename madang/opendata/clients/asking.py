"""What a program asks of a table, whichever dialect it spoke. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Operator = Literal["eq", "ne", "lt", "le", "gt", "ge", "like", "in"]


class BadQuestion(ValueError):
    """A parameter that cannot be understood. name: of the parameter. code: worded at the door."""

    def __init__(self, code: str, name: str, value: str = "") -> None:
        self.code, self.name, self.value = code, name, value[:200]
        super().__init__(f"{code}: {name}")


@dataclass(frozen=True)
class Condition:
    """column: as the dataset calls it, or its alias. value: as sent; the engine reads it by the column's type."""

    column: str
    operator: Operator
    value: Any


@dataclass(frozen=True)
class Question:
    """conditions: all must hold. sort: (column, is_descending). columns: empty for all. text: words to look for."""

    conditions: tuple[Condition, ...] = ()
    text: str = ""
    sort: tuple[tuple[str, bool], ...] = ()
    columns: tuple[str, ...] = ()
    offset: int = 0
    limit: int = 100
    is_counted: bool = True


@dataclass(frozen=True)
class Table:
    """An answer: rows of values in the order of the columns. total: rows that fit, wherever the page stands."""

    columns: Sequence[str]
    types: Sequence[str]
    rows: Sequence[Sequence[Any]]
    total: int
    ids: Sequence[int] = field(default_factory=list)

    def as_dicts(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def whole(parameters: Mapping[str, Any], name: str, default: int, *, least: int = 0, most: int) -> int:
    """A whole number among parameters. More than `most` is `most`. Raises `BadQuestion` for anything else."""
    text = str(parameters.get(name, "") if parameters.get(name) is not None else "").strip()
    if not text:
        return default
    if not text.isascii() or not text.removeprefix("-").isdigit() or len(text) > 15:
        raise BadQuestion("not-a-number", name, text)
    if int(text) < least:
        raise BadQuestion("too-small", name, text)
    return min(int(text), most)
