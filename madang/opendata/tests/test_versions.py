"""Versions of data: received, read, held, published, announced, compared."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from madang.accounts.models import User
from madang.accounts.viewers import PUBLIC, viewer_of
from madang.common.errors import NotAllowed
from madang.documents.stores import private_files, public_files
from madang.ledger.models import Entry
from madang.notices.actions import follow
from madang.notices.models import Event
from madang.opendata import actions, tasks
from madang.opendata.actions import versions
from madang.opendata.actions.versions import NotReady
from madang.opendata.engine.addresses import asked
from madang.opendata.models import Dataset, DataVersion, Distribution
from madang.opendata.tables import open_table
from madang.opendata.tests.factories import make_data_officer, make_dataset
from tests.factories import NOON, make_user

pytestmark = pytest.mark.django_db
FIRST = "코드,시도,인구\n" + "".join(f"K{at:03},{'서울' if at % 2 else '부산'},{at * 10}\n" for at in range(40))
State = DataVersion.State


@pytest.fixture(autouse=True)
def stores(tmp_path: Path, settings: Any) -> None:
    settings.FILES_PRIVATE, settings.FILES_PUBLIC = tmp_path / "private", tmp_path / "public"


@pytest.fixture
def officer() -> User:
    return make_data_officer()


@pytest.fixture
def distribution(officer: User) -> Distribution:
    dataset = make_dataset(by=officer)
    return actions.add_distribution(dataset=dataset, key="data", by=officer, at=NOON)


def receive(distribution: Distribution, text: str, by: User, **more: Any) -> DataVersion:
    content = text.encode("cp949")
    version = actions.receive_file(
        distribution=distribution,
        name="인구.csv",
        sha256=private_files().put(content),
        size=len(content),
        by=by,
        at=NOON,
        **more,
    )
    return tasks.read_version(version)


def publish(distribution: Distribution, text: str, by: User, *, at: Any = NOON) -> DataVersion:
    return actions.publish_version(version=receive(distribution, text, by), by=by, at=at)


def test_a_received_file_is_read_and_published_with_all_that_was_found(
    distribution: Distribution, officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        version = publish(distribution, FIRST, officer)

    assert (version.state, version.number, version.rows, version.rejects) == (State.PUBLISHED, 1, 40, 0)
    assert version.reading["encoding"] == "cp949"
    assert Distribution.objects.get().latest == version if Distribution.objects.count() == 1 else True
    assert Dataset.objects.get().is_public
    assert all(public_files().has(sha) for sha in (version.sha256, version.table_sha256, version.parquet_sha256))
    assert private_files().open(version.sha256).read() == FIRST.encode("cp949")
    entry = Entry.objects.get(kind="opendata.version.published")
    assert f'"sha256":"{version.sha256}"' in entry.text
    table = open_table(version)
    assert table.page(asked({"시도": ["서울"], "size": ["5"]}, table.columns)).total == 20


def test_a_draft_version_is_seen_by_its_officers_alone(distribution: Distribution, officer: User) -> None:
    version = receive(distribution, FIRST, officer)

    assert version.state == State.READ
    assert not DataVersion.objects.visible_to(PUBLIC).exists()
    assert not DataVersion.objects.visible_to(viewer_of(make_data_officer(), on=NOON.date())).exists()
    assert DataVersion.objects.visible_to(viewer_of(officer, on=NOON.date())).get() == version
    assert not public_files().has(version.sha256)


def test_a_file_with_personal_data_waits_for_a_reasoned_decision(distribution: Distribution, officer: User) -> None:
    version = receive(distribution, "구분,연락\n" + "가,010-2345-6789\n" * 20, officer)

    assert version.state == State.HELD
    with pytest.raises(NotReady):
        actions.publish_version(version=version, by=officer, at=NOON)
    with pytest.raises(NotAllowed):
        actions.release_held(version=version, reason="공개된 번호", by=make_data_officer(), at=NOON)
    actions.release_held(version=version, reason="기관 대표번호입니다.", by=officer, at=NOON)
    assert actions.publish_version(version=version, by=officer, at=NOON).number == 1
    entry = Entry.objects.get(kind="opendata.version.released")
    assert "대표번호" not in entry.text


def test_what_cannot_be_read_is_refused_with_its_reason(distribution: Distribution, officer: User) -> None:
    content = b"%PDF-1.7"
    version = actions.receive_file(
        distribution=distribution, name="a.pdf", sha256=private_files().put(content), size=8, by=officer, at=NOON
    )

    assert tasks.read_version(version).reasons == [{"code": "not-a-table", "type": "pdf"}]
    version.refresh_from_db()
    assert version.state == State.REFUSED


def test_a_compatible_version_goes_live_at_once_with_its_differences(distribution: Distribution, officer: User) -> None:
    first = publish(distribution, FIRST, officer)
    changed = FIRST.replace("K003,서울,30", "K003,서울,31").replace("K004,부산,40\n", "") + "K900,제주,7\n"

    second = publish(distribution, changed, officer)

    rows = second.changes["rows"]
    assert (rows["keys"], rows["added"], rows["removed"], rows["changed"], rows["same"]) == (["코드"], 1, 1, 1, 38)
    assert {one["what"]: one["key"] for one in rows["examples"]} == {
        "changed": ["K003"],
        "removed": ["K004"],
        "added": ["K900"],
    }
    assert rows["cells"] == {"인구": 1}
    distribution.refresh_from_db()
    assert distribution.latest == second
    assert set(DataVersion.objects.visible_to(PUBLIC)) == {first, second}


def test_a_breaking_version_is_announced_before_latest_leads_to_it(
    distribution: Distribution, officer: User, settings: Any
) -> None:
    settings.DATA_WAITING = timedelta(days=7)
    first = publish(distribution, FIRST, officer)
    follow(subject=distribution.dataset.ref, by=make_user(), at=NOON)

    second = publish(distribution, FIRST.replace("인구", "주민수"), officer)

    distribution.refresh_from_db()
    assert (second.state, second.number, distribution.latest) == (State.ANNOUNCED, 2, first)
    assert second.goes_live_at == NOON + timedelta(days=7)
    assert second in DataVersion.objects.visible_to(PUBLIC)
    told = Event.objects.get(kind="opendata.version.announced")
    assert "Columns gone: 인구" in told.words["en"]["text"]
    assert not actions.go_live_when_due(version=second, at=NOON + timedelta(days=6))
    assert actions.go_live_when_due(version=second, at=NOON + timedelta(days=7))
    distribution.refresh_from_db()
    assert distribution.latest == second
    assert not actions.go_live_when_due(version=second, at=NOON + timedelta(days=8))


def test_a_withdrawn_version_gives_latest_back_to_the_one_before(
    distribution: Distribution, officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first = publish(distribution, FIRST, officer)
        second = publish(distribution, FIRST + "K900,제주,7\n", officer)

    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_version(version=second, reason="제주 값이 잘못되었습니다.", by=officer, at=NOON)

    distribution.refresh_from_db()
    assert distribution.latest == first
    assert second not in DataVersion.objects.visible_to(PUBLIC)
    assert not public_files().has(second.sha256)
    assert public_files().has(first.sha256)


def test_what_a_person_says_of_the_file_is_followed(distribution: Distribution, officer: User) -> None:
    version = receive(distribution, FIRST, officer)

    actions.restate(
        version=version, options={"types": {"인구": "text"}, "aliases": {"인구": "population"}}, by=officer, at=NOON
    )
    version.refresh_from_db()
    again = tasks.read_version(version)

    assert [(one["type"], one["alias"]) for one in again.columns] == [
        ("text", ""),
        ("text", ""),
        ("text", "population"),
    ]


def test_a_second_run_of_the_worker_changes_nothing(distribution: Distribution, officer: User) -> None:
    version = publish(distribution, FIRST, officer)

    tasks.read(str(version.code))

    version.refresh_from_db()
    assert (version.state, version.number) == (State.PUBLISHED, 1)


def test_the_worker_completes_the_public_store_after_a_crash(distribution: Distribution, officer: User) -> None:
    version = publish(distribution, FIRST, officer)
    shutil.rmtree(public_files().root, ignore_errors=True)

    tasks.complete_public_files()

    assert public_files().has(version.parquet_sha256)
    assert connection.in_atomic_block


def test_publishing_does_not_wait_for_the_copy_of_a_large_file_which_is_read_meanwhile(
    distribution: Distribution,
    officer: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    monkeypatch.setattr(versions, "COPIED_AT_ONCE", 0)
    with django_capture_on_commit_callbacks(execute=True):
        version = publish(distribution, FIRST, officer)
    table = open_table(version)
    before = public_files().has(version.sha256), table.page(asked({}, table.columns)).total

    tasks.complete_public_files()

    table = open_table(version)
    after = public_files().has(version.sha256), table.page(asked({}, table.columns)).total
    assert (before, after) == ((False, 40), (True, 40))


def test_a_version_withdrawn_while_it_is_copied_does_not_stay_in_the_public_store(
    distribution: Distribution, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = publish(distribution, FIRST, officer)
    copy = tasks.publish_files

    def copied_while_withdrawn(hashes: list[str]) -> None:
        copy(hashes)
        DataVersion.objects.filter(pk=version.pk).update(state=State.WITHDRAWN)

    monkeypatch.setattr(tasks, "publish_files", copied_while_withdrawn)
    tasks.complete_public_files()

    assert not public_files().has(version.sha256)
