from datetime import date

import pytest

from madang.disclosure.models import DatedRankRule


@pytest.fixture(autouse=True)
def rank_rules(request: pytest.FixtureRequest) -> None:
    """Tests with real transactions empty every table afterwards, the rules that came with the migrations too."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("transactional_db" if is_transactional(request) else "db")
        for since_on, rank in ((date(2014, 3, 1), "director-general"), (date(2015, 1, 1), "director")):
            DatedRankRule.objects.get_or_create(since_on=since_on, defaults={"rank": rank, "source": "test"})


def is_transactional(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))
