from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.disclosure.judgement import Fate, judge
from madang.disclosure.metadata import Metadata
from madang.disclosure.ranks import Rank, RankRule
from madang.documents.reading import Reading, Reason
from madang.documents.screening import Finding

RULES = [
    RankRule(date(2014, 3, 1), Rank.DIRECTOR_GENERAL, "plan"),
    RankRule(date(2015, 1, 1), Rank.DIRECTOR, "plan"),
]
OPEN = Metadata(title="t", rank=Rank.DIRECTOR_GENERAL, approved_on=date(2014, 4, 1), classification="open")
READ = Reading(type="hwpx", state="read", text="본문")
FOUND = Finding(kind="rrn", start=0, end=14, confidence=0.9, item=6, proviso=None)


def fate(
    metadata: Metadata = OPEN, reading: Reading = READ, found: int = 0, said: int = 0, fault: bool = False
) -> Fate:
    return judge(
        metadata,
        reading,
        [FOUND] * found,
        metadata_findings=[FOUND] * said,
        has_manifest_fault=fault,
        received_on=date(2016, 1, 1),
        rules=RULES,
    )


def test_what_meets_every_condition_is_published_under_the_rule_of_its_day() -> None:
    assert fate() == Fate("published", (), RULES[0])


@pytest.mark.parametrize(
    ("judged", "code"),
    [
        (fate(replace(OPEN, classification="")), "no-classification"),
        (fate(replace(OPEN, rank=None)), "no-rank"),
        (fate(replace(OPEN, classification="partly", items=(6,))), "partly-open"),
        (fate(found=1), "identifiers-found"),
        (fate(said=1), "identifiers-in-metadata"),
        (fate(fault=True), "manifest-fault"),
        (fate(reading=Reading("hwp", "held", (Reason("readers-disagree"),))), "readers-disagree"),
        (fate(reading=Reading("hwp", "held")), "not-wholly-read"),
        (fate(replace(OPEN, classification="closed", items=(6,)), said=1), "identifiers-in-metadata"),
    ],
)
def test_each_doubt_alone_holds_a_document(judged: Fate, code: str) -> None:
    assert judged.state == "held"
    assert [reason.code for reason in judged.reasons] == [code]


def test_a_director_waits_in_2014_and_is_published_in_2015() -> None:
    assert fate(replace(OPEN, rank=Rank.DIRECTOR)).state == "waiting"
    assert fate(replace(OPEN, rank=Rank.DIRECTOR, approved_on=date(2015, 1, 1))).state == "published"


def test_before_the_first_rule_nothing_is_due() -> None:
    assert fate(replace(OPEN, approved_on=date(2014, 2, 28))).state == "waiting"


def test_without_a_day_of_approval_the_day_of_receipt_decides() -> None:
    assert fate(replace(OPEN, rank=Rank.DIRECTOR, approved_on=None)) == Fate("published", (), RULES[1])


def test_closed_documents_are_listed_whatever_their_content() -> None:
    assert fate(replace(OPEN, classification="closed", items=(6,), rank=None), found=3).state == "closed"


@given(
    classification=st.sampled_from(["", "open", "partly", "closed"]),
    rank=st.sampled_from([None, *Rank]),
    approved_on=st.none() | st.dates(date(2010, 1, 1), date(2020, 1, 1)),
    state=st.sampled_from(["read", "held", "refused"]),
    found=st.integers(0, 1),
    said=st.integers(0, 1),
    fault=st.booleans(),
)
def test_nothing_is_published_unless_all_conditions_hold(
    classification: str, rank: Rank | None, approved_on: date | None, state: str, found: int, said: int, *, fault: bool
) -> None:
    metadata = Metadata(rank=rank, approved_on=approved_on, classification=classification)
    judged = judge(
        metadata,
        Reading("pdf", state),  # type: ignore[arg-type]
        [FOUND] * found,
        metadata_findings=[FOUND] * said,
        has_manifest_fault=fault,
        received_on=date(2016, 1, 1),
        rules=RULES,
    )

    day = approved_on or date(2016, 1, 1)
    floor = Rank.DIRECTOR if day >= date(2015, 1, 1) else Rank.DIRECTOR_GENERAL
    is_due = rank is not None and day >= date(2014, 3, 1) and rank.is_at_least(floor)
    is_clean = not found and not said and not fault and state == "read"
    assert (judged.state == "published") == (classification == "open" and is_due and is_clean)
