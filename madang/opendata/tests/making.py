"""Makers of the register and of what stands around it, for tests."""

from datetime import date, datetime
from itertools import count

from madang.accounts.models import Organisation, Role, User
from madang.opendata.actions import register as actions
from madang.opendata.models import HeldType
from tests.factories import NOON, make_officer, make_organisation

numbers = count(1)
HELD_SINCE = date(2010, 1, 1)


def officer_of(organisation: Organisation) -> User:
    return make_officer(organisation, Role.DATA_OFFICER)


def make_held(
    *,
    organisation: Organisation | None = None,
    status: str = "",
    since_on: date = date(2013, 12, 31),
    at: datetime = NOON,
    **fields: object,
) -> HeldType:
    """An entry of the register, stated as `status` if that is given."""
    organisation = organisation or make_organisation()
    number = next(numbers)
    said: dict[str, object] = {"number": f"N-{number}", "title": f"대기오염 측정 {number}", "held_since_on": HELD_SINCE}
    said |= {
        name: fields.pop(name) for name in ("number", "title", "description", "area", "held_since_on") if name in fields
    }
    held = actions.register_held(organisation=organisation, by=None, at=at, **said)  # type: ignore[arg-type]
    if status:
        needed: dict[str, object] = {}
        if status == "closed":
            needed = {"reason": "17-1-1", "items": [6]}
        elif status == "planned":
            needed = {"planned_on": date(2030, 1, 1)}
        actions.state_openness(
            held=held,
            status=status,
            since_on=since_on,
            by=None,
            at=at,
            **(needed | fields),  # type: ignore[arg-type]
        )
    return held
