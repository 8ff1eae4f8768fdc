import json
from typing import Any

import pytest
from django.test import Client

from madang.opendata.models import DataVersion

pytestmark = pytest.mark.django_db


def test_a_table_with_coordinates_is_a_collection(client: Client, version: DataVersion) -> None:
    code = str(version.distribution.code)

    collections = client.get("/ogc/collections").json()["collections"]
    page = client.get(f"/ogc/collections/{code}/items", {"limit": 2, "offset": 1})
    body = page.json()

    assert [one["id"] for one in collections] == [code]
    assert page["Content-Type"] == "application/geo+json"
    assert (body["numberMatched"], body["numberReturned"]) == (60, 2)
    assert body["features"][0]["geometry"] == {"type": "Point", "coordinates": [126.51, 37.01]}
    assert body["features"][0]["id"] == 2
    assert {one["rel"] for one in body["links"]} == {"self", "next", "prev"}


def test_a_box_and_columns_narrow_the_items(client: Client, version: DataVersion) -> None:
    address = f"/ogc/collections/{version.distribution.code}/items"

    boxed = client.get(address, {"bbox": "126.5,37,126.6,37.1"}).json()
    both = client.get(address, {"bbox": "126.5,37,126.6,37.1", "시도": "서울"}).json()

    assert boxed["numberMatched"] == 11
    assert both["numberMatched"] == 4
    assert client.get(address, {"bbox": "1,2"}).status_code == 400
    assert client.get(address, {"nothing": "1"}).status_code == 400


def test_one_row_has_an_address_and_others_are_not_there(client: Client, version: DataVersion) -> None:
    address = f"/ogc/collections/{version.distribution.code}/items"

    assert client.get(f"{address}/3").json()["properties"]["코드"] == "K002"
    assert client.get(f"{address}/61").status_code == 404
    assert client.get("/ogc/collections/00000000-0000-4000-8000-000000000000/items").status_code == 404
    for place in ("/ogc/", "/ogc/conformance", "/ogc/openapi"):
        assert client.get(place).status_code == 200


def rpc(client: Client, method: str, **parameters: Any) -> Any:
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
    return client.post("/mcp", json.dumps(message), content_type="application/json")


def test_an_assistant_describes_and_asks_a_table(client: Client, version: DataVersion) -> None:
    tools = rpc(client, "tools/list").json()["result"]["tools"]
    described = rpc(client, "tools/call", name="describe_table", arguments={"dataset": "air"}).json()["result"]
    asked = {"dataset": "air", "filters": {"시도": "대구"}, "sort": "미세먼지 desc", "limit": 1}
    rows = rpc(client, "tools/call", name="query_table", arguments=asked).json()["result"]

    assert [tool["name"] for tool in tools] == ["search_datasets", "show_dataset", "describe_table", "query_table"]
    assert all(tool["annotations"]["readOnlyHint"] for tool in tools)
    assert described["structuredContent"]["rows"] == 60
    assert rows["structuredContent"]["total"] == 20
    assert rows["structuredContent"]["rows"][0]["미세먼지"] == 59


def test_an_assistant_is_told_why_something_fails(client: Client, version: DataVersion) -> None:
    nothing = rpc(client, "tools/call", name="describe_table", arguments={"dataset": "none"}).json()["result"]
    wrong = rpc(client, "tools/call", name="query_table", arguments={"dataset": "air", "sort": "없음"}).json()["result"]

    assert nothing["isError"]
    assert wrong["isError"]
    assert "없음" in wrong["content"][0]["text"]
    assert rpc(client, "tools/call", name="drop_table", arguments={}).json()["error"]["code"] == -32602
    assert rpc(client, "nothing").json()["error"]["code"] == -32601
    assert client.post("/mcp", "{", content_type="application/json").status_code == 400
    assert client.get("/mcp").status_code == 405
