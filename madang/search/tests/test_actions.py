from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from madang.accounts.viewers import PUBLIC
from madang.search import actions, location, queries, tasks
from madang.search.engine import IndexBusy
from madang.search.models import FAULTS_BEFORE_REST, Change, IndexState
from madang.search.queries import SearchRequest
from madang.search.tests.records import Notes

NOON = datetime(2014, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
pytestmark = pytest.mark.django_db


def found(q: str) -> list[str]:
    return [each.hit.ref for each in queries.find(SearchRequest(q=q, limit=100), PUBLIC).hits]


def test_a_marked_record_is_found_once_the_writer_has_run(notes: Notes) -> None:
    ref = notes.publish("a", "예산 편성")

    assert tasks.write_changes() == 1

    assert found("예산") == [ref]
    assert not Change.objects.pending().exists()


def test_a_rollback_leaves_no_mark_behind(notes: Notes) -> None:
    with transaction.atomic():
        notes.publish("a", "예산")
        transaction.set_rollback(True)

    assert not Change.objects.exists()
    assert actions.apply_changes(at=NOON) == 0 or found("예산") == []


def test_a_record_that_is_no_longer_public_is_taken_out(notes: Notes) -> None:
    ref = notes.publish("a", "예산")
    actions.apply_changes(at=NOON)
    del notes.kept[ref]
    actions.mark_changed([ref])
    actions.apply_changes(at=NOON)

    assert found("예산") == []
    assert dict(location.open_current().digests()) == {}


def test_a_record_the_public_may_not_see_never_enters_the_index(notes: Notes) -> None:
    ref = notes.publish("a", "예산")
    notes.hidden.add(ref)
    actions.apply_changes(at=NOON)

    assert dict(location.open_current().digests()) == {}


def test_a_hit_that_has_become_invisible_is_neither_shown_nor_counted(notes: Notes) -> None:
    hidden, shown = notes.publish("a", "예산"), notes.publish("b", "예산")
    actions.apply_changes(at=NOON)
    notes.hidden.add(hidden)

    page = queries.find(SearchRequest(q="예산"), PUBLIC)

    assert [each.hit.ref for each in page.hits] == [shown]
    assert page.total == 1


def test_changes_are_applied_again_after_a_crash_before_they_were_marked_done(
    notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = notes.publish("a", "예산")

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(actions, "finish", crash)
        with pytest.raises(KeyboardInterrupt):
            actions.apply_changes(at=NOON)
    assert Change.objects.pending().count() == 1
    actions.apply_changes(at=NOON)

    assert found("예산") == [ref]
    assert len(dict(location.open_current().digests())) == 1


def test_one_broken_record_does_not_keep_the_others_from_being_found(notes: Notes) -> None:
    refs = [notes.publish(code, "예산") for code in "abc"]
    notes.broken.add(refs[1])

    actions.apply_changes(at=NOON)

    assert found("예산") == [refs[0], refs[2]]
    assert [change.ref for change in Change.objects.pending()] == [refs[1]]
    for _ in range(FAULTS_BEFORE_REST):
        actions.apply_changes(at=NOON)
    assert not Change.objects.pending().exists()


def test_only_one_process_writes_at_a_time(notes: Notes) -> None:
    notes.publish("a", "예산")

    with location.locked("writer"):
        with pytest.raises(IndexBusy):
            actions.apply_changes(at=NOON)
        assert tasks.write_changes() == 0

    assert tasks.write_changes() == 1


def test_a_missing_index_is_rebuilt_by_the_writer(notes: Notes) -> None:
    ref = notes.publish("a", "예산")
    actions.apply_changes(at=NOON)
    location.close_all()
    for path in sorted(location.home().rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()

    with pytest.raises(queries.SearchUnavailable):
        found("예산")
    tasks.write_changes()

    assert found("예산") == [ref]


@pytest.mark.parametrize("damage", ["meta.json", "segments"])
def test_a_damaged_index_is_rebuilt_by_the_writer(notes: Notes, damage: str) -> None:
    ref = notes.publish("a", "예산")
    actions.apply_changes(at=NOON)
    location.close_all()
    folder = location.current()
    assert folder is not None
    for path in folder.iterdir():
        if (path.name == "meta.json") == (damage == "meta.json") and path.suffix != ".lock":
            path.write_bytes(b"{")

    with pytest.raises(queries.SearchUnavailable):
        found("예산")
    location.close_all()
    tasks.write_changes()

    assert found("예산") == [ref]


def test_a_rebuilt_index_has_everything_and_the_old_one_is_gone(notes: Notes) -> None:
    refs = [notes.publish(f"n{place:03}", "예산") for place in range(7)]
    actions.apply_changes(at=NOON)
    before = location.current()
    done: list[int] = []

    entries = actions.rebuild(at=LATER, progress=done.append)

    assert entries == sum(done) == len(refs)
    assert found("예산") == refs
    assert location.current() != before
    assert before is not None
    assert not before.exists()
    assert IndexState.objects.get().rebuilt_at == LATER


def test_what_changes_during_a_rebuild_is_in_the_new_index(notes: Notes) -> None:
    refs = [notes.publish("a", "예산"), notes.publish("b", "예산")]
    actions.apply_changes(at=NOON)

    def meanwhile(_: int) -> None:
        """While the new index is being filled, a record comes and another goes, in the old index."""
        refs[1:] = [notes.publish("c", "예산")]
        del notes.kept["test:note:b"]
        actions.mark_changed(["test:note:b"])
        actions.apply_changes(at=LATER)
        assert found("예산") == refs

    actions.rebuild(at=LATER, progress=meanwhile)

    assert found("예산") == refs == ["test:note:a", "test:note:c"]


def test_a_comparison_finds_and_repairs_every_kind_of_drift(notes: Notes) -> None:
    same, stale, extra = (notes.publish(code, "예산") for code in ("a", "b", "c"))
    actions.apply_changes(at=NOON)
    missing = notes.publish("d", "예산")
    Change.objects.pending().delete()
    notes.kept[stale] = replace(notes.kept[stale], text="결산")
    del notes.kept[extra]

    drift = actions.compare(at=LATER, progress=lambda _: None)

    assert (drift.missing, drift.stale, drift.extra) == ([missing], [stale], [extra])
    assert IndexState.objects.get().drift == 3
    tasks.write_changes()
    assert found("예산") == [same, missing]
    assert found("결산") == [stale]
    assert actions.compare(at=LATER + timedelta(days=1), progress=lambda _: None).refs == []


def test_what_waits_to_be_applied_is_no_drift(notes: Notes) -> None:
    notes.publish("a", "예산")
    actions.apply_changes(at=NOON)
    notes.publish("b", "예산")

    assert actions.compare(at=LATER, progress=lambda _: None).refs == []


def test_marks_of_applied_changes_are_forgotten_after_some_days(notes: Notes) -> None:
    notes.publish("a", "예산")
    actions.apply_changes(at=NOON)
    notes.publish("b", "예산")

    assert actions.forget_old_changes(at=NOON + timedelta(days=1)) == 0
    assert actions.forget_old_changes(at=NOON + timedelta(days=3)) == 1
    assert Change.objects.get().done_at is None
