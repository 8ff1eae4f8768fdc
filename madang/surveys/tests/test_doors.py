"""Every door shows the same: drafts to their own agency alone, and nothing of any answer before it is published."""

import json
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from madang.accounts.models import Role
from madang.accounts.viewers import PUBLIC, viewer_of
from madang.common.refs import resolve_ref
from madang.search.registry import visible_refs
from madang.surveys import actions, queries, refs
from madang.surveys.models import Answer, Draft, Survey, Words
from madang.surveys.tests.factories import AFTER, DAY, LATER, answer, answer_often, make_draft, make_runner, make_survey
from madang.surveys.tests.samples import ANSWER
from tests.calendars import read_calendar
from tests.factories import NOON, make_officer, make_organisation, make_user

pytestmark = pytest.mark.django_db
DOORS = ["", "results/", "results/by/sex/", "results.json", "results.csv", "answers.csv", "receipt/?receipt=A"]


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, LATER)


def set_clock(monkeypatch: pytest.MonkeyPatch, at: Any) -> None:
    for module in ("api", "views.public", "views.taking", "views.desk", "views.desk_answers", "views.desk_questions"):
        monkeypatch.setattr(f"madang.surveys.{module}.now", lambda: at)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_draft_is_seen_at_no_door_but_its_own_desk() -> None:
    draft = make_draft(title_ko="비밀 초안")
    officer, stranger = make_runner(draft), make_officer(make_organisation(), Role.DATA_OFFICER)
    addresses = [f"/surveys/{draft.slug}/{door}" for door in [*DOORS, "form.pdf", "take/"]]
    addresses += [f"/api/v1/surveys/{draft.slug}", f"/api/v1/surveys/{draft.slug}/results"]

    for client in (Client(), signed_in(stranger)):
        assert {client.get(address).status_code for address in addresses} == {404}
        assert client.get(f"/surveys/desk/{draft.slug}/edit/").status_code in {302, 404}
        for lists in ("/surveys/", "/surveys/feed.atom", "/surveys/calendar.ics", "/api/v1/surveys"):
            assert "비밀 초안" not in client.get(lists).content.decode()
    assert resolve_ref(draft.ref) is None
    assert refs.load([draft.ref]) == []
    assert visible_refs(PUBLIC, [draft.ref]) == set()
    assert queries.find_by_ref(draft.ref) is None
    assert list(refs.all_refs()) == []
    assert queries.find_by_ref(draft.ref, viewer_of(officer, on=LATER.date())) == draft
    assert "비밀 초안" in signed_in(officer).get(f"/surveys/desk/{draft.slug}/edit/").content.decode()


def every_answer(client: Client, survey: Survey) -> dict[str, Any]:
    """What every door says about a survey, without what differs by itself."""
    addresses = [f"/surveys/{survey.slug}/{door}" for door in DOORS] + [
        "/surveys/", "/surveys/feed.atom", "/surveys/calendar.ics", "/api/v1/surveys", f"/api/v1/surveys/{survey.slug}",
        f"/api/v1/surveys/{survey.slug}/results", "/", f"/surveys/desk/{survey.slug}/",
    ]  # fmt: skip
    told = {}
    for address in addresses:
        body = client.get(address).content.decode()
        told[address] = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", body)
    return told


@pytest.mark.parametrize("when", ["at-close", "by-hand"])
def test_no_door_tells_before_the_close_whether_anybody_answered(when: str) -> None:
    survey = make_survey(results_when=when)
    officer = make_runner(survey)
    before = [every_answer(client, survey) for client in (Client(), signed_in(officer))]
    for _number in range(7):
        answer(survey)

    assert [every_answer(client, survey) for client in (Client(), signed_in(officer))] == before


