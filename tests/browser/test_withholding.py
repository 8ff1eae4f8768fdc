"""An officer marks what is withheld, by keyboard and without scripts; the public sees the marks and not the words."""

from playwright.sync_api import Page, expect

from madang.disclosure import tasks
from madang.disclosure.models import RedactedCopy, Withholding
from tests.browser.conftest import Reader
from tests.browser.world import World


def test_an_officer_marks_by_keyboard_approves_and_the_public_sees_the_copy(reader: Reader, world: World) -> None:
    tab = reader.open(by=world, name="officer")
    tab.visit(f"/en/documents/desk/mark/{world.withheld.mark}/")
    page = tab.page
    expect(page.get_by_role("heading", name="passages to decide")).to_be_visible()

    while page.locator("[data-matter]").count():
        before = page.locator("[data-matter]").count()
        page.keyboard.press("j")
        first = page.locator("[data-matter]").first
        page.keyboard.press("o" if "예정가격" in first.inner_text() else "w")
        expect(page.locator("[data-matter]")).to_have_count(before - 1)
    page.get_by_role("button", name="Make the copy").click()
    tasks.make_copy(str(RedactedCopy.objects.filter(version__code=world.withheld.mark).first().code))
    page.goto(page.url.split("#")[0])
    page.locator("#approve-id_reason, #approve-reason").fill("가릴 부분을 모두 가렸음")
    page.get_by_role("button", name="Approve and publish").click()

    expect(page.get_by_role("heading", name="passages of this document are withheld")).to_be_visible()
    expect(page.locator("main")).to_contain_text("[withheld, item 6]")
    for secret in ("홍길동", "5678"):
        expect(page.locator("main")).not_to_contain_text(secret)
    expect(page.locator("main")).to_contain_text("김한빛")
    assert tab.problems == []


def test_everything_on_the_marking_desk_works_without_scripts(reader: Reader, world: World) -> None:
    page = without_scripts(reader, world)
    page.goto(f"/en/documents/desk/mark/{world.withheld.mark}/")

    page.locator("#mark-text").fill("나래로 12")
    page.locator("#mark-reason").fill("주소임")
    page.get_by_role("button", name="Withhold wherever it stands").click()

    expect(page.locator("main")).to_contain_text("Withheld: 나래로 12")
    page.get_by_role("button", name="Take back 나래로 12").click()
    expect(page.locator("main")).to_contain_text("It is undecided again.")


def without_scripts(reader: Reader, world: World) -> Page:
    """A page of the officer's in a browser that runs no scripts."""
    cookies = reader.open(by=world, name="officer").page.context.cookies()
    context = reader.browser.new_context(java_script_enabled=False, base_url=reader.base)
    context.add_cookies(cookies)
    reader.contexts.append(context)
    return context.new_page()


def test_a_part_of_a_page_is_drawn_with_the_mouse_and_withheld(reader: Reader, world: World) -> None:
    tab = reader.open(by=world, name="officer")
    tab.visit(f"/en/documents/desk/mark/{world.withheld.mark}/")
    page = tab.page
    surface = page.locator("[data-surface]")
    surface.scroll_into_view_if_needed()
    box = surface.locator("img").bounding_box()
    assert box is not None

    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.1)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.15, steps=5)
    page.mouse.up()

    expect(page.locator("[data-drawn]")).to_contain_text("Left 20")
    page.get_by_role("button", name="Withhold this part").click()
    expect(page.locator("main")).to_contain_text("Withheld: a part of page 1")
    marked = Withholding.objects.get(scope="region")
    assert marked.box is not None
    assert [round(value / 10) for value in marked.box] == [12, 72, 36, 76]
    assert tab.problems == []


def test_a_part_of_a_page_is_drawn_with_a_finger_on_a_phone(reader: Reader, world: World) -> None:
    cookies = reader.open(by=world, name="officer").page.context.cookies()
    phone = reader.browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, base_url=reader.base
    )
    phone.add_cookies(cookies)
    reader.contexts.append(phone)
    page = phone.new_page()
    page.goto(f"/en/documents/desk/mark/{world.withheld.mark}/")
    page.get_by_role("button", name="Draw on the page").tap()
    surface = page.locator("[data-surface]")
    surface.scroll_into_view_if_needed()
    box = surface.locator("img").bounding_box()
    assert box is not None
    scrolled = page.evaluate("scrollY")

    fingers = phone.new_cdp_session(page)
    for kind, across, down in [("touchStart", 0.2, 0.1), ("touchMove", 0.5, 0.12), ("touchMove", 0.6, 0.15)]:
        at = {"x": box["x"] + box["width"] * across, "y": box["y"] + box["height"] * down}
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [at]})
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    expect(page.locator("[data-drawn]")).to_contain_text("Left 20")
    expect(page.locator("#region-width")).to_have_value("40")
    assert page.evaluate("scrollY") == scrolled
    page.get_by_role("button", name="Withhold this part").tap()
    expect(page.locator("main")).to_contain_text("Withheld: a part of page 1")


def test_a_part_of_a_page_is_drawn_with_the_keyboard_and_withheld(reader: Reader, world: World) -> None:
    tab = reader.open(by=world, name="officer")
    tab.visit(f"/en/documents/desk/mark/{world.withheld.mark}/")
    page = tab.page

    page.get_by_role("button", name="Draw on the page").press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("[data-drawn]")).to_have_text("Left 40, top 44, width 21, height 5 percent")
    page.keyboard.press("Escape")
    expect(page.locator("#region-width")).to_have_value("")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_contain_text("Withheld: a part of page 1")
    page.get_by_role("button", name="Take back part of a page 1").click()
    expect(page.locator("main")).to_contain_text("It is undecided again.")
    assert tab.problems == []


def test_a_part_of_a_page_is_shown_and_withheld_without_scripts(reader: Reader, world: World) -> None:
    page = without_scripts(reader, world)
    page.goto(f"/en/documents/desk/mark/{world.withheld.mark}/")
    for name, value in {"left": "20", "top": "10", "width": "40", "height": "5"}.items():
        page.locator(f"#region-{name}").fill(value)

    page.get_by_role("button", name="Show it first").click()
    expect(page.locator("main")).to_contain_text("The dashed part above is not withheld yet.")
    assert page.locator("[data-draft]").get_attribute("width") not in (None, "0")
    assert not Withholding.objects.filter(scope="region").exists()
    page.get_by_role("button", name="Withhold this part").click()

    expect(page.locator("main")).to_contain_text("Withheld: a part of page 1")
    expect(page.locator("rect.part")).to_have_count(1)
