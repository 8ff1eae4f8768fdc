"""What readers do, by keyboard and without scripts."""

from playwright.sync_api import expect

from tests.browser.conftest import Reader
from tests.browser.world import World


def test_the_first_stop_of_the_keyboard_leads_past_the_navigation(reader: Reader, world: World) -> None:
    tab = reader.open()
    tab.visit("/en/help/")

    tab.page.keyboard.press("Tab")
    expect(tab.page.get_by_role("link", name="Skip to the content")).to_be_focused()
    tab.page.keyboard.press("Enter")
    tab.page.keyboard.press("Tab")

    assert tab.page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_every_stop_of_the_keyboard_is_seen(reader: Reader, world: World) -> None:
    tab = reader.open()
    tab.visit("/en/help/")
    unseen = []
    for _ in range(40):
        tab.page.keyboard.press("Tab")
        found = tab.page.evaluate(
            """() => { const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
            return [e.outerHTML.slice(0, 80), box.width > 0 && box.height > 0,
            style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, e === document.body]; }"""
        )
        if found[3]:
            break
        if not (found[1] and found[2]):
            unseen.append(found[0])

    assert unseen == []


def test_a_search_is_made_by_keyboard_alone(reader: Reader, world: World) -> None:
    tab = reader.open()
    tab.visit("/en/")

    box = tab.page.get_by_role("searchbox", name="Search everything")
    for _ in range(30):
        tab.page.keyboard.press("Tab")
        if box.evaluate("element => element === document.activeElement"):
            break
    tab.page.keyboard.type("budget")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url("**/search/?q=budget")


def test_the_appearance_is_chosen_by_keyboard_and_kept(reader: Reader, world: World) -> None:
    tab = reader.open()
    tab.visit("/en/help/")

    tab.page.locator("summary", has_text="Appearance").focus()
    tab.page.keyboard.press("Enter")
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Tab")
    expect(tab.page.get_by_role("button", name="Dark")).to_be_focused()
    tab.page.keyboard.press("Enter")

    expect(tab.page.locator("html")).to_have_attribute("data-theme", "dark")
    assert tab.page.url.endswith("/en/help/")
    assert tab.problems == []


def test_everything_in_the_header_works_without_scripts(reader: Reader, world: World) -> None:
    context = reader.browser.new_context(java_script_enabled=False, base_url=reader.base)
    reader.contexts.append(context)
    page = context.new_page()
    page.goto("/en/help/")

    page.locator("summary", has_text="Appearance").click()
    page.get_by_role("button", name="High contrast").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "high-contrast")
    page.get_by_role("link", name="한국어").click()

    expect(page).to_have_url(f"{reader.base}/help/")
    expect(page.locator("html")).to_have_attribute("lang", "ko")


def test_a_first_visit_loads_less_than_a_megabyte(reader: Reader, world: World) -> None:
    tab = reader.open()
    sizes: list[int] = []
    tab.page.on("response", lambda answer: sizes.append(len(answer.body())))
    tab.visit("/")
    tab.page.wait_for_load_state("networkidle")

    assert 0 < sum(sizes) < 1_000_000
