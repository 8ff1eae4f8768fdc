"""The page of a table, its downloads and its interface: one answer at every door, and nothing that is not public."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.test import Client

from madang.accounts.models import User
from madang.documents.stores import private_files
from madang.opendata import actions, tasks
from madang.opendata.engine import tables as engine_tables
from madang.opendata.engine.tables import TimeIsUp
from madang.opendata.models import DataVersion, Distribution
from madang.opendata.tests.factories import make_data_officer, make_dataset
from tests.factories import NOON

pytestmark = pytest.mark.django_db
NAMES = "측정일,시도,측정소,미세먼지(㎍/㎥),위도,경도,비고"
PROVINCES = ["서울특별시", "부산광역시", "제주특별자치도"]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def lines(count: int = 120) -> str:
    rows = [
        f"2026-0{1 + at % 6}-{1 + at % 28:02},{PROVINCES[at % 3]},측정소{at % 5},{at},"
        f"{37 + at / 1000},{127 + at / 1000},"
        f"{'=1+1' if at == 7 else '점검 중' if at % 10 == 0 else ''}"
        for at in range(count)
    ]
    return "\n".join([NAMES, *rows]) + "\n"


@pytest.fixture(autouse=True)
def stores(tmp_path: Path, settings: Any) -> None:
    settings.FILES_PRIVATE, settings.FILES_PUBLIC = tmp_path / "private", tmp_path / "public"


@pytest.fixture
def officer() -> User:
    return make_data_officer()


@pytest.fixture
def distribution(officer: User) -> Distribution:
    dataset = make_dataset(by=officer, slug="air", title_en="Air")
    return actions.add_distribution(dataset=dataset, key="data", by=officer, at=NOON)


def receive(distribution: Distribution, text: str, by: User) -> DataVersion:
    content = text.encode("cp949")
    sha256 = private_files().put(content)
    version = actions.receive_file(
        distribution=distribution, name="대기.csv", sha256=sha256, size=len(content), by=by, at=NOON
    )
    return tasks.read_version(version)


@pytest.fixture
def published(distribution: Distribution, officer: User) -> DataVersion:
    return actions.publish_version(version=receive(distribution, lines(), officer), by=officer, at=NOON)


PAGE, API = "/en/data/datasets/air/tables/data/", "/api/v1/data/air/data"


def body(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    assert response.status_code == status, (url, content[:500])
    return content.decode("utf-8-sig")


def test_no_door_shows_a_version_that_is_not_public(distribution: Distribution, officer: User, client: Client) -> None:
    receive(distribution, lines(), officer)

    for door in ("", "latest/", "v1/", "versions/", "v1/rejects/", "v1/original", "v1/download?format=csv"):
        assert client.get(PAGE + door).status_code == 404, door
    for door in (
        "",
        "/openapi.json",
        "/latest",
        "/v1/rows",
        "/v1/facets?facet=시도",
        "/v1/groups?group=시도",
        "/v1/rejects",
    ):
        assert client.get(API + door).status_code == 404, door


def test_page_and_interface_give_the_same_exact_answer(published: DataVersion, client: Client) -> None:
    question = "?시도=서울특별시&미세먼지(㎍/㎥)__gte=60&sort=-미세먼지(㎍/㎥)&size=5"

    page = body(client, PAGE + question)
    answer = json.loads(body(client, f"{API}/latest/rows{question}"))

    assert answer["total"] == 20
    assert [row["미세먼지(㎍/㎥)"] for row in answer["rows"]] == [117, 114, 111, 108, 105]
    assert "20 rows" in page
    assert "of 120" in page
    assert page.index("117") < page.index("114")
    assert answer["rows"][0]["측정일"] == "2026-04-06"
    assert json.loads(body(client, API + "/latest/rows" + question.replace("size=5", "size=5&page=4")))["next"] is None


def test_facets_count_exactly_without_their_own_filter(published: DataVersion, client: Client) -> None:
    answer = json.loads(body(client, f"{API}/v1/facets?facet=시도,측정소&시도=서울특별시"))

    province, station = answer["facets"]
    assert province["values"] == [{"value": name, "count": 40} for name in sorted(PROVINCES)]
    assert sum(one["count"] for one in station["values"]) == 40


def test_groups_compute_by_month(published: DataVersion, client: Client) -> None:
    answer = json.loads(body(client, f"{API}/v1/groups?group=측정일&grain=month&measure=max&of=미세먼지(㎍/㎥)"))

    assert len(answer["groups"]) == 6
    assert answer["groups"][0] == {"group": "2026-01-01T00:00:00", "value": 114}


@pytest.mark.parametrize("view", ["table", "chart", "map", "columns", "use", "nonsense"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_view_of_a_table_is_there_in_both_languages(
    published: DataVersion, client: Client, view: str, language: str
) -> None:
    page = body(client, f"{language}/data/datasets/air/tables/data/?view={view}&q=점검")

    assert "대기질" in page or "Air" in page
    if view == "map":
        assert page.count('r="3.5"') == 12
    if view == "chart":
        assert "<svg" in page
    if view == "use":
        assert "read_csv" in page


def test_a_chart_is_drawn_as_asked_for(published: DataVersion, client: Client) -> None:
    page = body(client, PAGE + "?view=chart&chart=시도&measure=avg&of=미세먼지(㎍/㎥)")

    assert page.count('class="mark"') >= 3
    assert "squares" in page
    assert "59.5" in page


@pytest.mark.parametrize(
    ("question", "status"),
    [("?없는열=1", 422), ("?미세먼지(㎍/㎥)=많음", 422), ("?page=0", 422), ("?sort=없는열", 422), ("?size=5000", 422)],
)
def test_what_cannot_be_asked_is_said_so_at_every_door(
    published: DataVersion, client: Client, question: str, status: int
) -> None:
    assert 'role="alert"' in body(client, PAGE + question, status)
    problem = json.loads(body(client, f"{API}/latest/rows{question}", status))
    assert (problem["status"], problem["code"]) == (status, "invalid")
    if "page" not in question and "size" not in question:
        assert client.get(f"{PAGE}latest/download{question}&format=csv").status_code == status


@pytest.mark.parametrize(
    "probe", ["' OR 1=1 --", '"; DROP TABLE data; --', "]", "c0", "rowid", "시도\x00", "data", "*"]
)
def test_names_and_values_never_become_sql(published: DataVersion, client: Client, probe: str) -> None:
    assert client.get(f"{API}/latest/rows", {probe: "1"}).status_code == 422
    assert client.get(f"{API}/latest/rows", {"sort": probe}).status_code == 422
    by_value = client.get(f"{API}/latest/rows", {"시도": probe})
    assert by_value.status_code == (422 if "\x00" in probe else 200)
    assert json.loads(client.get(f"{API}/latest/rows").content)["total"] == 120


def test_a_question_that_takes_too_long_is_no_empty_list(
    published: DataVersion, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*arguments: Any, **more: Any) -> Any:
        raise TimeIsUp

    monkeypatch.setattr(engine_tables.Engine, "ask", slow)

    problem = json.loads(body(client, f"{API}/latest/rows", 503))
    assert problem["code"] == "took-too-long"
    assert 'role="alert"' in body(client, PAGE, 503)
    assert client.get(f"{PAGE}latest/download?format=csv&시도=부산광역시").status_code == 503


def test_downloads_hold_exactly_the_rows_that_are_asked_for(
    published: DataVersion, client: Client, tmp_path: Path
) -> None:
    base = f"{PAGE}latest/download?시도=부산광역시&format="

    rows = list(csv.DictReader(io.StringIO(body(client, base + "csv"))))
    assert len(rows) == 40
    assert [row["비고"] for row in rows if row["비고"].startswith("=")] == ["=1+1"]
    for_excel = list(csv.DictReader(io.StringIO(body(client, base + "csv-excel"))))
    assert [row["비고"] for row in for_excel if "1+1" in row["비고"]] == ["'=1+1"]
    assert len(json.loads(body(client, base + "json"))) == 40
    features = json.loads(body(client, base + "geojson"))["features"]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [127.001, 37.001]}
    parquet = tmp_path / "a.parquet"
    parquet.write_bytes(b"".join(client.get(base + "parquet").streaming_content))  # type: ignore[attr-defined]
    assert duckdb.sql(f"SELECT count(*), min(\"시도\") FROM '{parquet}'").fetchall() == [(40, "부산광역시")]
    book = zipfile.ZipFile(io.BytesIO(b"".join(client.get(base + "xlsx").streaming_content)))  # type: ignore[attr-defined]
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<row ") == 41
    assert "<f>" not in sheet


def test_the_original_is_given_back_byte_for_byte(published: DataVersion, client: Client) -> None:
    response = client.get(f"{PAGE}v1/original")

    assert b"".join(response.streaming_content) == lines().encode("cp949")  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_an_unchanged_answer_is_not_sent_twice(published: DataVersion, client: Client) -> None:
    first = client.get(f"{API}/latest/rows?size=3")

    assert client.get(f"{API}/latest/rows?size=3", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(f"{API}/latest/rows?size=4", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_rejects_are_public_on_page_csv_and_interface(
    distribution: Distribution, officer: User, client: Client
) -> None:
    text = lines().replace(",33,", ",고장,")
    actions.publish_version(version=receive(distribution, text, officer), by=officer, at=NOON)

    assert "고장" in body(client, f"{PAGE}v1/rejects/")
    assert "고장" in body(client, f"{PAGE}v1/rejects/?format=csv")
    answer = json.loads(body(client, f"{API}/v1/rejects"))
    assert answer == {
        "total": 1,
        "rejects": [{"row": 34, "line": None, "column": "미세먼지(㎍/㎥)", "kind": "not-an-integer", "value": "고장"}],
    }
    assert "does not fit its column" in body(client, PAGE)


def test_an_announced_change_is_shown_before_it_comes(
    published: DataVersion, distribution: Distribution, officer: User, client: Client, settings: Any
) -> None:
    settings.DATA_WAITING = timedelta(days=7)
    version = receive(distribution, lines().replace("측정소,", "지점,", 1), officer)
    actions.publish_version(version=version, by=officer, at=NOON)

    assert "The columns of this table change on" in body(client, PAGE)
    assert "Columns gone:" in body(client, f"{PAGE}versions/")
    assert "측정소" in json.loads(body(client, f"{API}/latest/rows"))["rows"][0]
    assert "지점" in json.loads(body(client, f"{API}/v2/rows"))["rows"][0]


def test_the_description_names_every_column_and_version(published: DataVersion, client: Client) -> None:
    said = json.loads(body(client, f"{API}/openapi.json"))

    assert said["openapi"] == "3.1.0"
    assert list(said["components"]["schemas"]["Row"]["properties"]) == NAMES.split(",")
    assert said["components"]["parameters"]["version"]["schema"]["enum"] == ["latest", "v1"]
    names = {one.get("name") for one in said["paths"]["/{version}/rows"]["get"]["parameters"]}
    assert {"시도", "시도__contains", "미세먼지(㎍/㎥)__gte", "page", "sort"} <= names


def test_an_officer_publishes_by_page_from_upload_to_table(officer: User, client: Client) -> None:
    client.force_login(officer, backend=BACKEND)
    upload = io.BytesIO(lines().encode("cp949"))
    upload.name = "대기.csv"
    organisation = officer.roles_held.get().organisation_id

    handed = client.post(
        "/en/data/desk/publish/",
        {"file": upload, "organisation": organisation, "title_ko": "대기질", "slug": "air-new", "licence": "kogl-1"}
        | {"description_ko": "설명", "keywords": "대기, 공기"},
    )
    version = DataVersion.objects.get()
    assert handed.status_code == 302
    assert 'http-equiv="refresh"' in body(client, handed["Location"])
    tasks.read(str(version.code))
    found = body(client, handed["Location"])
    assert "cp949" in found
    act = f"/en/data/desk/versions/{version.code}/act/"
    client.post(act, {"act": "restate", "header_rows": "1", "alias-1": "province", "type-3": "number"})
    tasks.read(str(version.code))
    done = client.post(act, {"act": "publish"})

    version.refresh_from_db()
    assert (version.state, version.number) == ("published", 1)
    assert done["Location"] == "/en/data/datasets/air-new/tables/data/v1/"
    assert version.columns[1]["alias"] == "province"
    assert version.columns[3]["type"] == "number"
    client.logout()
    assert json.loads(body(client, "/api/v1/data/air-new/data/latest/rows?province=서울특별시"))["total"] == 40


def test_nobody_else_sees_or_moves_a_version_at_the_desk(
    distribution: Distribution, officer: User, client: Client
) -> None:
    version = receive(distribution, lines(), officer)
    urls = [f"/data/desk/versions/{version.code}/", f"/data/desk/versions/{version.code}/progress"]

    assert all(client.get(url).status_code == 302 for url in urls)
    client.force_login(make_data_officer(), backend=BACKEND)
    assert all(client.get(url).status_code == 404 for url in urls)
    assert client.post(f"/data/desk/versions/{version.code}/act/", {"act": "publish"}).status_code == 404
    version.refresh_from_db()
    assert version.state == "read"


def test_a_program_hands_in_a_version_and_publishes_it(published: DataVersion, officer: User, client: Client) -> None:
    client.force_login(officer, backend=BACKEND)
    upload = io.BytesIO(lines(150).encode())
    upload.name = "air.csv"

    handed = client.post(f"{API}/versions", {"file": upload, "note": "새 측정소"})
    assert handed.status_code == 201, handed.content
    code = handed.json()["code"]
    tasks.read(code)
    assert client.get(f"{API}/versions/{code}").json()["state"] == "read"
    assert client.post(f"{API}/versions/{code}/publish").json()["number"] == 2
    assert client.get(f"{API}/latest/rows").json()["total"] == 150
    client.force_login(make_data_officer(), backend=BACKEND)
    assert client.get(f"{API}/versions/{code}").status_code == 404


def test_the_feed_of_versions_tells_what_changed(published: DataVersion, officer: User, client: Client) -> None:
    second = receive(published.distribution, lines(150), officer)
    actions.publish_version(version=second, by=officer, at=NOON)

    feed = body(client, "/en/data/datasets/air/versions.atom")

    assert feed.count("<entry>") == 2
    assert "v2" in feed
    assert "added" in feed
    actions.withdraw_dataset(dataset=published.distribution.dataset, reason="오류", by=officer, at=NOON)
    assert client.get("/en/data/datasets/air/versions.atom").status_code == 404
