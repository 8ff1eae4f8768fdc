"""A small site to look at: what the visited pages show."""

from dataclasses import dataclass, field
from datetime import date

from madang.accounts.models import Organisation, Role, RoleHeld, User


@dataclass
class World:
    """agency: with a history and documents. people: by the name used in `Visit.by`."""

    agency: Organisation
    people: dict[str, User] = field(default_factory=dict)


def build_world() -> World:
    agency = Organisation.objects.create(
        code="B000001",
        kind=Organisation.Kind.MINISTRY,
        name_ko="한빛안전처",
        name_en="Hanbit Safety Agency",
        established_on=date(2010, 1, 1),
    )
    world = World(agency)
    for name, role, organisation in (
        ("citizen", None, None),
        ("officer", Role.RECORDS_OFFICER, agency),
        ("administrator", Role.ADMINISTRATOR, None),
    ):
        world.people[name] = User.objects.create_user(f"{name}@example.org", name=name.title())
        if role:
            RoleHeld.objects.create(
                user=world.people[name], role=role, organisation=organisation, since_on=date(2020, 1, 1)
            )
    return world
