import re
from typing import Any

import pytest
from django.test import Client

from madang.accounts.models import AuditEvent, Role
from madang.surveys import actions
from madang.surveys.editing import as_said, moved_up, question_of, with_question, without_question
from madang.surveys.models import Answer, Survey, Words
from madang.surveys.questionnaire import KINDS, read_questionnaire
from madang.surveys.templates_of_plan import TEMPLATES, load_template
from madang.surveys.tests.factories import AFTER, LATER, answer, make_draft, make_runner, make_survey
from madang.surveys.tests.samples import DOCUMENT
from madang.surveys.tests.test_doors import set_clock, signed_in
from tests.factories import NOON, make_officer, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, NOON)


@pytest.mark.parametrize("key", TEMPLATES)
def test_every_template_becomes_a_draft(key: str) -> None:
    fields = load_template(key)

    survey = make_draft(**{"slug": f"t-{key}"} | fields)

    assert survey.questionnaire.questions
    assert all(question.text.en for question in survey.questionnaire.questions)


@pytest.mark.parametrize("question", read_questionnaire(DOCUMENT).questions, ids=lambda question: question.key)
def test_a_question_that_is_saved_unchanged_stays_the_same(question: Any) -> None:
    said = as_said(DOCUMENT, question.key)
    assert said

    again = with_question(DOCUMENT, said | {"show_if": said["show_if"]}, replaces=question.key)

    assert read_questionnaire(again) == read_questionnaire(DOCUMENT)


def test_questions_move_and_go_with_their_page() -> None:
    first = [one["key"] for one in moved_up(DOCUMENT, "areas")["sections"][0]["questions"]]
    over = moved_up(DOCUMENT, "sex")["sections"]
    gone = without_question(without_question(DOCUMENT, "sex"), "age")

    assert first == ["areas", "aware"]
    assert over[1]["questions"][-1]["key"] == "sex"
    assert [section["key"] for section in gone["sections"]] == ["use", "more"]
    assert moved_up(DOCUMENT, "aware") == DOCUMENT


def test_a_survey_goes_from_template_to_announcement_at_the_desk() -> None:
    organisation = make_organisation()
    client = signed_in(make_officer(organisation, Role.DATA_OFFICER))
    said = {
        "template": "open-data-awareness", "agency": organisation.code, "slug": "use-2016",
        "opens_at": "2016-05-03T09:00", "closes_at": "2016-05-20T18:00",
    }  # fmt: skip
    assert client.post("/surveys/desk/new/", said)["Location"] == "/surveys/desk/use-2016/edit/"
    page = client.get("/surveys/desk/use-2016/edit/").content.decode()
    assert "weighting_text" in page
    change = {
        "page": "use", "key": "device", "type": "single", "text_ko": "어떤 기기로 씁니까?", "text_en": "On what?",
        "options": "phone | 전화기 | A phone\npc | 컴퓨터 | A computer",
    }  # fmt: skip
    assert client.post("/surveys/desk/use-2016/questions/new/", change)["Location"].endswith("/edit/")
    assert client.post("/surveys/desk/use-2016/questions/new/", change | {"key": "Ä"}).status_code == 422
    assert client.post("/surveys/desk/use-2016/questions/device/up").status_code == 302
    for path in ("edit/", "preview/", "questions/device/", "pages/use/", "questions/new/"):
        assert client.get(f"/surveys/desk/use-2016/{path}").status_code == 200
    client.post("/surveys/desk/use-2016/act/announce")

    survey = Survey.objects.get()
    assert survey.state == Survey.State.ANNOUNCED
    device = survey.questionnaire.find("device")
    assert device is not None
    assert [option.key for option in device.options] == ["phone", "pc"]


