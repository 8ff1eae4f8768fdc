"""The plan's bodies, its basic plan, its register and its review enter by the ordinary actions, and twice is once."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.timezone import get_current_timezone

from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.accounts.viewers import PUBLIC
from madang.bodies.models import Meeting
from madang.common.actors import SYSTEM
from madang.common.metrics import measure
from madang.plans import actions, queries
from madang.plans.models import Contribution, Evaluation, Policy, Review
from madang.plans.planfile import read_plan
from madang.portal.demonstration.councils import CouncilLoading
from madang.portal.demonstration.country.councils import BASIC
from madang.portal.demonstration.country.shapes import Country
from madang.portal.demonstration.plans import PlanLoading

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = date(2026, 11, 23)


def an_office(code: str, email: str, role: Role) -> None:
    organisation = Organisation.objects.create(
        code=code, kind="ministry", name_ko=code, name_en=code, established_on=date(2000, 1, 1)
    )
    user = User.objects.create_user(f"{email}@demonstration.example")
    RoleHeld.objects.create(user=user, role=role, organisation=organisation, since_on=date(2020, 1, 1))


@pytest.fixture
def country() -> Country:
    for code in ("9000100", "9000200"):
        an_office(code, f"records-{code}", Role.RECORDS_OFFICER)
    an_office("9040400", "reviewer", Role.INDEPENDENT_REVIEWER)
    text = (Path(settings.ROOT) / "actionplans" / "demonstration.toml").read_text()
    at = datetime(2025, 11, 23, 9, tzinfo=get_current_timezone())
    actions.load_plan(draft=read_plan(text, today=TODAY), by=SYSTEM, at=at)
    return Country(seed=2014, today=TODAY, offices=(), people=(), records=())


def run(country: Country) -> None:
    steps = [*PlanLoading(country).steps(), *CouncilLoading(country).steps()]
    for _name, _at, act in sorted(steps, key=lambda step: step[1]):
        act()


def test_the_country_hears_people_passes_plans_and_is_reviewed(country: Country) -> None:
    run(country)
    said, meetings = Contribution.objects.count(), Meeting.objects.count()
    run(country)

    assert (Contribution.objects.count(), Meeting.objects.count()) == (said, meetings)
    policy = Policy.objects.get(slug=BASIC)
    fates = [str(one.fate) for one in queries.deliberated(policy, on=TODAY)]
    assert fates == ["passed", "rejected"]
    assert Evaluation.objects.count() == 4
    assert Review.objects.get().published_at is not None
    assert policy.action_plan is not None
    assert queries.totals(policy.action_plan, PUBLIC, on=TODAY).overdue >= 1


def test_the_statements_about_bodies_are_measured_from_their_meetings(country: Country) -> None:
    run(country)
    year = {"since": str(TODAY - timedelta(days=365)), "until": str(TODAY - timedelta(days=1))}

    def value(key: str, **parameters: str) -> object:
        found = measure(key, at=TODAY, **parameters)
        return found.value if found else None

    assert value("bodies.members", body="open-data-strategy-council") == 34
    assert value("bodies.is_seated", body="post-employment-advisers") == 1
    assert value("bodies.meetings_held", body="post-employment-advisers", **year) == 2
    assert value("bodies.meetings_held", group="data-task-forces", **year) == 5
    assert value("bodies.conferences_held", group="data-task-forces", **year) == 1
    assert value("plans.channels_minuted", plan="demonstration", commitment="1.b") == 3
