"""From a survey to what it led to, and from a request, a release and a dataset back to the survey."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from madang.common.errors import Invalid
from madang.ledger.models import Entry
from madang.opendata.actions import demand
from madang.opendata.actions import register as actions
from madang.opendata.models import DataRequest
from madang.opendata.tests.factories import make_data_officer, make_dataset
from madang.opendata.tests.making import make_held, officer_of
from madang.opendata.tests.test_showcase import told
from madang.surveys.models import Survey
from madang.surveys.tests.factories import make_draft, make_survey
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
SOON = localdate() + timedelta(days=30)


def question_of(survey: Survey) -> tuple[str, str]:
    """The key and the Korean words of a survey's first question."""
    first = next(one for one in survey.questionnaire.questions if not one.background)
    return first.key, first.text.ko


def ask(survey: Survey | None, question: str = "", **fields: object) -> DataRequest:
    said: dict[str, object] = {
        "organisation": make_organisation(),
        "kind": "data",
        "title": "버스 시각",
        "text": "정류장별",
    }
    return demand.submit_request(
        **(said | fields),  # type: ignore[arg-type]
        led_by=(survey, question) if survey else None,
        by=make_user(),
        at=now(),
    )


def test_a_request_and_the_survey_that_led_to_it_name_each_other() -> None:
    survey = make_survey(purpose="api-demand")
    key, words = question_of(survey)
    request = ask(survey, key)
    page, program = told(request.get_absolute_url()), Client().get(f"/api/v1/data-requests/{request.code}").json()
    said = Client().get(f"/api/v1/surveys/{survey.slug}").json()["came_of_it"]

    assert survey.get_absolute_url() in page
    assert words in page
    assert (program["survey"], program["question"]) == (survey.ref, key)
    assert program["trace"][0]["ref"] == survey.ref
    assert [one["url"] for one in said] == [request.get_absolute_url()]
    assert words in said[0]["title"]
    assert request.get_absolute_url() in told(survey.get_absolute_url())
    assert survey.ref in Entry.objects.get(kind="opendata.request.received").text


def test_a_planned_release_names_its_survey_in_the_register_and_at_the_survey() -> None:
    survey = make_survey(purpose="information-wanted")
    key, words = question_of(survey)
    held = make_held(status="planned", planned_on=SOON, led_by=(survey, key))
    stated = Client().get(f"/api/v1/data-register/{held.code}").json()["stated"]

    assert words in told(held.get_absolute_url())
    assert (stated["survey"], stated["question"]) == (survey.ref, key)
    assert held.get_absolute_url() in told(survey.get_absolute_url())
    assert survey.ref in Entry.objects.get(kind="opendata.openness.stated").text


def test_a_dataset_says_which_survey_and_request_it_was_opened_for() -> None:
    survey = make_survey()
    key, words = question_of(survey)
    request = ask(survey, key)
    officer = make_data_officer()
    dataset = make_dataset(by=officer, is_public=True)
    demand.release(request=request, dataset_ref=dataset.ref, by=None, at=now())
    because = Client().get(f"/api/v1/datasets/{dataset.slug}").json()["because"]

    assert [one["kind"] for one in because] == ["survey", "request"]
    assert because[0]["question"] == words
    page = told(dataset.get_absolute_url())
    assert survey.get_absolute_url() in page
    assert request.get_absolute_url() in page


def test_only_a_public_survey_and_a_question_of_it_can_be_named() -> None:
    survey = make_survey()
    held = make_held()
    for wrong, question in ((make_draft(), ""), (survey, "no-such-question")):
        with pytest.raises(Invalid):
            ask(wrong, question)
    with pytest.raises(Invalid):
        actions.state_openness(
            held=held,
            status="closed",
            since_on=SOON - timedelta(days=31),
            reason="17-1-2",
            led_by=(survey, ""),
            by=None,
            at=now(),
        )
    assert not DataRequest.objects.exists()
    assert not held.periods.exists()


def test_the_survey_is_chosen_on_the_page_and_given_by_programs(client: Client) -> None:
    survey = make_survey(purpose="api-demand")
    key, _words = question_of(survey)
    agency = make_organisation()
    said = {"organisation": agency.pk, "kind": "data", "title": "노선도", "text": "버스"}
    client.force_login(make_user())
    page = client.get(reverse("opendata:request-new")).content.decode()
    wrong = client.post(reverse("opendata:request-new"), said | {"led_by": "none#none"})
    right = client.post(reverse("opendata:request-new"), said | {"led_by": f"{survey.slug}#{key}"})
    body = {"agency": agency.code, "title": "정류장", "text": "좌표", "survey": survey.slug, "question": key}
    by_program = client.post("/api/v1/data-requests", body, content_type="application/json")
    unknown = client.post("/api/v1/data-requests", body | {"survey": "none"}, content_type="application/json")
    held = make_held(organisation=agency)
    client.force_login(officer_of(agency))
    stated = client.post(
        reverse("opendata:state", args=[held.code]),
        {"status": "planned", "since_on": localdate(), "planned_on": SOON, "led_by": survey.slug},
    )

    assert f"{survey.slug}#{key}" in page
    assert (wrong.status_code, right.status_code, by_program.status_code, unknown.status_code) == (422, 302, 201, 404)
    assert by_program.json()["survey"] == survey.ref
    assert DataRequest.objects.filter(survey=survey, survey_question=key).count() == 2
    assert stated.status_code == 302
    assert held.periods.get().survey == survey