def test_facts_of_a_draft_are_saved_with_quotas_and_weights() -> None:
    draft = make_draft()
    client = signed_in(make_runner(draft))
    page = client.get(f"/surveys/desk/{draft.slug}/edit/").content.decode()
    said = {
        "title_ko": "새 제목", "slug": draft.slug, "purpose": "other", "audience": "open", "results_when": "by-hand",
        "opens_at": "2016-05-03T09:00", "closes_at": "2016-05-20T18:00", "k": "7",
        "quotas_text": "sex f 300", "weighting_text": "sex: f=50.1 m=49.9; 2015 인구총조사",
    }  # fmt: skip
    assert 'name="k"' in page
    assert client.post(f"/surveys/desk/{draft.slug}/edit/", said).status_code == 302

    draft.refresh_from_db()
    assert draft.quotas == {"sex": {"f": 300}}
    assert draft.weighting["margins"][0]["targets"] == {"f": 50.1, "m": 49.9}
    assert client.post(f"/surveys/desk/{draft.slug}/edit/", said | {"quotas_text": "sex f"}).status_code == 422
    assert client.post(f"/surveys/desk/{draft.slug}/edit/", said | {"quotas_text": "what f 3"}).status_code == 422
    assert client.post(f"/surveys/desk/{draft.slug}/edit/", said | {"k": "2"}).status_code == 422
    assert "50.1" in client.get(f"/surveys/desk/{draft.slug}/edit/").content.decode()


def test_every_type_has_a_form_of_its_own() -> None:
    said = dict.fromkeys(("help_ko", "help_en", "options", "rows", "low_text", "high_text", "unit", "show_if"), "")
    said |= {"key": "x", "text_ko": "가", "text_en": "A", "steps": "1, 2.5"}
    more = {"required": False, "background": False, "other": False, "most": None, "low": None, "high": None}
    bounds = {"smallest": None, "largest": 3}

    for kind in KINDS:
        assert question_of({**said, **more, **bounds, "type": kind})["type"] == kind


def test_papers_are_entered_at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, LATER)
    survey = make_survey()
    client = signed_in(make_runner(survey))
    address = f"/surveys/desk/{survey.slug}/papers/"
    assert client.get(address).status_code == 200

    assert client.post(address, {"number": "3", "q-aware": "no", "q-sex": "m"}).status_code == 302
    twice = client.post(address, {"number": "3", "q-aware": "no"})
    wrong = client.post(address, {"number": "4"})

    assert (twice.status_code, wrong.status_code) == (422, 422)
    assert Answer.objects.get().values == {"aware": "no", "sex": "m"}


def test_words_are_judged_at_the_desk_and_the_look_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    survey = make_survey()
    answer(survey, why="좋은 <b>의견</b>")
    actions.close_due(at=AFTER)
    set_clock(monkeypatch, AFTER)
    client = signed_in(make_officer(survey.organisation, Role.MODERATOR))
    address = f"/surveys/desk/{survey.slug}/words/"
    words = Words.objects.get()

    body = client.get(address).content.decode()
    assert "좋은 &lt;b&gt;의견" in body
    assert client.post(address, {"words": words.pk, "show": "no"}).status_code == 422
    assert client.post(address, {"words": words.pk, "show": "yes"}).status_code == 302

    assert Words.objects.get().state == "shown"
    assert AuditEvent.objects.filter(kind="looked", subject=survey.ref).exists()


def test_the_desk_is_for_those_who_run_surveys() -> None:
    survey = make_survey()
    paths = [
        "",
        f"{survey.slug}/",
        f"{survey.slug}/papers/",
        f"{survey.slug}/preview/",
        f"{survey.slug}/words/",
        "new/",
    ]

    assert {Client().get(f"/surveys/desk/{path}").status_code for path in paths} == {302}
    citizen = signed_in(make_user())
    assert {citizen.get(f"/surveys/desk/{path}").status_code for path in paths} <= {403, 404}
    runner = signed_in(make_runner(survey))
    assert runner.get("/surveys/desk/").status_code == 200
    assert runner.get(f"/surveys/desk/{survey.slug}/").status_code == 200
    assert re.search("NotADraft|500", runner.get(f"/surveys/desk/{survey.slug}/edit/").content.decode()) is None
