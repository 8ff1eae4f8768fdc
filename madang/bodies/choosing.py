"""Calls that another app decides by a rule announced with them: bodies knows only where that is done."""

from collections.abc import Callable

from madang.bodies.models import Call
from madang.common.refs import Target

Find = Callable[[Call], Target | None]
_finders: dict[str, Find] = {}


def register_rule(name: str, find: Find) -> None:
    """Say which calls are decided by the rule `name`. `find(call)` gives the page where, None for every other call."""
    _finders[name] = find


def where_chosen(call: Call, *, besides: str = "") -> Target | None:
    """The page where the members of a call are chosen by a rule other than `besides`; None if the secretary decides."""
    found = (find(call) for name, find in _finders.items() if name != besides)
    return next((target for target in found if target), None)
