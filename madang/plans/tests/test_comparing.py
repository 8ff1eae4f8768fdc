import csv
import io
from datetime import date
from xml.etree import ElementTree

import pytest
from django.test import Client

from madang.common.errors import Invalid, NotAllowed
from madang.ledger.models import Entry
from madang.plans import actions, queries
from madang.plans.badges import badge, wide
from madang.plans.comparing import Turn, compare
from madang.plans.models import Milestone, NeverChanged, Note
from madang.plans.tests.samples import NOON, PLAN, TODAY, draft, load, papers
from madang.plans.tests.test_actions import YESTERDAY, an_official
from madang.plans.tests.test_pages import korea, plain, text_of

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"


def changes(new: str) -> list[tuple[str, str, str, str, str, Turn]]:
    found = compare(draft(), draft(new))
    return [(one.kind, one.where, one.field, one.old, one.new, one.turn) for one in found]


def test_plans_that_say_the_same_do_not_differ() -> None:
    assert compare(draft(), draft("# a comment\n" + PLAN)) == []


def test_a_target_that_became_easier_is_told_apart_from_one_that_became_harder() -> None:
    lower, higher = PLAN.replace("target = 100", "target = 90"), PLAN.replace("target = 100", "target = 110")

    assert changes(lower) == [("changed", "1.2", "target", "100", "90", Turn.EASIER)]
    assert changes(higher)[0][-1] is Turn.HARDER
    falling = 'target = 100\ncomparator = "<="'
    before, after = draft(PLAN.replace("target = 100", falling)), draft(lower.replace("target = 90", falling))
    after = draft(PLAN.replace("target = 100", 'target = 90\ncomparator = "<="'))
    assert [one.turn for one in compare(before, after)] == [Turn.HARDER]


def test_a_later_day_and_a_statement_that_went_are_easier() -> None:
    later = PLAN.replace("due = 2026-06-30", "due = 2026-07-31")
    gone = PLAN[: PLAN.rindex("[[commitment.milestone]]")]

    assert changes(later) == [("changed", "1.2", "due", "2026-06-30", "2026-07-31", Turn.EASIER)]
    assert changes(gone) == [("removed", "1.3", "", "Watch group", "", Turn.EASIER)]
    assert [one.kind for one in compare(draft(gone), draft())] == ["added"]


def test_the_page_of_changes_compares_any_two_versions(client: Client) -> None:
    load()
    load(PLAN.replace("target = 100", "target = 90"))

    page = plain(text_of(client, "/en/plan/small/changes/"))
    assert "From version 1 to version 2" in page
    assert "easier than before" in page
    assert "harder than before" in plain(text_of(client, "/en/plan/small/changes/?old=2&new=1"))
    for odd in ("?old=x&new=", "?old=99&new=0", "?old=²"):
        text_of(client, f"/en/plan/small/changes/{odd}")


def test_the_years_of_korea_show_a_target_met_and_then_missed(client: Client) -> None:
    korea()

    rows = list(csv.DictReader(io.StringIO(text_of(client, "/en/plan/korea-2014/years.csv").removeprefix("\ufeff"))))
    rate = {row["on"]: (row["value"], row["state"]) for row in rows if row["milestone"] == "M4.6"}

    assert rate["2015-12-31"] == ("9.9", "met")
    assert rate["2016-07-31"] == ("7.8", "behind")
    met = {row["on"]: (row["value"], row["state"]) for row in rows if row["milestone"] == "M4.5"}
    assert met["2014-12-31"] == ("19.6", "met")
    assert "Year by year" in text_of(client, "/en/plan/korea-2014/years/")


def test_plans_stand_side_by_side_with_what_can_be_verified(client: Client) -> None:
    korea()
    load()

    page = plain(text_of(client, "/en/plan/compare/?plan=korea-2014&plan=small"))

    assert "4 / 5" in page  # commitments of Korea that can be verified
    assert "Contradictions found 0 7" in page
    assert "No plan is chosen" in plain(text_of(client, "/en/plan/compare/?plan=none"))


