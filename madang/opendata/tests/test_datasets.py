from typing import Any

import pytest
from django.test import Client

from madang.accounts.viewers import PUBLIC, viewer_of
from madang.common.errors import Invalid, NotAllowed
from madang.common.refs import resolve_ref
from madang.ledger.models import Entry
from madang.opendata import actions, refs
from madang.opendata.models import Dataset, Distribution
from madang.opendata.tests.factories import make_data_officer, make_dataset
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def test_a_draft_is_seen_by_the_officers_of_its_agency_alone(client: Client) -> None:
    officer, stranger = make_data_officer(), make_data_officer()
    draft = make_dataset(by=officer)

    assert draft in Dataset.objects.visible_to(viewer_of(officer, on=NOON.date()))
    assert draft not in Dataset.objects.visible_to(viewer_of(stranger, on=NOON.date()))
    assert draft not in Dataset.objects.visible_to(PUBLIC)
    assert not Distribution.objects.visible_to(PUBLIC).exists()
    assert resolve_ref(draft.ref) is None
    assert refs.load([draft.ref]) == []
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert draft.title not in client.get("/data/").content.decode()


def test_a_published_dataset_is_listed_found_and_in_the_ledger(client: Client) -> None:
    dataset = make_dataset(is_public=True, title_en="Air quality")

    assert "Air quality" in client.get("/en/data/").content.decode()
    assert "https://data.example.test/" in client.get(dataset.get_absolute_url()).content.decode()
    assert Entry.objects.filter(kind="opendata.dataset.published", subject=dataset.ref).count() == 1
    assert refs.load([dataset.ref])[0].title == dataset.title_ko


def test_a_withdrawn_dataset_leaves_its_reason_at_its_address(client: Client) -> None:
    officer = make_data_officer()
    dataset = make_dataset(by=officer, is_public=True)

    actions.withdraw_dataset(dataset=dataset, reason="좌표가 잘못되었습니다.", by=officer, at=NOON)

    answer = client.get(dataset.get_absolute_url())
    assert answer.status_code == 410
    assert "좌표가 잘못되었습니다." in answer.content.decode()
    assert refs.load([dataset.ref]) == []


def test_nobody_publishes_what_is_not_theirs_or_empty() -> None:
    officer, stranger = make_data_officer(), make_data_officer()
    draft = make_dataset(by=officer)

    with pytest.raises(NotAllowed):
        actions.publish_dataset(dataset=draft, by=stranger, at=NOON)
    draft.distributions.all().delete()
    with pytest.raises(actions.datasets.NotPublishable):
        actions.publish_dataset(dataset=draft, by=officer, at=NOON)

    assert not Entry.objects.filter(kind="opendata.dataset.published").exists()


@pytest.mark.parametrize("faulty", [{"slug": "대기"}, {"slug": "a--b"}, {"licence": "mine"}, {"title_ko": ""}])
def test_a_faulty_description_is_refused_by_field(faulty: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        make_dataset(**faulty)

    assert refusal.value.field == next(iter(faulty))


def test_changes_of_a_public_description_name_their_fields_in_the_ledger() -> None:
    officer = make_data_officer()
    dataset = make_dataset(by=officer, is_public=True)

    actions.describe_dataset(dataset=dataset, by=officer, at=NOON, title_en="Air", licence=dataset.licence)

    entry = Entry.objects.get(kind="opendata.dataset.described")
    assert '"fields":["title_en"]' in entry.text
