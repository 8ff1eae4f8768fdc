from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences are asked for in English, whichever catalogues are compiled."""
    with translation.override("en"):
        yield