def test_a_badge_is_a_picture_without_script_that_caches_may_keep(client: Client) -> None:
    load()
    with papers({TODAY: 30}):
        response = client.get("/en/plan/small/1/1.2/badge.svg")
        again = client.get("/en/plan/small/1/1.2/badge.svg", headers={"If-None-Match": response["ETag"]})

    root = ElementTree.fromstring(response.content)
    assert response["Content-Type"].startswith("image/svg+xml")
    assert "max-age=3600" in response["Cache-Control"]
    assert "public" in response["Cache-Control"]
    assert root.find(f"{SVG}script") is None
    assert "30 documents" in response.content.decode()
    assert again.status_code == 304
    assert client.get("/plan/small/1/9.9/badge.svg").status_code == 404


def test_a_badge_has_room_for_korean() -> None:
    assert wide("가나") > wide("ab")
    assert badge("1.2 종이", "이행", "met").width == wide("1.2 종이") + wide("이행") + 32


def test_a_note_stands_beside_the_state_and_changes_nothing(client: Client) -> None:
    version, official = load(), an_official()
    about = Milestone.objects.get(key="1.2")
    with papers({TODAY: 3}):
        before = queries.standings_of(version, on=TODAY, milestone="1.2")[0]
        note = actions.write_note(milestone=about, text=" 인쇄기가 고장 났습니다 ", on=TODAY, by=official, at=NOON)
        after = queries.standings_of(version, on=TODAY, milestone="1.2")[0]

    assert (before.state, before.value) == (after.state, after.value)
    assert Entry.objects.get(kind="plans.note.written").subject == note.ref
    assert "인쇄기가 고장" in text_of(client, "/plan/small/1/1.2/")
    with pytest.raises(NeverChanged):
        Note.objects.all().delete()


def test_only_who_answers_for_it_comments_and_never_on_days_to_come() -> None:
    load()
    about = Milestone.objects.get(key="1.2")

    with pytest.raises(NotAllowed):
        actions.write_note(milestone=about, text="x", on=TODAY, by=an_official("9990002"), at=NOON)
    official = an_official()
    for wrong in ({"text": " ", "on": TODAY}, {"text": "x", "on": date(2026, 5, 2)}):
        with pytest.raises(Invalid):
            actions.write_note(milestone=about, **wrong, by=official, at=NOON)  # type: ignore[arg-type]
    assert not Note.objects.exists()


def test_a_kept_day_is_measured_again_on_its_page(client: Client) -> None:
    version = load()
    with papers({YESTERDAY: 7}):
        actions.take_snapshot(version=version, day=YESTERDAY, at=NOON)
        same = plain(text_of(client, "/en/plan/small/snapshots/1/2026-04-30/?again=1"))
    with papers({YESTERDAY: 8}):
        other = plain(text_of(client, "/en/plan/small/snapshots/1/2026-04-30/?again=1"))

    assert "every value is what was kept" in same
    assert "1 value is not what was kept" in other
    assert "8 documents" in other


def test_a_kept_day_is_measured_again_for_the_version_that_was_kept() -> None:
    first = load()
    with papers({YESTERDAY: 7}):
        kept = actions.take_snapshot(version=first, day=YESTERDAY, at=NOON)
        load(PLAN.replace("since = 2026-01-01", "since = 2026-05-01"))
        assert queries.differences(kept) == []


def test_officials_keep_a_day_on_demand_and_others_do_not() -> None:
    version, official = load(), an_official()

    kept = actions.keep_day(version=version, day=YESTERDAY, by=official, at=NOON)

    assert Entry.objects.get(kind="plans.snapshot.taken").subject == kept.ref
    with pytest.raises(NotAllowed):
        actions.keep_day(version=version, day=YESTERDAY, by=an_official("9990002"), at=NOON)


def test_the_period_of_a_value_follows_its_parameters() -> None:
    day = date(2026, 5, 1)

    assert queries.period_of({"year": "2025"}, on=day) == (date(2025, 1, 1), date(2025, 12, 31))
    assert queries.period_of({"per": "year"}, on=day) == (date(2026, 1, 1), day)
    assert queries.period_of({"since": "2026-04-01", "until": "2026-12-31"}, on=day) == (date(2026, 4, 1), day)
    assert queries.period_of({}, on=day) == (None, day)
