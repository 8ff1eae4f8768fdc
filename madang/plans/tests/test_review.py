from datetime import date
from decimal import Decimal
from pathlib import Path

from madang.plans.planfile import read_plan
from madang.plans.review import PlanReview, review_plan
from madang.plans.tests.test_planfile import COMMITMENT, HEAD, KOREA, MILESTONE, TODAY

KNOWN = {"disclosure.documents_published": "documents"}
DONE = MILESTONE + "due = 2026-12-31\nbaseline = 5\nbaseline_on = 2026-01-01\n"


def review(text: str, metrics: dict[str, str] | None = None) -> PlanReview:
    return review_plan(read_plan(text, today=TODAY), metrics=KNOWN if metrics is None else metrics)


def problems(text: str, metrics: dict[str, str] | None = None) -> set[str]:
    return {one.code for one in review(text, metrics).commitments[0].milestones[0].problems}


def contradictions(text: str) -> list[str]:
    return [one.code for one in review(text).contradictions]


def test_a_sound_milestone_has_no_problem() -> None:
    assert problems(HEAD + COMMITMENT + DONE) == set()
    assert review(HEAD + COMMITMENT + DONE).commitments[0].milestones[0].verifiable
    assert contradictions(HEAD + COMMITMENT + DONE) == []


def test_a_milestone_without_target_day_or_metric_cannot_be_verified() -> None:
    for line, code in [("target = 10", "no-target"), ("due = 2026-12-31", "no-due")]:
        text = HEAD + COMMITMENT + DONE.replace(line, "")
        assert code in problems(text)
        assert not review(text).commitments[0].milestones[0].verifiable
    assert "no-metric" in problems(HEAD + COMMITMENT + DONE.replace('metric = "disclosure.documents_published"', ""))


def test_a_metric_of_another_site_or_unit_is_named() -> None:
    assert problems(HEAD + COMMITMENT + DONE, metrics={}) == {"metric-not-here"}
    assert problems(HEAD + COMMITMENT + DONE, metrics={"disclosure.documents_published": "%"}) == {"other-unit"}
    assert problems(HEAD + COMMITMENT + DONE, metrics={"disclosure.documents_published": "count"}) == set()


def test_a_target_hardly_above_its_baseline_has_little_ambition() -> None:
    assert problems(HEAD + COMMITMENT + DONE.replace("baseline = 5", "baseline = 9.5")) == {"little-ambition"}


def test_a_target_that_the_trend_reaches_by_itself_asks_too_little() -> None:
    """3 in 2024 and 6 in 2025 lead to 9 in 2026 by themselves: 10 asks more, 8 less."""
    figures = "".join(
        f'[[commitment.milestone.reported]]\nvalue = {value}\non = {year}-12-31\nsource = "plan"\n'
        for year, value in ((2024, 3), (2025, 6))
    )
    for target, found in ((10, set()), (8, {"less-than-trend"})):
        text = HEAD + COMMITMENT + DONE.replace("target = 10", f"target = {target}") + figures
        assert problems(text) == found


def test_a_commitment_needs_an_owner_a_contact_and_a_number() -> None:
    yes_no = DONE.replace("target = 10", "target = true").replace('"documents"', '"yes-no"')

    (commitment,) = review(HEAD + COMMITMENT + yes_no).commitments

    assert {one.code for one in commitment.problems} == {"no-owner", "no-contact", "no-number-to-reach"}
    assert not commitment.verifiable


def test_a_share_that_its_own_counts_deny_is_a_contradiction() -> None:
    figure = '[[commitment.milestone.reported]]\nvalue = 9.8\non = 2026-01-01\nsource = "plan"\n'
    figure += "numerator = 27\ndenominator = 291\n"
    percent = DONE.replace('"documents"', '"%"')

    assert contradictions(HEAD + COMMITMENT + percent + figure) == ["share-otherwise"]
    assert contradictions(HEAD + COMMITMENT + percent + figure.replace("9.8", "9.28")) == []


def test_what_is_counted_up_must_be_as_many_as_announced() -> None:
    items = 'items = [{ ko = "하나", en = "one" }]\n'

    assert contradictions(HEAD + COMMITMENT + DONE + items) == ["listed-otherwise"]
    assert contradictions(HEAD + COMMITMENT + DONE + "parts = [4, 5]\n") == ["parts-otherwise"]
    assert contradictions(HEAD + COMMITMENT + DONE + "parts = [5, 5]\n") == []


def test_every_known_contradiction_of_korea_is_found_and_no_other() -> None:
    found = review_plan(read_plan(KOREA.read_text(), today=date(2014, 6, 1)), metrics={}).contradictions

    assert {(one.code, *one.where) for one in found} == {
        ("two-values", "M5.1", "M5.2"),
        ("far-from-baseline", "M3.3"),
        ("told-as-done", "M3.4"),
        ("average-otherwise", "M4.4"),
        ("listed-otherwise", "M5.7"),
        ("commitment-without-number", "1.a"),
        ("amount-otherwise",),
    }
    params = {one.code: one.params for one in found}
    assert (params["two-values"]["one"], params["two-values"]["other"]) == (Decimal(5007), Decimal(3395))
    assert params["listed-otherwise"] == {"figure": Decimal(16), "listed": 15}
    assert params["far-from-baseline"]["times"] == 1250
    assert params["amount-otherwise"]["power"] == 9


def test_our_own_plans_are_read_without_fault() -> None:
    files = sorted(Path(KOREA).parent.glob("*.toml"))

    assert [read_plan(file.read_text(), today=TODAY).slug for file in files] == [file.stem for file in files]