def test_results_that_wait_are_for_those_who_run_the_survey() -> None:
    survey = make_survey(results_when="by-hand")
    answer_often(survey, 30)
    actions.close_due(at=AFTER)
    officer, stranger = make_runner(survey), make_officer(make_organisation(), Role.DATA_OFFICER)
    doors = [f"/surveys/{survey.slug}/{door}" for door in DOORS[1:]]

    for client in (Client(), signed_in(stranger)):
        assert {client.get(door).status_code for door in doors} == {404}
    assert {signed_in(officer).get(door).status_code for door in doors} == {200}


def test_every_published_door_answers() -> None:
    survey = make_survey()
    receipt = answer(survey)
    answer_often(survey, 30)
    actions.close_due(at=AFTER)
    client = Client()

    assert {client.get(f"/surveys/{survey.slug}/{door}").status_code for door in DOORS} == {200}
    assert client.get(f"/surveys/{survey.slug}/results/by/aware/").status_code == 404
    found = client.get(f"/surveys/{survey.slug}/receipt/?receipt={receipt.lower()}").content.decode()
    assert "callout-good" in found
    rows = client.get(f"/surveys/{survey.slug}/answers.csv").getvalue().decode("utf-8-sig").splitlines()
    assert len(rows) == 32
    assert rows[0].startswith("id,aware,areas.safety")
    assert "sex" not in rows[0]
    served = json.loads(client.get(f"/api/v1/surveys/{survey.slug}/results").content)
    assert served["root"] == survey.release.root


def take(client: Client, survey: Survey, **changes: Any) -> Any:
    """Go through the pages without a script; returns the last answer."""
    start = f"/surveys/{survey.slug}/take/"
    first = client.get(start, follow=True)
    assert first.redirect_chain[-1][0].endswith("/page/use/")
    values = {"q-aware": "yes", "q-areas": ["food", "other"], "q-areas--other": "날씨"} | changes
    more = client.post(f"{start}page/use/", values, follow=True)
    assert more.redirect_chain[-1][0].endswith("/page/more/")
    said = {"q-good": "4", "q-times": "12", "q-parts--speed": "good", "q-order": ["b", "", "a"], "q-why": "의견"}
    you = client.post(f"{start}page/more/", said, follow=True)
    assert you.redirect_chain[-1][0].endswith("/page/you/")
    return client.post(f"{start}page/you/", {"q-sex": "f"}, follow=True)


def test_somebody_takes_part_page_by_page_and_gets_a_receipt() -> None:
    survey = make_survey()
    client = signed_in(make_user())
    review = take(client, survey).content.decode()
    assert "날씨" in review
    assert Draft.objects.count() == 1

    thanks = client.post(f"/surveys/{survey.slug}/take/review/")

    assert thanks.status_code == 200
    assert re.search(r"<code>(\w{4}-){3}\w{4}</code>", thanks.content.decode())
    assert "no-store" in thanks["Cache-Control"]
    kept = Answer.objects.get().values
    assert kept == {
        "aware": "yes", "areas": ["food", "other"], "good": "4", "times": 12, "parts": {"speed": "good"},
        "order": ["b", "a"], "sex": "f",
    }  # fmt: skip
    assert set(Words.objects.values_list("question", "text")) == {("areas__other", "날씨"), ("why", "의견")}
    assert client.post(f"/surveys/{survey.slug}/take/review/").status_code == 422


def test_a_mistake_is_shown_at_its_question_and_what_was_typed_stays() -> None:
    survey = make_survey()
    client = signed_in(make_user())

    wrong = client.post(f"/surveys/{survey.slug}/take/page/use/", {"q-areas": ["food", "safety", "traffic"]})

    assert wrong.status_code == 422
    body = wrong.content.decode()
    assert 'id="q-aware-mistake"' in body
    assert 'value="food" checked' in body
    assert not Draft.objects.exists()


def test_somebody_saves_and_goes_on_where_they_were() -> None:
    survey = make_survey()
    client = signed_in(make_user())
    client.post(f"/surveys/{survey.slug}/take/page/use/", {"q-aware": "yes"})

    saved = client.post(f"/surveys/{survey.slug}/take/page/more/", {"q-good": "2", "later": "1"})

    assert saved.status_code == 200
    again = client.get(f"/surveys/{survey.slug}/take/", follow=True)
    assert 'value="2" checked' in client.get(f"/surveys/{survey.slug}/take/page/more/").content.decode()
    assert again.redirect_chain[-1][0].endswith("/page/you/")
    back = client.post(f"/surveys/{survey.slug}/take/page/you/", {"back": "1"})
    assert back["Location"].endswith("/page/more/")


