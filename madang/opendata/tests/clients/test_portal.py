import pytest
from defusedxml import ElementTree
from django.test import Client

from madang.opendata.models import DataVersion

pytestmark = pytest.mark.django_db


def test_odcloud_answers_pages_conditions_and_counts(client: Client, version: DataVersion) -> None:
    address = f"/api/air/v1/uddi:{version.distribution.code}"

    body = client.get(address, {"page": 2, "perPage": 5, "cond[시도::EQ]": "부산"}).json()
    same = client.get("/api/air/v1/latest", {"page": 2, "perPage": 5, "cond[시도::EQ]": "부산"}).json()

    assert (body["page"], body["perPage"], body["currentCount"]) == (2, 5, 5)
    assert (body["matchCount"], body["totalCount"]) == (20, 60)
    assert body["data"][0]["코드"] == "K016"
    assert same == body


def test_odcloud_speaks_xml_when_asked_even_in_errors(client: Client, version: DataVersion) -> None:
    good = client.get("/api/air/v1/latest", {"returnType": "XML", "perPage": 1})
    bad = client.get("/api/air/v1/latest", {"returnType": "XML", "perPage": "many"})

    assert ElementTree.fromstring(good.content).find("data/item/col[@name='코드']").text == "K000"
    assert bad.status_code == 400
    assert "perPage" in ElementTree.fromstring(bad.content).find("msg").text


def test_older_services_answer_lists_and_take_columns_as_conditions(client: Client, version: DataVersion) -> None:
    body = client.get("/openapi/air/data", {"_type": "json", "numOfRows": 1, "코드": "K007"}).json()["response"]
    xml = ElementTree.fromstring(client.get("/openapi/air/data", {"numOfRows": 2, "pageNo": 3}).content)

    assert body["header"]["resultCode"] == "00"
    assert [row["코드"] for row in body["body"]["items"]["item"]] == ["K007"]
    assert body["body"]["totalCount"] == 1
    assert [item.find("코드").text for item in xml.find("body/items")] == ["K004", "K005"]
    assert xml.find("body/totalCount").text == "60"


def test_a_wrong_key_is_an_error_in_the_format_asked_for(client: Client, version: DataVersion) -> None:
    json = client.get("/openapi/air/data", {"serviceKey": "wrong", "_type": "json"})
    xml = client.get("/openapi/air/data", {"serviceKey": "wrong"})
    cloud = client.get("/api/air/v1/latest", headers={"Authorization": "Infuser wrong"})

    for answer in (json, xml, cloud):
        assert answer.status_code == 401
        assert answer["Cache-Control"] == "no-store"
    assert json.json()["OpenAPI_ServiceResponse"]["cmmMsgHeader"]["returnReasonCode"] == "30"
    assert ElementTree.fromstring(xml.content).find("cmmMsgHeader/returnReasonCode").text == "30"
    assert cloud.json()["code"] == -401


def test_a_parameter_that_is_no_column_is_refused(client: Client, version: DataVersion) -> None:
    answer = client.get("/openapi/air/data", {"_type": "json", "sido": "서울"})

    assert answer.status_code == 400
    assert "sido" in answer.json()["OpenAPI_ServiceResponse"]["cmmMsgHeader"]["errMsg"]


def test_swagger_describes_both_addresses_with_every_column(client: Client, version: DataVersion) -> None:
    described = client.get("/oas/docs", {"namespace": "air/v1"}).json()

    assert described["swagger"] == "2.0"
    assert set(described["paths"]) == {"/air/v1/latest", f"/air/v1/uddi:{version.distribution.code}"}
    names = [one["name"] for one in described["paths"]["/air/v1/latest"]["get"]["parameters"]]
    assert "cond[시도::EQ]" in names
    assert client.get("/oas/docs", {"namespace": "nothing/v1"}).status_code == 404
