"""What apps above say a record is to them: a body learns that it is the task force of an area of data."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from madang.common.refs import Target


@dataclass(frozen=True)
class Relation:
    """kind: a name for programs, `opendata.task-force`. label: what it is, for people. note: a sentence, or empty."""

    kind: str
    label: str | Promise
    target: Target
    note: str = ""


Find = Callable[[str], Iterable[Relation]]
_finders: list[Find] = []


def register_relations(find: Find) -> None:
    """Say how to find what a ref is to records of an app. `find(ref)` gives what everybody may see."""
    _finders.append(find)


def relations_of(ref: str) -> list[Relation]:
    """What the record is to others, app by app."""
    return [relation for find in _finders for relation in find(ref)]