def test_somebody_without_an_account_answers_by_a_link(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    survey, client = make_survey(), Client()
    assert client.get(f"/surveys/{survey.slug}/take/").status_code == 200
    client.post(f"/surveys/{survey.slug}/take/link", {"email": "who@example.test"})
    address = re.search(r"/surveys/\S+", str(mail.outbox[0].body))
    assert address

    assert client.get(address[0])["Location"].endswith("/take/")
    take(client, survey)
    assert client.post(f"/surveys/{survey.slug}/take/review/").status_code == 200
    client.get(address[0])
    take_again = client.post(f"/surveys/{survey.slug}/take/page/use/", {"q-aware": "yes"})

    assert take_again.status_code == 422
    assert Answer.objects.count() == 1
    assert client.get(f"/surveys/{survey.slug}/take/?link=rubbish").status_code == 403


def test_a_closed_list_is_closed_to_everybody_else() -> None:
    survey = make_survey(audience="list")
    client = signed_in(make_user())

    body = {"answers": ANSWER}
    posted = client.post(f"/api/v1/surveys/{survey.slug}/answers", json.dumps(body), content_type="application/json")

    assert posted.status_code == 403
    assert client.get(f"/surveys/{survey.slug}/take/page/use/")["Location"].endswith("/take/")
    assert client.post(f"/surveys/{survey.slug}/take/link", {"email": "a@example.test"}).status_code == 422


def test_programs_answer_once_and_are_told_what_is_wrong() -> None:
    survey = make_survey()
    client = signed_in(make_user())

    def post(answers: Any) -> Any:
        address = f"/api/v1/surveys/{survey.slug}/answers"
        return client.post(address, json.dumps({"answers": answers}), content_type="application/json")

    assert post({"aware": "maybe"}).status_code == 422
    assert post(ANSWER).status_code == 201
    assert post(ANSWER).json()["code"] == "already-answered"
    assert (
        Client().post(f"/api/v1/surveys/{survey.slug}/answers", "{}", content_type="application/json").status_code
        == 401
    )
    listed = client.get("/api/v1/surveys?state=open").json()
    assert [one["slug"] for one in listed["items"]] == [survey.slug]
    assert client.get(f"/api/v1/surveys/{survey.slug}").json()["questionnaire"]["sections"]


def test_calendars_and_feeds_say_when() -> None:
    survey = make_survey()
    client = Client()

    (event,) = read_calendar(client.get(f"/surveys/{survey.slug}/calendar.ics").content).walk("VEVENT")

    assert event["dtstart"].dt == NOON
    assert str(event["uid"]).startswith(str(survey.code))
    assert survey.title_ko in client.get("/surveys/feed.atom").content.decode()


def test_the_list_is_narrowed_and_says_when_nothing_matches() -> None:
    survey = make_survey(title_ko="특별한 조사", purpose="api-demand")
    make_survey(title_ko="다른 조사", opens_at=NOON + 3 * DAY)
    client = Client()

    def shown(query: str) -> str:
        return client.get(f"/surveys/?{query}").content.decode()

    assert "다른 조사" not in shown("q=특별한")
    assert "다른 조사" not in shown("state=open")
    assert "특별한 조사" not in shown("state=awaited")
    assert "특별한 조사" in shown(f"purpose=api-demand&agency={survey.organisation.code}")
    assert "empty-title" in shown("q=없는말")


def test_paper_forms_are_tagged_pdf() -> None:
    pdf = Client().get(f"/surveys/{make_survey().slug}/form.pdf").content

    assert pdf.startswith(b"%PDF")
    assert b"/StructTreeRoot" in pdf
