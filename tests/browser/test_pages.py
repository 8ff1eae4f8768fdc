"""Every page, as readers meet it: two languages, three appearances, two widths."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from pytest_django import Settings

from tests.browser.conftest import Reader, Tab
from tests.browser.pages import VISITS, Visit
from tests.browser.world import World

# Every page in both languages, all appearances and both widths; two pages in a row in every combination of them.
WAYS = [
    [("", "light", 1280), ("/en", "high-contrast", 390), ("", "dark", 390)],
    [("/en", "light", 390), ("", "high-contrast", 1280), ("/en", "dark", 1280)],
]
PARTS = 6
"""The visits are made in so many parts, each in a world that is built once."""
NARROWEST = 320
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


def faults(tab: Tab) -> list[str]:
    """What axe finds: rule, and the first places."""
    found: dict[str, Any] = Axe().run(tab.page, options=RULES).response
    return [
        f"{fault['id']}: {[node['target'] for node in fault['nodes'][:3]]}"
        + str(fault["nodes"][0].get("any", [{}])[:1])
        for fault in found["violations"]
    ]


def overflow(tab: Tab) -> list[str]:
    """What stands further right than the window, if the page scrolls sideways."""
    return list(
        tab.page.evaluate(
            """() => document.documentElement.scrollWidth <= innerWidth ? [] :
            [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 5).map(e => e.tagName + '.' + e.className)"""
        )
    )


def look_at(visit: Visit, place: int, reader: Reader, world: World) -> dict[str, list[str]]:
    """What is wrong with a page, by the way it was looked at."""
    address = visit.address if isinstance(visit.address, str) else visit.address(world)
    tab = reader.open(by=world, name=visit.by)
    problems: dict[str, list[str]] = {}
    for prefix, theme, width in WAYS[place % 2]:
        tab.problems.clear()
        tab.dress(theme=theme, width=width)
        answer = tab.visit(prefix + address)
        found = [*tab.problems, *faults(tab), *(f"too wide: {each}" for each in overflow(tab))]
        if answer is None or answer.status != visit.status:
            found.append(f"answered {answer.status if answer else 'nothing'} instead of {visit.status}")
        if found:
            problems[f"{visit.name}, {prefix or 'ko'} {theme} {width}"] = found
    tab.dress(theme="light", width=NARROWEST)
    if found := overflow(tab):
        problems[f"{visit.name}, the narrowest phone"] = found
    tab.page.context.close()
    return problems


@pytest.mark.parametrize("part", range(PARTS))
def test_pages_have_no_fault_in_any_appearance(reader: Reader, world: World, settings: Settings, part: int) -> None:
    settings.DEMONSTRATION = True
    problems: dict[str, list[str]] = {}
    for place, visit in enumerate(VISITS):
        if place % PARTS == part:
            problems |= look_at(visit, place // PARTS + part, reader, world)

    assert problems == {}


BROKEN = """<!doctype html><html lang="en"><title>Wrong</title><main style="width:2000px"><h1>Wrong</h1>
<button></button><p style="color:#aaa;background:#fff">faint</p>
<img src="https://example.invalid/x.png" alt=""></main>"""


def test_the_checks_find_what_they_look_for(reader: Reader, world: World) -> None:
    tab = reader.open(width=390)
    tab.page.route("**/broken/", lambda route: route.fulfill(body=BROKEN, content_type="text/html"))
    tab.visit("/broken/")
    found = faults(tab)

    assert any(each.startswith("button-name") for each in found)
    assert any(each.startswith("color-contrast") for each in found)
    assert overflow(tab)
    assert any("example.invalid" in each for each in tab.problems)


def test_a_style_that_the_policy_stops_is_noticed(reader: Reader, world: World) -> None:
    tab = reader.open()
    policy = {"Content-Security-Policy": "default-src 'none'"}
    tab.page.route("**/broken/", lambda route: route.fulfill(body=BROKEN, content_type="text/html", headers=policy))
    tab.visit("/broken/")

    assert any("Content Security Policy" in each for each in tab.problems)
