from datetime import date

import pytest

from madang.accounts.models import Role, RoleHeld
from madang.accounts.viewers import PUBLIC
from madang.ledger.models import Entry
from madang.portal.demonstration import surveys
from madang.portal.demonstration.signing_in import DOMAIN
from madang.surveys.models import Survey
from madang.surveys.queries import open_surveys
from madang.surveys.release import recount
from tests.factories import make_organisation, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = date(2026, 6, 1)
ROLES = {
    "data-gaon": Role.DATA_OFFICER,
    "disclosure-daon": Role.DISCLOSURE_OFFICER,
    "records-9000200": Role.RECORDS_OFFICER,
}


def load() -> None:
    for _name, _at, act in sorted(surveys.steps(TODAY, 2014), key=lambda step: step[1]):
        act()


def test_two_surveys_have_closed_and_one_is_open_however_often_it_is_loaded() -> None:
    for asked in surveys.SURVEYS:
        office = make_organisation(code=asked.office)
        user = make_user(email=f"{asked.by}@{DOMAIN}")
        RoleHeld.objects.create(user=user, role=ROLES[asked.by], organisation=office, since_on=date(2020, 1, 1))
    load()
    load()

    at = surveys._moment(TODAY, 0)
    closed = Survey.objects.filter(state=Survey.State.CLOSED, results_at__isnull=False)
    assert {one.slug: one.release.document["answers"] for one in closed} == {
        "open-data-awareness": 280,
        "information-wanted": 190,
    }
    for one in closed:
        found = recount({**one.release.document, "questionnaire": one.form})
        assert found.differences == ()
        assert one.words.filter(state="shown").exists()
    (running,) = open_surveys(PUBLIC, at=at)
    assert running.running_tally["answers"] == 110
    moments = list(Entry.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
