"""A public table that programs ask."""

from pathlib import Path
from typing import Any

import pytest

from madang.documents.stores import private_files
from madang.opendata import actions, tasks
from madang.opendata.models import DataVersion
from madang.opendata.tests.factories import make_data_officer, make_dataset
from tests.factories import NOON

CITIES = ("서울", "부산", "대구")
HEADER = "코드,시도,측정일,미세먼지,경도,위도\n"
ROWS = "".join(
    f"K{at:03},{CITIES[at % 3]},2016-03-{at % 28 + 1:02},{at},{126.5 + at / 100:.4f},{37 + at / 100:.4f}\n"
    for at in range(60)
)


@pytest.fixture
def version(tmp_path: Path, settings: Any, db: None) -> DataVersion:
    """Sixty rows of air quality, with coordinates, published as `air`/`data`."""
    settings.FILES_PRIVATE, settings.FILES_PUBLIC = tmp_path / "private", tmp_path / "public"
    return publish_air()


def publish_air(slug: str = "air", **described: Any) -> DataVersion:
    officer = make_data_officer()
    described = {"title_ko": "대기질 측정값", "title_en": "Air quality", "keywords": ["대기", "환경"]} | described
    dataset = make_dataset(by=officer, slug=slug, **described)
    distribution = actions.add_distribution(dataset=dataset, key="data", by=officer, at=NOON)
    content = (HEADER + ROWS).encode("cp949")
    received = actions.receive_file(
        distribution=distribution,
        name="대기질.csv",
        sha256=private_files().put(content),
        size=len(content),
        by=officer,
        at=NOON,
    )
    read = tasks.read_version(received)
    return actions.publish_version(version=read, by=officer, at=NOON)
