"""An officer marks what is withheld, by keyboard and without scripts; the public sees the marks and not the words."""

from playwright.sync_api import expect

from madang.disclosure import tasks
from madang.disclosure.models import RedactedCopy
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
    signed_in = reader.open(by=world, name="officer")
    cookies = signed_in.page.context.cookies()
    context = reader.browser.new_context(java_script_enabled=False, base_url=reader.base)
    context.add_cookies(cookies)
    reader.contexts.append(context)
    page = context.new_page()
    page.goto(f"/en/documents/desk/mark/{world.withheld.mark}/")

    page.locator("#mark-text").fill("나래로 12")
    page.locator("#mark-reason").fill("주소임")
    page.get_by_role("button", name="Withhold wherever it stands").click()

    expect(page.locator("main")).to_contain_text("Withheld: 나래로 12")
    page.get_by_role("button", name="Take back 나래로 12").click()
    expect(page.locator("main")).to_contain_text("It is undecided again.")
