"""Choosing agencies with scripts: found by typing, shown as chips, taken back, all of it by keyboard."""

from playwright.sync_api import expect

from tests.browser.conftest import Reader
from tests.browser.world import World
from tests.factories import make_organisation


def test_agencies_are_searched_chosen_and_taken_back_by_keyboard(world: World, reader: Reader) -> None:
    for number, name in enumerate(("Hanbit county", "Hanbit city", "Nuri ministry")):
        make_organisation(name_en=name, name_ko=f"한빛 {number}", kind=["local-government", "ministry"][number // 2])
    tab = reader.open()
    tab.visit("/en/requests/new/")
    page = tab.page
    search, status = page.get_by_label("Search for an agency"), page.locator("[data-picker-status]")
    chips = page.get_by_role("list", name="Chosen agencies")

    search.fill("hanbit C")
    expect(status).to_have_text("Agencies found: 2")
    search.press("ArrowDown")
    page.keyboard.press("Space")
    expect(chips.get_by_role("button")).to_have_count(1)
    search.fill("nuri min")
    search.press("Enter")
    expect(chips.get_by_role("button")).to_have_count(2)
    expect(search).to_have_value("")
    chips.get_by_role("button").first.press("Enter")
    expect(chips.get_by_role("button")).to_have_count(1)
    expect(chips.get_by_role("button")).to_be_focused()
    assert page.locator("input[name=agencies]:checked").count() == 1
    search.fill("no such agency")
    expect(status).to_have_text("Agencies found: 0")
    search.press("Escape")
    expect(status).to_have_text("")
    assert tab.problems == []
