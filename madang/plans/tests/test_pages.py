import csv
import io
import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils.timezone import localdate

from madang.common.actors import SYSTEM
from madang.plans import actions
from madang.plans.models import ReportedFigure
from madang.plans.planfile import read_plan
from madang.plans.tests.samples import NOON, PLAN, TODAY, load, papers
from madang.plans.tests.test_actions import an_official
from madang.plans.tests.test_planfile import KOREA

pytestmark = pytest.mark.django_db
SIGNED_IN = "allauth.account.auth_backends.AuthenticationBackend"
ATOM = "{http://www.w3.org/2005/Atom}"


def text_of(client: Client, url: str, *, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return response.content.decode()


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def korea() -> None:
    actions.load_plan(draft=read_plan(KOREA.read_text(), today=TODAY), by=SYSTEM, at=NOON)


def test_every_page_of_korea_is_there_in_both_languages(client: Client) -> None:
    korea()
    for language in ("", "/en"):
        assert "2.d" in text_of(client, f"{language}/plan/korea-2014/")
        links = re.findall(
            r'href="((?:/en)?/plan/korea-2014/[^"?]+/)"', text_of(client, f"{language}/plan/korea-2014/")
        )
        milestones = {link for link in links if re.search(r"/M\d\.\d+/$", link)}
        assert len(milestones) == 37
        for link in set(links):
            text_of(client, link)


def test_reported_figures_are_shown_as_reported_with_their_source(client: Client) -> None:
    korea()

    page = plain(text_of(client, "/en/plan/korea-2014/2.d/M4.5/"))

    assert "19.6 %" in page
    assert "press release of the Ministry of Personnel Management, 29 December 2014" in page
    assert "by reported figures" in page
    assert "not measured" in page
    assert "The records of this site do not measure it" in plain(text_of(client, "/en/plan/korea-2014/"))


def test_figures_that_two_statements_share_are_drawn_once(client: Client) -> None:
    korea()

    page = text_of(client, "/en/plan/korea-2014/2.d/")

    assert page.count('class="mark mark-reported"') == 6


def test_a_measured_number_stands_beside_the_reported_one_and_links_to_its_records(client: Client) -> None:
    load()

    with papers({date(2025, 5, 1): 7}):
        page = text_of(client, "/en/plan/small/1/1.1/")

    assert '<a href="/papers/?until=2025-12-31">' in page
    assert "7 documents" in plain(page)
    assert "5 documents" in plain(page)
    assert "+2 documents" in plain(page)


def test_the_page_of_a_day_shows_the_state_of_that_day(client: Client) -> None:
    korea()

    assert "Met" in plain(text_of(client, "/en/plan/korea-2014/2.d/M4.6/?on=2015-12-31")).split("History")[0]
    assert "Missed" in plain(text_of(client, "/en/plan/korea-2014/2.d/M4.6/?on=2016-12-31")).split("History")[0]
    for odd in ("soon", "2999-01-01", ""):
        text_of(client, f"/en/plan/korea-2014/?on={odd}")


def test_pages_hold_no_style_and_no_script_of_their_own(client: Client) -> None:
    load()
    with papers({TODAY: 3}):
        for url in ("/plan/", "/plan/small/", "/plan/small/1/", "/plan/small/1/1.2/"):
            page = text_of(client, url)
            main = page[page.index("<main") : page.index("</main>")]
            assert not re.search(r"<script|<style|\sstyle=|\son\w+=|<[^>]+https?://", main), url


def test_what_is_not_there_is_answered_with_404(client: Client) -> None:
    load()

    for url in ("/plan/none/", "/plan/small/9/", "/plan/small/1/9.9/", "/plan/small/snapshots/1/2020-01-01/"):
        text_of(client, url, status=404)
    text_of(client, "/plan/small/snapshots/1/never/", status=404)


def test_a_kept_day_has_a_page_with_its_proof(client: Client) -> None:
    version = load()
    with papers({TODAY: 3}):
        kept = actions.take_snapshot(version=version, day=TODAY, at=NOON + timedelta(days=1))

    page = text_of(client, kept.get_absolute_url())

    assert "3" in plain(page)
    assert "/record/" in page
    assert kept.get_absolute_url() in text_of(client, "/plan/small/snapshots/")
    assert kept.get_absolute_url() in text_of(client, "/plan/small/1/1.2/")


def test_an_official_reports_a_figure_on_the_page_of_the_milestone(client: Client) -> None:
    load()
    client.force_login(an_official(), backend=SIGNED_IN)
    assert "/plan/small/1/1.2/report/" in text_of(client, "/plan/small/1/1.2/")

    figure = {"value": "12", "on": localdate().isoformat(), "source": "월간 보고"}
    response = client.post("/plan/small/1/1.2/report/", figure)

    assert response.status_code == 302
    assert ReportedFigure.objects.get(milestone_key="1.2").value == 12
    assert client.post("/plan/small/1/1.2/report/", figure).status_code == 422
    assert client.post("/plan/small/1/1.2/report/", {"value": "many"}).status_code == 422
    assert ReportedFigure.objects.filter(milestone_key="1.2").count() == 1


def test_nobody_else_is_offered_the_form_or_heard(client: Client) -> None:
    load()
    figure = {"value": "12", "on": localdate().isoformat(), "source": "x"}
    assert "/report/" not in text_of(client, "/plan/small/1/1.2/")
    assert client.post("/plan/small/1/1.2/report/", figure).status_code == 302

    client.force_login(an_official("9990002"), backend=SIGNED_IN)

    assert "/report/" not in text_of(client, "/plan/small/1/1.2/")
    assert client.post("/plan/small/1/1.2/report/", figure).status_code == 422
    assert not ReportedFigure.objects.filter(milestone_key="1.2").exists()


def test_the_csv_of_a_plan_has_a_line_for_each_statement(client: Client) -> None:
    korea()

    text = text_of(client, "/en/plan/korea-2014/milestones.csv?on=2016-12-31").lstrip("\ufeff")

    rows = {row["milestone"]: row for row in csv.DictReader(io.StringIO(text))}
    assert len(rows) == 37
    assert (rows["M4.5"]["target"], rows["M4.5"]["reported"], rows["M4.5"]["state"]) == ("9.7", "19.6", "met")
    assert rows["M3.3"]["target"] == "100000000"
    assert rows["M4.4"]["state"] == ""


def test_the_csv_of_kept_days_has_a_line_for_each_milestone_and_day(client: Client) -> None:
    version = load()
    with papers({TODAY: 3}):
        for days in (1, 2):
            actions.take_snapshot(version=version, day=TODAY - timedelta(days=days), at=NOON)

    text = text_of(client, "/plan/small/history.csv").lstrip("\ufeff")

    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["day"], row["milestone"]) for row in rows][:4] == [
        ("2026-04-29", "1.1"),
        ("2026-04-29", "1.2"),
        ("2026-04-29", "1.3"),
        ("2026-04-30", "1.1"),
    ]


def test_the_file_of_a_plan_comes_back_as_it_was_loaded(client: Client) -> None:
    load()

    assert text_of(client, "/plan/small/plan.toml") == PLAN


def test_the_feed_tells_which_states_have_changed(client: Client) -> None:
    version = load()
    with papers({TODAY: 100}):
        for day in (TODAY - timedelta(days=1), TODAY):
            actions.take_snapshot(version=version, day=day, at=NOON + timedelta(days=1))

    feed = ElementTree.fromstring(text_of(client, "/en/plan/small/feed/"))

    summaries = [entry.findtext(f"{ATOM}summary") or "" for entry in feed.iter(f"{ATOM}entry")]
    assert any("1.2: Behind → Met" in summary for summary in summaries)
    assert any("No state has changed." in summary for summary in summaries)
    assert len(summaries) == 3
    assert all("example.com" not in (link.get("href") or "") for link in feed.iter(f"{ATOM}link"))


def test_without_a_plan_the_page_says_what_to_do(client: Client) -> None:
    assert "madang plan load" in plain(text_of(client, "/en/plan/"))
