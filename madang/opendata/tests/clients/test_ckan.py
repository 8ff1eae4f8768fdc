import json
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client

from madang.opendata.models import DataVersion
from madang.opendata.tests.factories import make_dataset
from madang.search.actions import rebuild
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def call(client: Client, action: str, **parameters: Any) -> Any:
    answer = client.get(f"/api/3/action/{action}", parameters)
    assert answer.status_code == 200, answer.content.decode()
    body = answer.json()
    assert body["success"]
    return body["result"]


def test_rows_are_filtered_sorted_and_counted_with_korean_names(client: Client, version: DataVersion) -> None:
    found = call(
        client,
        "datastore_search",
        resource_id=str(version.distribution.code),
        filters='{"시도": "서울", "미세먼지": {"gte": 30}}',
        sort="미세먼지 desc",
        limit=2,
    )

    assert found["total"] == 10
    assert [row["미세먼지"] for row in found["records"]] == [57, 54]
    assert [row["_id"] for row in found["records"]] == [58, 55]
    assert [field["id"] for field in found["fields"]][:3] == ["_id", "코드", "시도"]


def test_a_page_words_and_chosen_columns_work_by_post_too(client: Client, version: DataVersion) -> None:
    body = {"resource_id": str(version.distribution.code), "q": "부산", "fields": ["코드"], "offset": 5, "limit": 3}

    answer = client.post("/api/3/action/datastore_search", json.dumps(body), content_type="application/json")

    result = answer.json()["result"]
    assert result["total"] == 20
    assert result["records"] == [{"코드": "K016"}, {"코드": "K019"}, {"코드": "K022"}]


def test_packages_are_shown_and_searched_with_exact_counts(client: Client, version: DataVersion) -> None:
    make_dataset(is_public=True, title_ko="도서관 목록", keywords=["책"])
    make_dataset(title_ko="초안")
    rebuild(at=NOON, progress=lambda done: None)

    found = call(client, "package_search", q="대기질", **{"facet.field": '["tags", "organization"]'})
    by_tag = call(client, "package_search", fq='tags:"책"', rows=0)
    shown = call(client, "package_show", id="air")

    assert found["count"] == 1
    assert found["results"][0]["name"] == "air"
    assert found["facets"]["tags"] == {"대기": 1, "환경": 1}
    assert by_tag["count"] == 1
    assert call(client, "package_search")["count"] == 2
    table = next(one for one in shown["resources"] if one["datastore_active"])
    original = b"".join(client.get(table["url"].partition("8000")[2]))
    assert table["hash"] == f"sha256:{sha256(original).hexdigest()}"
    assert call(client, "package_list") == sorted(call(client, "package_list"))
    assert "초안" not in json.dumps(call(client, "current_package_list_with_resources"), ensure_ascii=False)


def test_agencies_keywords_and_licences_are_listed(client: Client, version: DataVersion) -> None:
    organisation = version.distribution.dataset.organisation

    shown = call(client, "organization_show", id=organisation.code.lower(), include_datasets="true")

    assert call(client, "organization_list") == [organisation.code.lower()]
    assert shown["package_count"] == 1
    assert shown["packages"][0]["name"] == "air"
    assert call(client, "tag_list") == ["대기", "환경"]
    assert {one["id"] for one in call(client, "license_list")} >= {"kogl-1", "cc-by-4.0"}


@pytest.mark.parametrize(
    ("action", "parameters", "status", "kind"),
    [
        ("package_show", {"id": "nothing"}, 404, "Not Found Error"),
        ("package_show", {}, 409, "Validation Error"),
        ("datastore_search", {"resource_id": "00000000-0000-4000-8000-000000000000"}, 404, "Not Found Error"),
        ("datastore_search_sql", {"sql": "select 1"}, 404, "Not Found Error"),
        ("package_search", {"fq": "color:red"}, 409, "Validation Error"),
        ("package_search", {"rows": "all"}, 409, "Validation Error"),
        ("package_create", {}, 404, "Not Found Error"),
    ],
)
def test_an_error_has_its_status_and_the_shape_clients_know(
    client: Client, version: DataVersion, action: str, parameters: dict[str, str], status: int, kind: str
) -> None:
    answer = client.get(f"/api/3/action/{action}", parameters)

    assert answer.status_code == status
    assert answer.json()["success"] is False
    assert answer.json()["error"]["__type"] == kind


def test_a_column_that_is_not_there_is_named_not_passed_over(client: Client, version: DataVersion) -> None:
    answer = client.get(
        "/api/3/action/datastore_search",
        {"resource_id": str(version.distribution.code), "filters": '{"없는 열": 1}'},
    )

    assert answer.status_code == 422
    assert "없는 열" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "name", ['시도" OR 1=1 --', "시도'; DROP TABLE data; --", "c0", "rowid", "*", "시도) UNION SELECT 1 --"]
)
def test_names_and_values_are_never_sql(client: Client, version: DataVersion, name: str) -> None:
    code = str(version.distribution.code)
    for parameters in (
        {"filters": json.dumps({name: "x"})},
        {"sort": name},
        {"fields": json.dumps([name])},
    ):
        answer = client.get("/api/3/action/datastore_search", {"resource_id": code} | parameters)
        assert answer.status_code in (409, 422), answer.content.decode()
    harmless = client.get(
        "/api/3/action/datastore_search", {"resource_id": code, "filters": json.dumps({"시도": name})}
    )
    assert harmless.json()["result"]["total"] == 0
    assert call(client, "datastore_search", resource_id=code)["total"] == 60
