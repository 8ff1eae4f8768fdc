"""The bodies of the demonstration: entered by ordinary acts, behind where they should be, drawn so that it verifies."""

from datetime import date
from pathlib import Path

import pytest
from pytest_django import Settings

from madang.accounts.models import Organisation
from madang.bodies.drawchain import verify_chain
from madang.bodies.models import Body, Call, Draw, Meeting
from madang.bodies.queries.draws import file_of
from madang.bodies.queries.standings import in_breach
from madang.portal.demonstration import bodies
from madang.portal.demonstration.country.bodies import BODIES
from tests.factories import make_organisation

TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def stores(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_PRIVATE, settings.FILES_PUBLIC = tmp_path / "private", tmp_path / "public"


def load() -> None:
    for code in {made.office for made in BODIES} - set(Organisation.objects.values_list("code", flat=True)):
        make_organisation(code=code)
    for _name, _at, act in sorted(bodies.steps(TODAY), key=lambda step: step[1]):
        act()


@pytest.mark.slow
@pytest.mark.django_db
def test_the_bodies_meet_decide_and_one_of_them_is_behind() -> None:
    load()
    counts = (Body.objects.count(), Meeting.objects.count(), Call.objects.count())
    load()

    assert counts == (Body.objects.count(), Meeting.objects.count(), Call.objects.count())
    behind = {one.body.code for one in in_breach(on=TODAY)}
    assert behind == {"data-task-force-education"}
    checked = verify_chain([file_of(draw) for draw in Draw.objects.all()])
    assert [all(one.passed for one in checks) for _file, checks in checked] == [True, True]
    jury = Body.objects.get(code="daon-budget-jury")
    assert (jury.members.count(), jury.members.seated(on=TODAY).count()) == (13, 12)
    assert Call.objects.get().applications.count() == 0
    assert not Meeting.objects.filter(state="inquorate").exists()
