from dataclasses import replace

import pytest

from madang.accounts.viewers import PUBLIC
from madang.common.actors import SYSTEM
from madang.common.errors import Invalid, NotAllowed
from madang.disclosure import actions
from madang.disclosure.models import Decision, Document, Version
from madang.disclosure.tests.papers import OPEN, judged, make_intake
from madang.ledger.models import Entry
from tests.factories import NOON, make_officer, make_organisation

pytestmark = pytest.mark.django_db


def held_version(**changes: object) -> Version:
    intake = make_intake()
    metadata = replace(OPEN, **changes)  # type: ignore[arg-type]
    actions.enter_batch(
        intake=intake, judged=[judged("a.hwpx", "본문", state="held", metadata=metadata)], by=SYSTEM, at=NOON
    )
    return Version.objects.get()


def test_an_officer_publishes_a_held_version_with_a_reason() -> None:
    version = held_version(classification="")
    officer = make_officer(version.document.organisation)

    actions.decide(version=version, outcome="publish", reason="공개 대상임", by=officer, at=NOON)

    document = Document.objects.visible_to(PUBLIC).get()
    assert document.current.is_whole
    entry = Entry.objects.get(kind="disclosure.document.published")
    assert f"records-officer@{document.organisation.code}" in entry.text
    assert officer.email not in entry.text


def test_closing_lists_the_document_with_its_items_and_no_text() -> None:
    version = held_version()
    officer = make_officer(version.document.organisation)

    actions.decide(version=version, outcome="close", items=[6, 5], reason="개인정보", by=officer, at=NOON)

    document = Document.objects.visible_to(PUBLIC).get()
    assert not document.current.is_whole
    assert document.current.version.items == [5, 6]


def test_holding_keeps_it_from_the_public_and_keeps_the_reason() -> None:
    version = held_version()
    officer = make_officer(version.document.organisation)

    actions.decide(version=version, outcome="hold", reason="의견 조회 중", by=officer, at=NOON)

    assert not Document.objects.visible_to(PUBLIC).exists()
    assert Decision.objects.get().reason == "의견 조회 중"


def test_officers_of_other_agencies_and_citizens_decide_nothing() -> None:
    version = held_version()

    with pytest.raises(NotAllowed):
        actions.decide(version=version, outcome="publish", reason="r", by=make_officer(make_organisation()), at=NOON)

    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("outcome", "reason", "items"),
    [("publish", "  ", []), ("close", "r", []), ("close", "r", [9]), ("burn", "r", [])],
)
def test_a_decision_that_lacks_what_the_law_demands_is_refused(outcome: str, reason: str, items: list[int]) -> None:
    version = held_version()
    officer = make_officer(version.document.organisation)

    with pytest.raises(Invalid):
        actions.decide(version=version, outcome=outcome, reason=reason, items=items, by=officer, at=NOON)


def test_what_was_not_wholly_read_is_never_published_as_it_is() -> None:
    version = held_version()
    Version.objects.update(reading_state="held")
    officer = make_officer(version.document.organisation)

    with pytest.raises(actions.NotWhollyRead):
        actions.decide(version=version, outcome="publish", reason="r", by=officer, at=NOON)


def test_a_decided_version_is_not_decided_again() -> None:
    version = held_version()
    officer = make_officer(version.document.organisation)
    actions.decide(version=version, outcome="publish", reason="r", by=officer, at=NOON)

    with pytest.raises(actions.NotReviewable):
        actions.decide(version=version, outcome="close", items=[6], reason="r", by=officer, at=NOON)
