"""Makers of records for tests: each gives something valid, and takes what the test is about."""

from datetime import UTC, date, datetime
from itertools import count

from madang.accounts.models import Organisation, Role, RoleHeld, User

NOON = datetime(2016, 5, 2, 3, 0, tzinfo=UTC)
"""Noon in Seoul on Monday 2 May 2016: both rank rules are in force."""
numbers = count(1)


def make_organisation(**fields: object) -> Organisation:
    number = next(numbers)
    defaults = {
        "code": f"90{number:05}",
        "kind": Organisation.Kind.MINISTRY,
        "name_ko": f"가온부 {number}",
        "name_en": f"Ministry {number}",
        "established_on": date(2000, 1, 1),
    }
    return Organisation.objects.create(**(defaults | fields))


def make_user(**fields: object) -> User:
    defaults = {"email": f"person{next(numbers)}@example.test", "name": "홍길동"}
    return User.objects.create(**(defaults | fields))


def make_officer(organisation: Organisation, role: Role = Role.RECORDS_OFFICER, **fields: object) -> User:
    user = make_user(**fields)
    RoleHeld.objects.create(user=user, role=role, organisation=organisation, since_on=date(2010, 1, 1))
    return user
