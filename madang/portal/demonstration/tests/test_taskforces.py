"""All sixteen areas of the demonstration have a task force under a chief open data officer."""

from datetime import date

import pytest

from madang.accounts.models import Organisation
from madang.bodies.tests.making import make_body
from madang.opendata.models import AreaTaskForce
from madang.portal.demonstration import opendata, taskforces
from madang.portal.demonstration.country import held
from madang.portal.demonstration.country.bodies import BODIES, OF_THE_PLAN
from madang.portal.demonstration.country.generation import SEED, generate
from tests.factories import make_organisation

TODAY = date(2026, 6, 1)


@pytest.mark.slow
@pytest.mark.django_db
def test_every_area_has_its_task_force_and_its_head() -> None:
    country = generate(SEED, TODAY)
    for office in {one.office for one in held.registers(country)}:
        make_organisation(code=office)
    opendata.define_areas(held.begins_on(country))
    home = Organisation.objects.first()
    for code, _ko, _en in held.AREAS:
        make_body(code=f"data-task-force-{OF_THE_PLAN.get(code, code)}", kind="task-force", organisation=home)

    for _name, _at, act in [*taskforces.happenings(country), *taskforces.happenings(country)]:
        act()

    working = AreaTaskForce.objects.in_force(on=TODAY)
    assert {one.area.code for one in working} == {code for code, _ko, _en in held.AREAS}
    assert all(one.has_head(on=TODAY) for one in working)
    made_here = {made.code for made in BODIES}
    assert {one.body.code for one in working} <= made_here
