"""The review queue: how risky a document is, in words; age and risk; what stands in the address; CSV and JSON."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from madang.accounts.models import Organisation, User
from madang.disclosure import actions
from madang.disclosure.models import FoundIdentifier, Version
from madang.disclosure.risk import Part, risk_of
from madang.disclosure.tests.test_withholding import held
from tests.factories import NOON, make_officer, make_organisation

SURE = 0.9


def test_risk_is_told_by_its_parts_heaviest_first() -> None:
    risk = risk_of([("rrn", SURE)] * 3 + [("name", 0.4)], ["page-without-text", "identifiers-found"], 2)

    assert risk.parts == (
        Part("identifiers", 3, 30, "rrn"),
        Part("unread-pages", 1, 6),
        Part("questions", 2, 4),
        Part("identifiers", 1, 1, "name"),
        Part("unsure", 1, 0),
    )
    assert (risk.points, risk.level) == (41, "high")


@pytest.mark.parametrize(
    ("findings", "reasons", "questions", "level"),
    [
        ([], [], 0, "low"),
        ([], ["no-rank"], 2, "low"),
        ([("email", SURE)] * 3, [], 0, "middle"),
        ([], ["page-without-text"], 0, "middle"),
        ([("rrn", SURE)] * 2, [], 0, "high"),
        ([], ["picture-file"], 0, "high"),
        ([], ["hidden-content", "tracked-changes", "readers-disagree"], 0, "high"),
    ],
)
def test_levels_of_risk(findings: list[tuple[str, float]], reasons: list[str], questions: int, level: str) -> None:
    assert risk_of(findings, reasons, questions).level == level


def test_a_document_with_no_text_and_one_with_more_of_anything_is_riskier() -> None:
    base = ([("phone", SURE)], ["pages-disagree"], 1)

    for more in (
        ([("phone", SURE)] * 2, ["pages-disagree"], 1),
        ([("phone", SURE), ("rrn", 0.4)], ["pages-disagree"], 1),
        ([("phone", SURE)], ["pages-disagree", "no-text"], 1),
        ([("phone", SURE)], ["pages-disagree", "page-without-text"], 1),
        ([("phone", SURE)], ["pages-disagree"], 2),
    ):
        assert risk_of(*more).points > risk_of(*base).points
    assert risk_of([("phone", 0.4)], [], 0).points < risk_of([("phone", SURE)], [], 0).points


def test_a_long_list_of_one_kind_weighs_no_more_than_ten() -> None:
    assert risk_of([("email", SURE)] * 500, [], 0).points == risk_of([("email", SURE)] * 10, [], 0).points


def waiting_for(agency: Organisation, title: str, *kinds: str, days: int = 0, reasons: tuple[str, ...] = ()) -> Version:
    version = held(agency, text=f"{title} 본문")
    Version.objects.filter(pk=version.pk).update(
        title=title,
        received_at=NOON - timedelta(days=days),
        reasons=[{"code": code, "params": {"page": 1}} for code in reasons],
        risk=None,
    )
    FoundIdentifier.objects.filter(version=version).delete()
    for place, kind in enumerate(kinds):
        FoundIdentifier.objects.create(
            version=version, place="text", kind=kind, start=place, end=place + 1, confidence=SURE, item=6
        )
    return version


@pytest.fixture
def agency(db: None) -> Organisation:
    return make_organisation()


@pytest.fixture
def officer(agency: Organisation) -> User:
    return make_officer(agency)


@pytest.fixture
def desk(officer: User) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def titles(desk: Client, query: str) -> list[str]:
    told = desk.get(f"/en/documents/desk/?format=json&{query}").json()["versions"]
    return [row["title"] for row in told]


def test_the_queue_is_ordered_by_age_and_by_risk(desk: Client, agency: Organisation) -> None:
    waiting_for(agency, "오래된", "email", days=40)
    waiting_for(agency, "위험한", "rrn", "rrn", "rrn", days=1, reasons=("page-without-text",))
    waiting_for(agency, "새것", "phone", "phone", "phone", "phone")
    actions.weigh_held(at=NOON)

    assert titles(desk, "") == ["오래된", "위험한", "새것"]
    assert titles(desk, "sort=newest") == ["새것", "위험한", "오래된"]
    assert titles(desk, "sort=risk") == ["위험한", "새것", "오래된"]
    assert titles(desk, "risk=high") == ["위험한"]
    assert titles(desk, "risk=middle") == ["새것"]
    assert titles(desk, "risk=low&q=오래") == ["오래된"]
    assert titles(desk, "sort=nonsense&risk=x&days=y&agency=z") == ["오래된", "위험한", "새것"]
    page = desk.get("/en/documents/desk/?sort=risk").content.decode()
    assert "3 resident registration numbers, 1 page without text" in page
    assert "High risk" in page


def test_what_was_not_weighed_yet_is_not_overlooked(desk: Client, agency: Organisation) -> None:
    waiting_for(agency, "위험한", "rrn", "rrn", "rrn")
    actions.weigh_held(at=NOON)
    waiting_for(agency, "아직")

    assert titles(desk, "sort=risk") == ["아직", "위험한"]
    assert titles(desk, "risk=high&sort=risk") == ["아직", "위험한"]
    assert "Being weighed" in desk.get("/en/documents/desk/").content.decode()


def test_a_new_rule_has_held_documents_weighed_again(agency: Organisation, officer: User) -> None:
    version = waiting_for(agency, "배합비를 적은 문서")
    actions.weigh_held(at=NOON)

    actions.set_suggestion_rule(
        organisation=agency,
        item=7,
        words="배합비",
        question="비밀인가?",
        since_on=date(2016, 1, 1),
        by=officer,
        at=NOON,
    )
    actions.weigh_held(at=NOON)

    version.refresh_from_db()
    assert {"code": "questions", "count": 1, "kind": ""} in version.risk_parts


def test_age_is_counted_from_the_day_of_receipt(desk: Client, agency: Organisation) -> None:
    from django.utils.timezone import now

    recent, old = waiting_for(agency, "새것"), waiting_for(agency, "오래된")
    Version.objects.filter(pk=recent.pk).update(received_at=now() - timedelta(days=29))
    Version.objects.filter(pk=old.pk).update(received_at=now() - timedelta(days=30))

    assert titles(desk, "days=30") == ["오래된"]


def test_pages_keep_what_was_asked(desk: Client, agency: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madang.disclosure.desk.PER_PAGE", 1)
    for number in range(2):
        waiting_for(agency, f"문서 {number}")

    page = desk.get("/en/documents/desk/?sort=risk&q=문서").content.decode()

    assert "sort=risk&amp;q=%EB%AC%B8%EC%84%9C&amp;page=2" in page
    assert '<option value="risk" selected>' in page


def test_the_csv_says_why_and_keeps_other_agencies_out(desk: Client, agency: Organisation) -> None:
    waiting_for(agency, "=위험한", "rrn")
    waiting_for(make_organisation(), "남의 것", "rrn")
    actions.weigh_held(at=NOON)

    answer = desk.get("/en/documents/desk/?format=csv")
    lines = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]

    assert [(line["title"], line["risk"], line["level"]) for line in lines] == [("'=위험한", "10", "middle")]
    assert lines[0]["why"] == "1 resident registration number"
    assert Client().get(reverse("disclosure:queue") + "?format=json").status_code == 302
