import csv
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from madang.plans.planfile import Kind, PlanFileError, read_plan

ROOT = Path(__file__).resolve().parents[3]
KOREA = ROOT / "actionplans" / "korea-2014.toml"
SHARED = Path(os.environ.get("MADANG_SHARED", ROOT.parent / "shared"))
TODAY = date(2026, 5, 1)

HEAD = """
[plan]
slug = "small"
title = { ko = "작은 계획", en = "Small plan" }
jurisdiction = { ko = "어느 나라", en = "Some country" }
start = 2026-01-01
end = 2026-12-31
figures = "records"
"""
COMMITMENT = """
[[commitment]]
key = "1"
title = { ko = "약속", en = "Commitment" }
problem = { ko = "문제", en = "Problem" }
promise = { ko = "하겠다", en = "We will" }
"""
MILESTONE = """
[[commitment.milestone]]
key = "1.1"
kind = "target"
title = { ko = "목표", en = "Target" }
passage = { ko = "본문", en = "Passage" }
unit = "documents"
metric = "disclosure.documents_published"
target = 10
"""


def faults_of(text: str) -> list[tuple[str, str]]:
    with pytest.raises(PlanFileError) as caught:
        read_plan(text, today=TODAY)
    return [(fault.path, fault.code) for fault in caught.value.faults]


def test_a_small_plan_is_read_whole() -> None:
    plan = read_plan(HEAD + COMMITMENT + MILESTONE, today=TODAY)

    (milestone,) = plan.milestones
    assert (plan.slug, plan.title.ko, plan.start) == ("small", "작은 계획", date(2026, 1, 1))
    assert (milestone.kind, milestone.target, milestone.due) == (Kind.TARGET, Decimal(10), None)
    assert not plan.is_relative


def test_days_counted_from_loading_become_days_of_the_calendar() -> None:
    text = (
        HEAD + COMMITMENT + MILESTONE + 'due = "today+200d"\nstart = "today"\nparameters = { since = "today-365d" }\n'
    )

    plan = read_plan(text, today=TODAY)

    (milestone,) = plan.milestones
    assert milestone.start == TODAY
    assert milestone.due == date(2026, 11, 17)
    assert milestone.parameters == {"since": "2025-05-01"}
    assert plan.is_relative


def test_equal_content_has_an_equal_hash_whatever_its_layout() -> None:
    plain = read_plan(HEAD + COMMITMENT + MILESTONE, today=TODAY)
    other = read_plan("# a comment\n" + HEAD + COMMITMENT + MILESTONE, today=date(2020, 1, 1))
    changed = read_plan(HEAD + COMMITMENT + MILESTONE.replace("target = 10", "target = 11"), today=TODAY)

    assert plain.content_sha256 == other.content_sha256
    assert plain.source_sha256 != other.source_sha256
    assert plain.content_sha256 != changed.content_sha256


@pytest.mark.parametrize(
    ("line", "path", "code"),
    [
        ('due = "soon"', "due", "not-a-day"),
        ("due = 2026-02-30", "", "not-toml"),
        ("due = 2026-01-31\nstart = 2026-02-01", "due", "due-before-start"),
        ('baseline = "many"', "baseline", "not-a-number"),
        ("baseline = nan", "baseline", "not-a-number"),
        ('comparator = "=>"', "comparator", "not-among"),
        ("targt = 10", "targt", "unknown-key"),
        ('items = ["one"]', "items[0]", "not-a-text"),
        ("parts = [1.5]", "parts", "not-whole-numbers"),
        ("told_as_done = 1", "told_as_done", "not-a-flag"),
        ("parameters = { year = [2014] }", "parameters", "not-parameters"),
        ("[[commitment.milestone.reported]]\nvalue = 3\non = 2026-01-01", "reported[0].source", "missing"),
        ('[[commitment.milestone.reported]]\non = 2026-01-01\nsource = "plan"', "reported[0].value", "missing"),
    ],
)
def test_a_fault_is_named_with_its_place(line: str, path: str, code: str) -> None:
    place = f"commitment[0].milestone[0].{path}" if path else ""

    assert (place, code) in faults_of(HEAD + COMMITMENT + MILESTONE + line + "\n")


def test_all_faults_of_a_file_are_told_at_once() -> None:
    text = HEAD.replace('slug = "small"', 'slug = "Not Small"').replace("end = 2026-12-31", "end = 2025-12-31")

    found = faults_of(text + COMMITMENT.replace('en = "Problem"', 'en = ""') + MILESTONE.replace('"target"', '"wish"'))

    assert set(found) == {
        ("plan.slug", "not-a-slug"),
        ("plan.end", "ends-before-it-begins"),
        ("commitment[0].problem.en", "not-a-string"),
        ("commitment[0].milestone[0].kind", "not-among"),
    }


def test_a_number_of_a_statement_stands_once() -> None:
    assert ("commitment[0].milestone[1].key", "key-stands-twice") in faults_of(
        HEAD + COMMITMENT + MILESTONE + MILESTONE
    )


def test_a_plan_without_commitments_is_no_plan() -> None:
    assert ("commitment", "missing") in faults_of(HEAD)


def test_korea_has_five_commitments_with_37_statements() -> None:
    plan = read_plan(KOREA.read_text(), today=TODAY)

    assert [one.key for one in plan.commitments] == ["1.a", "1.b", "2.c", "2.d", "3.e"]
    assert [len(one.milestones) for one in plan.commitments] == [5, 4, 6, 11, 11]


def test_every_korean_sentence_of_korea_is_korean_and_every_english_one_is_not() -> None:
    plan = read_plan(KOREA.read_text(), today=TODAY)
    texts = [text for one in plan.milestones for text in (one.title, one.passage)]
    texts += [text for one in plan.commitments for text in (one.title, one.problem, one.promise)]

    assert all(any("가" <= letter <= "힣" for letter in text.ko) for text in texts)
    assert not any(any("가" <= letter <= "힣" for letter in text.en) for text in texts)


@pytest.mark.shared
def test_every_figure_of_korea_is_that_of_the_plan() -> None:
    listed = SHARED / "data" / "ethics-services" / "seed_milestones.csv"
    if not listed.exists():
        pytest.skip("the shared figures are not here")
    plan = read_plan(KOREA.read_text(), today=TODAY)
    ours = {one.key: (commitment.key, one) for commitment in plan.commitments for one in commitment.milestones}

    rows = list(csv.DictReader(listed.open(encoding="utf-8")))

    assert [row["id"] for row in rows] == list(ours)
    for row in rows:
        commitment, milestone = ours[row["id"]]
        assert commitment == row["commitment"]
        assert milestone.kind == row["kind"]
        if row["value"]:
            figures = {milestone.target, *(one.value for one in milestone.reported)}
            assert Decimal(row["value"]) in figures, row["id"]
        if milestone.due and row["due_or_period"].count("-") == 2:
            assert milestone.due.isoformat() == row["due_or_period"], row["id"]
