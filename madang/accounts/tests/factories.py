"""People and organisations for tests."""

from datetime import UTC, date, datetime
from itertools import count

from allauth.account.models import EmailAddress

from madang.accounts import actions
from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.common.actors import SYSTEM

NOON = datetime(2026, 3, 2, 3, tzinfo=UTC)
TODAY = date(2026, 3, 2)
LONG_AGO = date(2010, 1, 1)
PASSWORD = "correct horse battery"
_numbers = count(1)


def make_user(email: str = "", *, password: str = PASSWORD, name: str = "") -> User:
    user = User.objects.create_user(email or f"person{next(_numbers)}@example.org", password, name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_organisation(
    code: str = "",
    *,
    name_ko: str = "",
    parent: Organisation | None = None,
    established_on: date = LONG_AGO,
    kind: str = "ministry",
) -> Organisation:
    code = code or f"9{next(_numbers):06}"
    return actions.create_organisation(
        code=code,
        kind=kind,
        name_ko=name_ko or f"기관 {code}",
        name_en=f"Agency {code}",
        parent=parent,
        established_on=established_on,
        by=SYSTEM,
        at=NOON,
    )


def give_role(
    user: User,
    role: Role,
    organisation: Organisation | None = None,
    *,
    since_on: date = LONG_AGO,
    until_on: date | None = None,
) -> RoleHeld:
    return RoleHeld.objects.create(
        user=user, role=role, organisation=organisation, since_on=since_on, until_on=until_on
    )


def make_administrator() -> User:
    user = make_user()
    give_role(user, Role.ADMINISTRATOR)
    return user
