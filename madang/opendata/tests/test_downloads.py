"""What the formats of others say of a table's downloads is true: every address answers with those bytes and columns."""

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from madang.opendata import actions
from madang.opendata.actions import judging
from madang.opendata.models import Distribution
from madang.opendata.tests.factories import make_data_officer, make_dataset
from madang.opendata.tests.test_table_doors import lines, receive
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stores(tmp_path: Path, settings: Any) -> None:
    settings.FILES_PRIVATE, settings.FILES_PUBLIC = tmp_path / "private", tmp_path / "public"


def content(client: Client, url: str) -> bytes:
    parts = urlsplit(url)
    response = client.get(f"{parts.path}?{parts.query}")
    assert response.status_code == 200, url
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]


def test_every_download_that_is_described_answers_with_what_was_said(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    officer = make_data_officer()
    dataset = make_dataset(by=officer, slug="air", description_ko="설명", area="environment")
    distribution: Distribution = actions.add_distribution(
        dataset=dataset, key="data", title_ko="측정값", by=officer, at=NOON
    )
    with django_capture_on_commit_callbacks(execute=True):
        actions.publish_version(version=receive(distribution, lines(), officer), by=officer, at=NOON)
    dataset.refresh_from_db()
    if not dataset.is_public:
        actions.publish_dataset(dataset=dataset, by=officer, at=NOON)

    package = client.get("/data/datasets/air/datapackage.json").json()
    table = next(one for one in package["resources"] if one["name"] == "data")
    first = content(client, table["path"]).decode("utf-8-sig").splitlines()[0]
    assert first.split(",") == [field["name"] for field in table["schema"]["fields"]]
    croissant = client.get("/data/datasets/air/croissant.json").json()
    assert croissant["recordSet"]
    for one in croissant["distribution"]:
        assert hashlib.sha256(content(client, one["contentUrl"])).hexdigest() == one["sha256"], one["name"]
    assert client.get("/data/datasets/air/csvw-metadata.json").status_code == 200
    states = {one.format: one.state for one in judging.judge_formats(dataset=dataset, at=NOON)}
    assert set(states.values()) == {"passed"}, states
    measured = judging.measure_quality(dataset=dataset, at=NOON)
    assert measured.stars == 3
    assert measured.cells == 120 * 7
