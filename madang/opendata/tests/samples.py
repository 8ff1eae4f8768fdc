"""A described dataset and catalogue for tests of formats; nothing of it is in a database."""

from dataclasses import replace
from datetime import UTC, date, datetime

from madang.opendata.formats.description import Agency, Catalogue, Column, Described, File, Form, Text

SITE = "https://data.example.test"
AT = datetime(2026, 3, 2, 3, tzinfo=UTC)
AGENCY = Agency(f"{SITE}/agencies/9000500/", "9000500", Text("푸르나환경부", "Pureuna Ministry of Environment"))
COLUMNS = (
    Column("측정소", "station", "text"),
    Column("측정일", "measured on", "date"),
    Column("미세먼지(PM10)", "", "integer", "㎍/㎥"),
    Column("농도", "", "number"),
)
ROWS = "측정소,측정일,미세먼지(PM10),농도\n너울,2026-01-01,31,0.5\n새솔,2026-01-02,,1.25\n"


def files() -> tuple[File, File]:
    """A table in two forms, and a service."""
    table = File(
        uri=f"{SITE}/id/distribution/1",
        key="data",
        title=Text("측정값", "Measurements"),
        access_url=f"{SITE}/data/datasets/air/",
        format="csv",
        forms=(
            Form(f"{SITE}/air.csv", "csv", size=len(ROWS.encode()), is_utf8_table=True),
            Form(f"{SITE}/air.parquet", "parquet", size=1200, sha256="ab" * 32),
        ),
        issued=AT,
        modified=AT,
        version=2,
        columns=COLUMNS,
        rows=2,
    )
    service = File(
        uri=f"{SITE}/id/distribution/2",
        key="api",
        title=Text("조회 인터페이스", "Query interface"),
        access_url=f"{SITE}/api/v1/data/air",
        format="json",
        is_service=True,
        endpoint_description=f"{SITE}/data/datasets/air/openapi.json",
    )
    return table, service


def sample(**changed: object) -> Described:
    """A dataset with a table in two forms and a service."""
    said = Described(
        uri=f"{SITE}/id/dataset/1",
        url=f"{SITE}/data/datasets/air/",
        code="11111111-1111-4111-8111-111111111111",
        slug="air",
        title=Text("대기오염 측정", "Air pollution"),
        description=Text("측정소마다 한 시간에 한 번 잽니다.", "Hourly, by station."),
        publisher=AGENCY,
        licence="kogl-1",
        keywords=("대기", "미세먼지"),
        area="environment",
        area_name=Text("환경", "Environment"),
        frequency="daily",
        spatial="너울시",
        covers_from=date(2026, 1, 1),
        covers_until=date(2026, 1, 31),
        contact="대기환경과",
        contact_url=f"{SITE}/agencies/9000500/",
        issued=AT,
        modified=AT,
        files=files(),
        hvd="earth-observation",
    )
    return replace(said, **changed)  # type: ignore[arg-type]


def sample_catalogue(*datasets: Described) -> Catalogue:
    page = f"{SITE}/catalog.ttl"
    return Catalogue(
        uri=f"{SITE}/catalog",
        url=f"{SITE}/data/",
        title=Text("공공데이터", "Open data"),
        description=Text("기관이 개방한 데이터", "What agencies opened"),
        publisher=AGENCY,
        modified=AT,
        datasets=datasets,
        total=250,
        page_uri=page,
        first=page,
        last=f"{page}?page=3",
        next=f"{page}?page=2",
    )
