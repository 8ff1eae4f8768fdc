"""A day in the life of a request, with scripts and without: asked, opposed, extended, partly disclosed, objected to.

The days are moved, not the clock of the machine: each act happens on a page, at a moment that the test sets.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import make_aware
from playwright.sync_api import Page, expect

from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.calendar.queries import day_off_calendar
from madang.common.clock_rules import rule_on
from madang.common.clocks import due
from madang.disclosure.models import InformationRequest
from madang.notices.models import OutboxMessage
from madang.search.actions import rebuild
from tests.browser.conftest import Reader

MONDAY = date(2026, 9, 7)
"""Chuseok (24 to 26 September 2026) lies within the journey."""
DAY = timedelta(days=1)


@contextmanager
def on(day: date) -> Iterator[None]:
    """For the pages of requests, it is this day, ten in the morning."""
    at = make_aware(datetime.combine(day, time(10)))
    with (
        patch("madang.disclosure.requests.pages.now", lambda: at),
        patch("madang.disclosure.requests.desk.now", lambda: at),
        patch("madang.disclosure.requests.pages.localdate", lambda *args: day),
        patch("madang.disclosure.requests.desk.localdate", lambda *args: day),
    ):
        yield


def last(rule: str, start: date, *, extended: bool = False) -> date:
    return due(rule_on(rule, start=start), start=start, days_off=day_off_calendar(), extended=extended).on


def page_of(reader: Reader, *, has_scripts: bool, user: User | None = None) -> Page:
    context = reader.browser.new_context(java_script_enabled=has_scripts, base_url=reader.base)
    context.set_default_timeout(15_000)
    reader.contexts.append(context)
    if user:
        client = Client()
        client.force_login(user)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
        context.add_cookies([{**cookie, "url": reader.base}])
    return context.new_page()


def letter_to(email: str) -> str:
    """The last letter to an address."""
    return next(one.body for one in OutboxMessage.objects.order_by("-pk") if email in one.to)


def link_in(text: str, part: str) -> str:
    """The address in a letter, without its host."""
    found = re.search(rf"https?://[^/\s]+(/en)?(/requests/{part}/\S+)", text)
    assert found, text
    return f"/en{found[2]}"


def due_text(day: date) -> re.Pattern[str]:
    return re.compile(rf"{day.strftime('%b')}\w*\.? {day.day}, {day.year}")


def tick(page: Page, agency: Organisation) -> None:
    """Choose an agency in its group, as without scripts."""
    box = page.locator(f"input[name=agencies][value='{agency.code}']")
    if not box.is_visible():
        page.locator("details", has=box).locator("summary").click()
    box.check()


def ask(page: Page, agency: Organisation) -> None:
    page.goto("/en/requests/new/")
    page.get_by_label("What it is about").fill("Contract of the bridge works")
    page.get_by_label("The information you want").fill("The contract of the bridge works of 2025, with unit prices.")
    tick(page, agency)
    page.get_by_label("Your name").fill("Kim Nuri")
    page.get_by_label("E-mail address").fill("nuri@example.org")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Perhaps it is published already")).to_be_visible()
    page.get_by_role("button", name="Send me the link").click()
    page.goto(link_in(letter_to("nuri@example.org"), "confirm"))
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", name="Contract of the bridge works", level=1)).to_be_visible()


def follow(citizen: Page) -> None:
    """Open the request by the link in the last letter."""
    citizen.goto(link_in(letter_to("nuri@example.org"), "open"))


def open_act(page: Page, kind: str) -> None:
    page.locator(f"#{kind} > summary").click()


def do(page: Page, kind: str) -> None:
    page.locator(f"#{kind} form button[type=submit]").click()


def handle(page: Page, request: InformationRequest) -> None:
    page.goto(f"/en/requests/desk/{request.code}/")


@pytest.fixture
def agency(transactional_db: None) -> Organisation:
    return Organisation.objects.create(
        code="B000001",
        kind="ministry",
        name_ko="한빛안전처",
        name_en="Hanbit Safety Agency",
        established_on=date(2010, 1, 1),
    )


@pytest.fixture
def officer(agency: Organisation) -> User:
    user = User.objects.create_user("discloser@example.org", name="Officer")
    RoleHeld.objects.create(user=user, role=Role.DISCLOSURE_OFFICER, organisation=agency, since_on=date(2020, 1, 1))
    return user


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_day_in_the_life_of_a_request(
    reader: Reader, agency: Organisation, officer: User, has_scripts: bool, settings: object
) -> None:
    settings.EMAIL_BACKEND = "madang.notices.mail.OutboxBackend"  # type: ignore[attr-defined]
    citizen = page_of(reader, has_scripts=has_scripts)
    desk = page_of(reader, has_scripts=has_scripts, user=officer)

    with on(MONDAY):
        ask(citizen, agency)
        request = InformationRequest.objects.get()
        expect(citizen.locator("main")).to_contain_text(due_text(last("request.decision", MONDAY)))

    third_party_opposes(desk, page_of(reader, has_scripts=has_scripts), request)
    time_is_extended(desk, citizen, request)
    decided_on = MONDAY + 7 * DAY
    gap = last("disclosure.gap", decided_on)
    with on(decided_on):
        partly_disclosed(desk, request, too_soon=gap, disclose_on=gap + DAY)
        follow(citizen)
        expect(citizen.locator("main")).to_contain_text("Item 7")
        expect(citizen.locator("main")).to_contain_text(due_text(last("objection.filing", decided_on)))
        assert "90" in letter_to("nuri@example.org")

    open_from = objection_is_upheld(desk, citizen, request, decided_on + 2 * DAY)
    published_and_found(citizen, request, open_from)


def third_party_opposes(desk: Page, party: Page, request: InformationRequest) -> None:
    with on(MONDAY + DAY):
        third_party_is_told(desk, request)
        party.goto(link_in(letter_to("company@example.org"), "third-party"))
        expect(party.locator("main")).not_to_contain_text("Nuri")
        party.get_by_label("Asks not to disclose").check()
        party.get_by_role("button", name="Answer").click()


def time_is_extended(desk: Page, citizen: Page, request: InformationRequest) -> None:
    with on(MONDAY + 3 * DAY):
        extended(desk, request)
        follow(citizen)
        expect(citizen.locator("main")).to_contain_text(due_text(last("request.decision", MONDAY, extended=True)))


def objection_is_upheld(desk: Page, citizen: Page, request: InformationRequest, objected_on: date) -> date:
    """The day from which the information may be supplied."""
    with on(objected_on):
        follow(citizen)
        citizen.locator("summary", has_text=re.compile("^Object$")).click()
        citizen.locator("#objected_text").fill("The prices of a finished contract are no secret.")
        citizen.get_by_role("button", name="Object", exact=True).click()
        expect(citizen.locator("main")).to_contain_text(due_text(last("objection.decision", objected_on)))

    upheld_on = objected_on + DAY
    open_from = last("disclosure.gap", upheld_on) + DAY
    with on(upheld_on):
        committee_then_upheld(desk, request, disclose_on=open_from)
    with on(last("disclosure.gap", upheld_on)):
        supplied(desk, request)
        expect(desk.locator("main")).to_contain_text("nothing may be supplied before")
    with on(open_from):
        supplied(desk, request)
        answer_published(desk)
    return open_from


def third_party_is_told(desk: Page, request: InformationRequest) -> None:
    handle(desk, request)
    open_act(desk, "third-party-notified")
    act = desk.locator("#third-party-notified")
    act.get_by_label("Name of the person or company").fill("Hanbit Works")
    act.get_by_label("E-mail address").fill("company@example.org")
    act.get_by_label("What of the information concerns them").fill("Unit prices of the contract")
    do(desk, "third-party-notified")


def extended(desk: Page, request: InformationRequest) -> None:
    handle(desk, request)
    open_act(desk, "extended")
    desk.locator("#extended").get_by_label("Ground").select_option("hearing")
    desk.locator("#extended").get_by_label("Explanation for the requester").fill("A third party is being heard.")
    do(desk, "extended")


def partly_disclosed(desk: Page, request: InformationRequest, *, too_soon: date, disclose_on: date) -> None:
    handle(desk, request)
    open_act(desk, "decided")
    act = desk.locator("#decided")
    act.locator("[name=decided-outcome]").select_option("partly")
    act.get_by_label("Day of disclosure").fill(too_soon.isoformat())
    act.get_by_label("How and where").fill("On this site")
    act.get_by_label("Why it is disclosed against a third party").fill("Public money is spent.")
    act.get_by_label("Item of article 9(1)").first.select_option("7")
    act.get_by_label("What is withheld").first.fill("Unit prices")
    act.locator("[name=decided-because_1]").fill("A trade secret of the company")
    do(desk, "decided")
    expect(desk.locator("#decided")).to_contain_text("the day of disclosure lies after")
    desk.locator("#decided").get_by_label("Day of disclosure").fill(disclose_on.isoformat())
    do(desk, "decided")
    expect(desk.locator(".messages")).to_contain_text("Done")


def decide_objection(desk: Page, disclose_on: date) -> None:
    open_act(desk, "objection-decided")
    act = desk.locator("#objection-decided")
    act.locator("[name=objection_decided-result]").select_option("upheld")
    act.get_by_label("Reason of the result").fill("As the committee said.")
    act.locator("[name=objection_decided-outcome]").select_option("open")
    act.get_by_label("Day of disclosure").fill(disclose_on.isoformat())
    act.get_by_label("Why it is disclosed against a third party").fill("Public money is spent.")
    do(desk, "objection-decided")


def committee_then_upheld(desk: Page, request: InformationRequest, *, disclose_on: date) -> None:
    handle(desk, request)
    decide_objection(desk, disclose_on)
    expect(desk.locator("#objection-decided")).to_contain_text("First comes the committee")
    open_act(desk, "committee-met")
    desk.locator("#committee-met").get_by_label("Opinion of the committee").fill("The prices are known; disclose them.")
    do(desk, "committee-met")
    decide_objection(desk, disclose_on)
    expect(desk.locator(".messages")).to_contain_text("Done")


def supplied(desk: Page, request: InformationRequest) -> None:
    handle(desk, request)
    if not desk.get_by_role("link", name="contract.txt").count():
        text = "The contract of the bridge works: 120 metres, 300 days."
        desk.locator("#files-in").set_input_files(
            {"name": "contract.txt", "mimeType": "text/plain", "buffer": text.encode()}
        )
        desk.get_by_role("button", name="Add", exact=True).click()
    open_act(desk, "supplied")
    do(desk, "supplied")


def answer_published(desk: Page) -> None:
    desk.locator("#answer_title").fill("Bridge works: the contract")
    desk.locator("#answer_summary").fill("The contract as it was signed.")
    desk.get_by_role("button", name="Publish", exact=True).click()
    expect(desk.locator("main")).to_contain_text("Bridge works: the contract")


def published_and_found(citizen: Page, request: InformationRequest, day: date) -> None:
    with on(day):
        follow(citizen)
        expect(citizen.get_by_role("link", name="contract.txt")).to_be_visible()
    rebuild(at=make_aware(datetime.combine(day, time(11))), progress=lambda done: None)
    citizen.goto("/en/search/?q=bridge+contract")
    citizen.get_by_role("link", name="Bridge works: the contract").first.click()
    expect(citizen.locator("main")).to_contain_text("120 metres")
    expect(citizen.locator("main")).not_to_contain_text(request.number)
