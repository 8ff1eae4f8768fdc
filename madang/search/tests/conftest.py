from collections.abc import Iterator

import pytest

from madang.search import registry
from madang.search.tests.records import Notes


@pytest.fixture
def notes(db: None) -> Iterator[Notes]:
    """A registered kind of records."""
    yield Notes()
    registry.unregister("test:note")
