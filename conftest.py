"""Tests keep their data in a folder of their own, away from the site's."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.utils import translation
from pytest_django import Settings

os.environ.setdefault("MADANG_DATA", tempfile.mkdtemp(prefix="madang-test-"))
hypothesis.settings.register_profile("madang", deadline=None)  # a busy machine must not fail a test for slowness
hypothesis.settings.load_profile("madang")


@pytest.fixture(autouse=True)
def ledger_of_its_own(tmp_path: Path, settings: Settings) -> None:
    """Each test has a ledger folder and key of its own, as it has a database: a checkpoint outlives a rollback."""
    settings.LEDGER_TILES = tmp_path / "ledger"
    settings.LEDGER_KEY = tmp_path / "ledger-key"


@pytest.fixture(autouse=True)
def index_of_its_own(tmp_path: Path, settings: Settings) -> Iterator[None]:
    """Each test has an index folder: two processes that test at once would wait for each other's writer, or fail."""
    from madang.search import location

    settings.SEARCH_INDEX = tmp_path / "index"
    yield
    location.close_all()


@pytest.fixture(autouse=True)
def counted_from_nothing() -> Iterator[None]:
    """Who asked for data in one test has asked for none in the next; counts are kept by the process for a second."""
    from madang.opendata.metering import METER, Meter

    METER.__dict__.update(Meter().__dict__)
    yield
    METER.__dict__.update(Meter().__dict__)


@pytest.fixture(autouse=True)
def language_of_the_site() -> Iterator[None]:
    """A page that a test visits in English leaves its language to nobody."""
    yield
    translation.deactivate()
