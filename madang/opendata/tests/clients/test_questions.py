import pytest

from madang.opendata.clients.asking import BadQuestion, Condition
from madang.opendata.clients.ckan_questions import datastore_question
from madang.opendata.clients.odcloud_questions import odcloud_question, older_question


def test_ckan_filters_are_values_lists_and_ranges() -> None:
    question = datastore_question(
        {"filters": '{"등급": "좋음", "시도": ["서울", "부산"], "값": {"gte": 3, "lt": 5}, "해": [{"gt": 2010}]}'}
    )

    assert question.conditions == (
        Condition("등급", "eq", "좋음"),
        Condition("시도", "in", ["서울", "부산"]),
        Condition("값", "ge", 3),
        Condition("값", "lt", 5),
        Condition("해", "gt", 2010),
    )


def test_ckan_order_fields_and_page_are_read_in_every_spelling() -> None:
    question = datastore_question(
        {"sort": '"측정 일시" desc, 등급', "fields": "등급, 값", "limit": "7", "offset": 14, "include_total": "False"}
    )

    assert question.sort == (("측정 일시", True), ("등급", False))
    assert question.columns == ("등급", "값")
    assert (question.limit, question.offset, question.is_counted) == (7, 14, False)
    assert datastore_question({"fields": ["a"], "sort": ["a asc"]}).sort == (("a", False),)


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"filters": "{"}, "not-json"),
        ({"filters": "[1]"}, "not-an-object"),
        ({"filters": '{"a": {"between": 1}}'}, "unknown-operator"),
        ({"filters": '{"a": [{"gt": 1}, 2]}'}, "not-a-filter"),
        ({"limit": "many"}, "not-a-number"),
        ({"offset": "-1"}, "too-small"),
        ({"q": '{"a": "b"}'}, "q-is-words"),
    ],
)
def test_what_ckan_parameters_cannot_say_is_named(parameters: dict[str, object], code: str) -> None:
    with pytest.raises(BadQuestion) as caught:
        datastore_question(parameters)

    assert caught.value.code == code


def test_odcloud_conditions_name_column_and_operator() -> None:
    question = odcloud_question({"page": "3", "perPage": "5", "cond[시도::EQ]": "서울", "cond[값::GTE]": "2"})

    assert question.conditions == (Condition("시도", "eq", "서울"), Condition("값", "ge", "2"))
    assert (question.offset, question.limit) == (10, 5)
    for name in ("cond[시도]", "cond[시도::SOUNDS]"):
        with pytest.raises(BadQuestion):
            odcloud_question({name: "x"})


def test_older_parameters_are_columns_or_refused_but_never_passed_over() -> None:
    columns = frozenset({"시도", "grade"})

    question = older_question({"serviceKey": "k", "pageNo": "2", "numOfRows": "10", "시도": "서울"}, columns)

    assert question.conditions == (Condition("시도", "eq", "서울"),)
    assert question.offset == 10
    with pytest.raises(BadQuestion) as caught:
        older_question({"sido": "서울"}, columns)
    assert caught.value.name == "sido"
