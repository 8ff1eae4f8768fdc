"""A small site to look at: what the visited pages show."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from django.utils.timezone import localdate, now

from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.common.actors import SYSTEM
from madang.plans.actions import load_plan, take_snapshot
from madang.plans.planfile import read_plan

PLANS = Path(__file__).resolve().parents[2] / "actionplans"


@dataclass
class World:
    """agency: with a history and documents. people: by the name used in `Visit.by`. kept_day: a snapshot's page."""

    agency: Organisation
    kept_day: str = ""
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
    world.kept_day = build_plans()
    return world


def build_plans() -> str:
    """Load both plans and keep a day of the demonstration's. Returns the address of that day."""
    at = now()
    for name in ("korea-2014", "demonstration"):
        draft = read_plan((PLANS / f"{name}.toml").read_text(), today=localdate(at))
        version = load_plan(draft=draft, by=SYSTEM, at=at).version
    return take_snapshot(version=version, day=localdate(at) - timedelta(days=1), at=at).get_absolute_url()
