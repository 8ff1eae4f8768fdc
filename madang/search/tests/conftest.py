from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from madang.search import location, registry
from madang.search.tests.records import Notes


@pytest.fixture(autouse=True)
def own_index(tmp_path: Path, settings: Settings) -> Iterator[None]:
    """An index folder for each test."""
    settings.SEARCH_INDEX = tmp_path / "index"
    yield
    location.close_all()


@pytest.fixture
def notes(db: None) -> Iterator[Notes]:
    """A registered kind of records."""
    yield Notes()
    registry.unregister("test:note")
