from copy import deepcopy
from typing import Any

import pytest

from madang.surveys.answering import check, check_page, route
from madang.surveys.questionnaire import FaultyQuestionnaire, read_questionnaire
from madang.surveys.tests.samples import DOCUMENT

FORM = read_questionnaire(DOCUMENT)


def changed(section: int, question: int, **values: Any) -> dict[str, Any]:
    document = deepcopy(DOCUMENT)
    document["sections"][section]["questions"][question] |= values
    return document


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (changed(0, 0, key="Groß"), "bad-key"),
        (changed(0, 0, key="areas"), "key-twice"),
        (changed(0, 0, options=[]), "too-few-options"),
        (changed(0, 0, text={"en": "English alone"}), "no-text"),
        (changed(0, 0, type="slider"), "unknown-type"),
        (changed(1, 0, low=3, high=3), "bad-scale"),
        (changed(1, 1, steps=[]), "no-steps"),
        (changed(1, 1, smallest="0"), "not-a-number"),
        (changed(2, 0, other=True), "background-other"),
        (changed(1, 0, show_if=[{"question": "times", "in": ["1"]}]), "condition-not-earlier"),
        (changed(2, 1, show_if=[{"question": "why", "in": ["1"]}]), "condition-kind"),
        (changed(2, 1, show_if=[{"question": "aware", "in": ["maybe"]}]), "condition-value"),
        (changed(2, 1, show_if=[{"question": "aware", "in": []}]), "bad-condition"),
        ({"sections": []}, "no-questions"),
        ({"sections": "none"}, "not-a-list"),
        ({"sections": [1]}, "not-a-list"),
    ],
)
def test_each_fault_of_a_document_is_named(document: dict[str, Any], code: str) -> None:
    with pytest.raises(FaultyQuestionnaire) as caught:
        read_questionnaire(document)

    assert code in {fault.code for fault in caught.value.faults}


def test_a_condition_never_looks_at_who_answers() -> None:
    document = deepcopy(DOCUMENT)
    document["sections"].reverse()
    document["sections"][1]["show_if"] = [{"question": "sex", "in": ["f"]}]

    with pytest.raises(FaultyQuestionnaire) as caught:
        read_questionnaire(document)

    assert "condition-background" in {fault.code for fault in caught.value.faults}


def test_pages_follow_from_the_answers_so_far() -> None:
    assert [page.key for page in route(FORM, {})] == ["use", "you"]
    assert [page.key for page in route(FORM, {"aware": "no"})] == ["use", "you"]
    assert [page.key for page in route(FORM, {"aware": "yes"})] == ["use", "more", "you"]


def test_what_was_answered_on_a_page_that_is_skipped_now_is_dropped() -> None:
    checked = check(FORM, {"aware": "no", "good": "5", "sex": "f"})

    assert checked.values == {"aware": "no", "sex": "f"}


@pytest.mark.parametrize(
    ("values", "question", "code"),
    [
        ({}, "aware", "required"),
        ({"aware": "perhaps"}, "aware", "not-an-option"),
        ({"aware": ["yes"]}, "aware", "not-an-option"),
        ({"areas": ["safety", "food", "traffic"]}, "areas", "too-many"),
        ({"areas": "safety"}, "areas", "not-an-option"),
        ({"good": "6"}, "good", "not-an-option"),
        ({"times": "many"}, "times", "not-a-number"),
        ({"times": "nan"}, "times", "not-a-number"),
        ({"times": -1}, "times", "too-small"),
        ({"why": "가" * 5001}, "why", "too-long"),
        ({"since": "2025-02-30"}, "since", "not-a-day"),
        ({"parts": {"speed": "fine"}}, "parts", "not-an-option"),
        ({"parts": {"price": "good"}}, "parts", "not-an-option"),
        ({"parts": "good"}, "parts", "not-an-option"),
        ({"order": ["a", "a"]}, "order", "ranked-twice"),
        ({"order": ["a", "b", "c"]}, "order", "too-many"),
        ({"areas": ["other"], "areas__other": "나" * 301}, "areas", "too-long"),
    ],
)
def test_each_mistake_in_an_answer_is_named(values: dict[str, Any], question: str, code: str) -> None:
    checked = check(FORM, ({"aware": "yes"} if question != "aware" else {}) | values)

    assert checked.mistakes[question].code == code


def test_answers_are_kept_in_one_form() -> None:
    given = {
        "aware": "yes",
        "areas": ["other", "safety", "safety"],
        "areas__other": " 날씨 ",
        "times": "1,200",
        "good": 3,
    }

    checked = check(FORM, given)

    assert not checked.mistakes
    assert checked.values == {
        "aware": "yes", "areas": ["safety", "other"], "areas__other": "날씨", "times": 1200, "good": "3",
    }  # fmt: skip


def test_a_page_is_checked_by_itself() -> None:
    checked = check_page(FORM.sections[1], {"aware": "yes"}, {"good": "9"})

    assert set(checked.mistakes) == {"good"}
    assert not check_page(FORM.sections[1], {"aware": "no"}, {"good": "9"}).mistakes
