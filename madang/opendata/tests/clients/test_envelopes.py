from datetime import date

from defusedxml import ElementTree

from madang.opendata.clients import envelopes
from madang.opendata.clients.asking import Table

TABLE = Table(["시도", "값<1>"], ["text", "integer"], [["서울 & 부산\x00", 3], [None, None]], total=12, ids=[1, 2])


def test_odcloud_says_rows_of_page_match_and_table() -> None:
    body = envelopes.odcloud_body(TABLE, page=1, per_page=2, all_rows=40)

    assert (body["currentCount"], body["matchCount"], body["totalCount"]) == (2, 12, 40)
    assert body["data"][1] == {"시도": None, "값<1>": None}


def test_xml_is_well_formed_whatever_columns_and_cells_hold() -> None:
    odcloud = ElementTree.fromstring(
        envelopes.odcloud_xml(envelopes.odcloud_body(TABLE, page=1, per_page=2, all_rows=40))
    )
    names = envelopes.element_names([("시도", ""), ("값<1>", ""), ("1위", ""), ("xmlns", "")])
    older = ElementTree.fromstring(envelopes.older_xml(envelopes.older_body(TABLE, page=1, rows=2), names))

    assert odcloud.find("data/item/col").text == "서울 & 부산"
    assert [cell.tag for cell in older.find("body/items/item")] == ["시도", "값_1_"]
    assert names["1위"] == "_1위"
    assert len(set(names.values())) == 4


def test_one_row_is_a_list_and_no_row_is_an_empty_one() -> None:
    one = Table(["a"], ["date"], [[date(2014, 3, 1)]], total=1, ids=[1])
    none = Table(["a"], ["date"], [], total=0)

    assert envelopes.older_body(one, page=1, rows=10)["response"]["body"]["items"]["item"] == [{"a": "2014-03-01"}]
    assert envelopes.older_body(none, page=1, rows=10)["response"]["body"]["items"]["item"] == []


def test_errors_have_the_portals_codes() -> None:
    body = envelopes.older_error("key-unknown", "등록되지 않은 키")
    header = ElementTree.fromstring(envelopes.older_error_xml(body)).find("cmmMsgHeader")

    assert header.find("returnReasonCode").text == "30"
    assert header.find("returnAuthMsg").text == "SERVICE_KEY_IS_NOT_REGISTERED_ERROR"
