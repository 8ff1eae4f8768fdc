"""Every page, as readers meet it: two languages, three appearances, two widths."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from pytest_django import Settings

from tests.browser.conftest import Reader, Tab
from tests.browser.pages import VISITS, Visit
from tests.browser.world import World

# Every pair of language, appearance and width occurs.
WAYS = [
    ("", "light", 1280),
    ("", "dark", 390),
    ("", "high-contrast", 1280),
    ("/en", "light", 390),
    ("/en", "dark", 1280),
    ("/en", "high-contrast", 390),
]
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


@pytest.mark.parametrize("visit", VISITS, ids=lambda visit: visit.name)
def test_a_page_has_no_fault_in_any_appearance(reader: Reader, world: World, settings: Settings, visit: Visit) -> None:
    settings.DEMONSTRATION = True
    address = visit.address if isinstance(visit.address, str) else visit.address(world)
    problems: dict[str, list[str]] = {}
    for prefix, theme, width in WAYS:
        tab = reader.open(width=width, theme=theme, by=world, name=visit.by)
        answer = tab.visit(prefix + address)
        assert answer
        assert answer.status == visit.status
        found = [*tab.problems, *faults(tab), *(f"too wide: {each}" for each in overflow(tab))]
        if found:
            problems[f"{prefix or 'ko'} {theme} {width}"] = found

    assert problems == {}


@pytest.mark.parametrize("visit", VISITS, ids=lambda visit: visit.name)
def test_a_page_fits_the_narrowest_phone(reader: Reader, world: World, settings: Settings, visit: Visit) -> None:
    settings.DEMONSTRATION = True
    tab = reader.open(width=320, by=world, name=visit.by)
    tab.visit("/en" + (visit.address if isinstance(visit.address, str) else visit.address(world)))

    assert overflow(tab) == []
