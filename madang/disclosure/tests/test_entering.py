from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from madang.accounts.models import Organisation
from madang.accounts.viewers import PUBLIC, viewer_of
from madang.common.actors import SYSTEM
from madang.common.errors import NotAllowed
from madang.disclosure import actions
from madang.disclosure.models import Document, Intake, PrivateText, Publication, PublicText, Version
from madang.disclosure.queries import report_of
from madang.disclosure.ranks import Rank, RankRule
from madang.disclosure.tests.papers import OPEN, judged, known_again, make_intake
from madang.ledger.models import Entry
from madang.search.models import Change
from tests.factories import NOON, make_officer, make_organisation

pytestmark = pytest.mark.django_db


def enter(intake: Intake, *files: object) -> list[str]:
    entered = actions.enter_batch(intake=intake, judged=list(files), by=SYSTEM, at=NOON)  # type: ignore[arg-type]
    return [file.state for file in entered]


def test_a_published_document_has_text_proof_and_a_place_in_the_index() -> None:
    intake = make_intake()

    assert enter(intake, judged("a.hwpx", "본문")) == ["published"]

    document = Document.objects.visible_to(PUBLIC).get()
    assert document.current.public_text.text == "본문"
    assert Entry.objects.filter(subject=document.ref, kind="disclosure.document.published").count() == 1
    assert Change.objects.filter(ref=document.ref).exists()


def test_what_is_not_public_is_in_no_table_that_a_public_query_touches() -> None:
    intake = make_intake()

    enter(
        intake,
        judged("held.hwpx", "비밀", state="held"),
        judged("waiting.hwpx", "대기", state="waiting"),
        judged("closed.hwpx", "비공개", state="closed", metadata=replace(OPEN, classification="closed", items=(6,))),
    )

    assert not PublicText.objects.exists()
    assert set(PrivateText.objects.values_list("text", flat=True)) == {"비밀", "대기", "비공개"}
    assert [document.current.extent for document in Document.objects.visible_to(PUBLIC)] == ["listing"]
    assert not Entry.objects.filter(kind="disclosure.document.published").exists()


def test_the_same_file_again_changes_nothing() -> None:
    first, second = make_intake(), make_intake()
    second.organisation = first.organisation
    second.save()
    enter(first, judged("a.hwpx", "본문"))

    assert enter(second, judged("a.hwpx", "본문")) == ["unchanged"]
    assert enter(second, known_again("b/a.hwpx", "본문")) == ["unchanged"]

    assert Version.objects.count() == Publication.objects.count() == 1


def test_new_content_under_the_same_number_is_a_new_version_and_the_old_one_stays() -> None:
    intake = make_intake()
    enter(intake, judged("a.hwpx", "처음", metadata=replace(OPEN, number="과-1")))

    enter(intake, judged("b.hwpx", "나중", metadata=replace(OPEN, number="과 - 1")))

    document = Document.objects.get()
    assert document.current.public_text.text == "나중"
    assert [version.ordinal for version in Version.objects.visible_to(PUBLIC)] == [1, 2]
    assert report_of(intake)["totals"]["new_version"] == 1


def test_the_same_content_under_another_number_is_a_second_document() -> None:
    intake = make_intake()

    enter(intake, judged("a.hwpx", "본문", metadata=replace(OPEN, number="과-1")))
    enter(intake, judged("b.hwpx", "본문", metadata=replace(OPEN, number="과-2")))

    assert Document.objects.count() == 2


def test_two_versions_in_one_batch_are_numbered_in_turn() -> None:
    intake = make_intake()
    numbered = replace(OPEN, number="과-1")

    enter(intake, judged("a.hwpx", "하나", metadata=numbered), judged("b.hwpx", "둘", metadata=numbered))

    assert list(Version.objects.values_list("ordinal", flat=True)) == [1, 2]
    assert Document.objects.get().current.version.ordinal == 2


def test_a_held_file_is_judged_anew_when_the_agency_says_more_of_it() -> None:
    intake = make_intake()
    enter(intake, judged("a.hwpx", "본문", state="held", metadata=replace(OPEN, rank=None)))

    assert enter(intake, judged("again/a.hwpx", "본문")) == ["published"]

    assert Version.objects.get().rank == Rank.DIRECTOR_GENERAL.value


def test_a_published_file_is_not_changed_by_a_later_manifest() -> None:
    intake = make_intake()
    enter(intake, judged("a.hwpx", "본문"))

    enter(intake, judged("b.hwpx", "본문", state="closed", metadata=replace(OPEN, classification="closed", items=(6,))))

    assert Version.objects.get().state == Version.State.PUBLISHED
    assert intake.files.get(path="b.hwpx").reasons == [{"code": "metadata-differs", "params": {}}]


def test_entering_a_batch_twice_for_one_intake_notes_each_file_once() -> None:
    intake = make_intake()
    batch = [judged("a.hwpx", "하나"), judged("b.hwpx", "둘")]
    enter(intake, *batch)

    enter(intake, *batch)

    assert intake.files.count() == 2
    intake.refresh_from_db()
    assert intake.done == 2


def test_the_database_itself_refuses_a_second_document_of_the_same_number() -> None:
    organisation = make_organisation()
    Document.objects.create(organisation=organisation, identity="number:과-1")

    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(organisation=organisation, identity="number:과-1")


def test_the_database_itself_refuses_to_publish_what_nobody_classified() -> None:
    intake = make_intake()
    enter(intake, judged("a.hwpx", "본문", state="held", metadata=replace(OPEN, classification="")))

    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.update(state="published")


def test_officers_of_another_agency_see_nothing_that_is_held() -> None:
    intake = make_intake()
    enter(intake, judged("a.hwpx", "본문", state="held"))
    own, stranger = make_officer(intake.organisation), make_officer(make_organisation())

    assert Document.objects.visible_to(viewer_of(own, on=NOON.date())).count() == 1
    assert not Document.objects.visible_to(viewer_of(stranger, on=NOON.date())).exists()
    assert not Version.objects.visible_to(viewer_of(stranger, on=NOON.date())).exists()


def test_an_officer_whose_term_ended_may_hand_over_nothing() -> None:
    organisation = make_organisation()
    officer = make_officer(organisation)
    officer.roles_held.update(until_on=NOON.date())

    with pytest.raises(NotAllowed):
        actions.start_intake(organisation=organisation, by=officer, at=NOON)

    assert not Intake.objects.exists()
    assert not Entry.objects.exists()


def test_a_rule_is_kept_with_what_was_judged_under_it() -> None:
    intake = make_intake()
    rule = RankRule(date(2015, 1, 1), Rank.DIRECTOR, "plan")

    enter(intake, judged("a.hwpx", "본문", rule=rule))

    version = Version.objects.get()
    assert (version.rule_since_on, version.rule_rank) == (date(2015, 1, 1), "director")
    assert Organisation.objects.get() == version.document.organisation
    assert version.received_at < NOON + timedelta(seconds=1)
