"""A browser, a served site and a tab that notes what a reader must never meet."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.world import World, build_world

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--disable-dev-shm-usage",
]
FOLDER = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the browser, and takes longer than a test should."""
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="Chromium was not found"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread; the tests use the database from it all the same.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def world(transactional_db: None) -> World:
    return build_world()


@dataclass
class Tab:
    """A page of the browser, with what went wrong in it."""

    page: Page
    base: str
    problems: list[str] = field(default_factory=list)

    def visit(self, address: str) -> Response | None:
        return self.page.goto(self.base + address, wait_until="load")

    def dress(self, *, theme: str, width: int) -> None:
        """What is visited next appears so."""
        self.page.context.add_cookies([{"name": "theme", "value": theme, "url": self.base}])
        self.page.set_viewport_size({"width": width, "height": 900})


@dataclass
class Reader:
    """Opens tabs as somebody, in a language, an appearance and a width."""

    browser: Browser
    base: str
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, *, width: int = 1280, theme: str = "", by: World | None = None, name: str = "") -> Tab:
        context = self.browser.new_context(viewport={"width": width, "height": 900})
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        cookies = {"theme": theme} if theme else {}
        if by and name:
            client = Client()
            client.force_login(by.people[name])
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": key, "value": value, "url": self.base} for key, value in cookies.items()])
        tab = Tab(context.new_page(), self.base)
        self.watch(tab)
        return tab

    def watch(self, tab: Tab) -> None:
        """Note console errors, faults of scripts, requests to other hosts and answers that failed."""
        host = urlsplit(self.base).netloc

        def said(message: ConsoleMessage) -> None:
            is_answer = message.text.startswith("Failed to load resource") and message.location["url"] == tab.page.url
            if message.type in ("error", "warning") and not is_answer:
                tab.problems.append(f"console: {message.text}")

        def asked(request: Request) -> None:
            if urlsplit(request.url).netloc not in ("", host):
                tab.problems.append(f"asked another host: {request.url}")

        def answered(answer: Response) -> None:
            if answer.status >= 400 and answer.request.resource_type != "document":
                tab.problems.append(f"{answer.status}: {answer.url}")

        tab.page.on("console", said)
        tab.page.on("request", asked)
        tab.page.on("response", answered)
        tab.page.on("pageerror", lambda error: tab.problems.append(f"script: {error}"))


@pytest.fixture
def reader(browser: Browser, live_server: LiveServer) -> Iterator[Reader]:
    found = Reader(browser, live_server.url)
    yield found
    for context in found.contexts:
        context.close()
