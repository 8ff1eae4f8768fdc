"""A catalogue of an invented neighbour, looked at once. Its answer is written here: nothing asks the network."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from madang.accounts.models import Organisation
from madang.common.fetching import Fetched
from madang.opendata.actions import harvesting
from madang.opendata.models import HarvestSource
from madang.portal.demonstration.country.shapes import Country
from madang.portal.demonstration.datasets import moment, officer_of

OFFICE = "9020000"
URL = "https://neighbour.example/data.json"
TEN_YEARS = 24 * 3650
"""Hours until the next look: the address does not exist."""
LISTED = (
    # identifier, title, description, licence
    ("trails", "이웃 시 둘레길", "길의 이름과 길이입니다.", "https://creativecommons.org/licenses/by/4.0/"),
    ("wells", "이웃 시 약수터 수질", "분기마다 잰 값입니다.", "https://creativecommons.org/licenses/by/4.0/"),
    ("markets", "이웃 시 전통시장", "시장의 위치입니다.", ""),
)
Happening = tuple[str, datetime, Callable[[], None]]


def steps(country: Country) -> Iterator[Happening]:
    at = moment(country.today - timedelta(days=30))
    yield "data:harvest", at, lambda: look(at)


def look(at: datetime) -> None:
    """Two of its datasets are listed here; the third is held, because nobody says under which licence it is."""
    source = HarvestSource.objects.filter(url=URL).first() or harvesting.add_source(
        organisation=Organisation.objects.get(code=OFFICE),
        title="이웃 시 공공데이터",
        kind=HarvestSource.Kind.DATA_JSON,
        url=URL,
        every_hours=TEN_YEARS,
        by=officer_of(OFFICE, at),
        at=at,
    )
    if not source.runs.exists():
        harvesting.harvest(source=source, ask=answer, at=at)


def answer(url: str) -> Fetched:
    datasets = [
        {
            "identifier": name,
            "title": title,
            "description": description,
            "license": licence,
            "keyword": ["이웃 시"],
            "distribution": [{"downloadURL": f"https://neighbour.example/{name}.csv", "format": "CSV"}],
        }
        for name, title, description, licence in LISTED
    ]
    return Fetched(200, {}, json.dumps({"dataset": datasets}).encode(), url)
