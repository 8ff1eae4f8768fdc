import json
from collections import Counter
from copy import deepcopy
from typing import Any

import pytest

from madang.surveys.questionnaire import read_questionnaire
from madang.surveys.release import Given, Rules, as_text, make_release, receipt_hash, recount, row_id
from madang.surveys.tests.samples import DOCUMENT, WEIGHTING, drawn

FORM = read_questionnaire(DOCUMENT)


def made(count: int = 200, **rules: Any) -> dict[str, Any]:
    document = make_release(FORM, drawn(count), Rules(**({"k": 5, "weighting": WEIGHTING} | rules)))
    parsed: dict[str, Any] = json.loads(as_text(document | {"questionnaire": DOCUMENT}))
    return parsed


@pytest.mark.parametrize("background", [True, False])
def test_what_is_published_can_be_counted_again(background: bool) -> None:
    found = recount(made(background_in_rows=background))

    assert found.differences == ()
    assert found.weighted is background
    assert found.answers == 200


def tampered(change: Any) -> tuple[str, ...]:
    document = deepcopy(made(background_in_rows=True))
    change(document)
    return recount(document).differences


def test_every_change_to_the_file_is_found() -> None:
    assert any("root" in one for one in tampered(lambda d: d["rows"][0]["answers"].update(aware="no", good=None)))
    assert any("count" in one for one in tampered(lambda d: d["results"][0]["items"][0].update(count=1)))
    assert any("weighted" in one for one in tampered(lambda d: d["results"][0]["items"][0].update(weighted=0.9)))
    assert any("low" in one for one in tampered(lambda d: d["results"][0]["items"][0].update(low=0.1)))
    assert any("answers" in one for one in tampered(lambda d: d["rows"].pop()))
    assert any("same id" in one for one in tampered(lambda d: d["rows"].append(d["rows"][0])))


@pytest.mark.parametrize("broken", [{}, {"format": "madang-survey/1"}, {"format": 3}, []])
def test_what_is_no_such_file_is_refused(broken: Any) -> None:
    with pytest.raises(ValueError):
        recount(broken)


def test_rows_say_nothing_of_the_person_unless_that_was_chosen() -> None:
    rows = made()["rows"]

    assert all(not {"sex", "age"} & set(row["answers"]) and "weight" not in row for row in rows)
    assert "why" not in json.dumps(rows)


def test_rows_with_background_are_k_anonymous_and_carry_weights() -> None:
    rows = made(background_in_rows=True)["rows"]

    groups = Counter((row["answers"].get("sex"), row["answers"].get("age")) for row in rows)
    assert min(groups.values()) >= 5
    assert sum(row["weight"] for row in rows) == pytest.approx(200, abs=1e-5)


def test_numbers_and_days_are_published_in_classes() -> None:
    values = [row["answers"] for row in made()["rows"]]

    assert {one["times"] for one in values if "times" in one} <= {"<1", "1-10", "10+"}
    assert all(len(one["since"]) == 7 for one in values if "since" in one)


def test_totals_of_every_table_by_one_question_are_the_same() -> None:
    """Else the difference between two tables would tell who left one question out."""
    tables = made()["crosstabs"]

    totals = {}
    for table in tables:
        totals.setdefault(table["by"], set()).add((tuple(table["rows"]), tuple(table["row_totals"])))
    assert {by: len(found) for by, found in totals.items()} == {"sex": 1, "age": 1}


def test_no_small_cell_is_published() -> None:
    document = made()

    cells = [cell for table in document["crosstabs"] for row in table["cells"] for cell in row]
    assert None in cells
    assert not [cell for cell in cells if cell is not None and 0 < cell < 5]
    assert all(total >= 5 for table in document["background"] for total in table["totals"])


def test_fewer_answers_than_k_publish_only_their_number() -> None:
    document = made(4)

    assert document["answers"] == 4
    assert (document["rows"], document["results"], document["crosstabs"]) == ([], [], [])


def test_the_order_of_answers_changes_nothing() -> None:
    answers = drawn(60)

    forwards = make_release(FORM, answers, Rules(5, weighting=WEIGHTING))
    backwards = make_release(FORM, answers[::-1], Rules(5, weighting=WEIGHTING))

    assert as_text(forwards) == as_text(backwards)


def test_a_receipt_names_its_row_however_it_is_typed() -> None:
    kept = receipt_hash("ABCD-EFGH-2345-MNPQ")

    document = make_release(FORM, [*drawn(20), Given(kept, {"aware": "yes"})], Rules(5))

    assert receipt_hash("abcd efgh 2345 mnpq") == kept
    assert row_id(kept) in {row["id"] for row in document["rows"]}


def test_weighted_shares_equal_a_count_by_hand() -> None:
    """Independent of the tabulation: sums over the published weights, and Kish's margin from them."""
    document = made(background_in_rows=True)
    asked = [row for row in document["rows"] if "aware" in row["answers"]]
    weights = [row["weight"] for row in asked]
    yes = sum(row["weight"] for row in asked if row["answers"]["aware"] == "yes") / sum(weights)
    effective = sum(weights) ** 2 / sum(weight**2 for weight in weights)

    item = next(one for one in document["results"] if one["question"] == "aware")["items"][0]

    assert item["weighted"] == pytest.approx(yes, abs=1e-6)
    assert item["margin"] == pytest.approx(1.959964 * (yes * (1 - yes) / effective) ** 0.5, abs=1e-5)


def test_rankings_count_first_places_and_points() -> None:
    answers = [{"aware": "yes", "order": ["a", "b"]}] * 6 + [{"aware": "yes", "order": ["b"]}] * 4
    document = make_release(
        FORM, [Given(receipt_hash(str(number)), one) for number, one in enumerate(answers)], Rules(5)
    )

    items = next(one for one in document["results"] if one["question"] == "order")["items"]

    assert [(item["key"], item["count"], item["points"]) for item in items] == [
        ("a", 6, 1.8),
        ("b", 4, 2.4),
        ("c", 0, 0),
    ]
