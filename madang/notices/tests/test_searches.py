from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from madang.accounts.tests.factories import make_user
from madang.notices import actions
from madang.notices.models import Following, Notice, OutboxMessage, SavedSearch
from madang.search import actions as search
from madang.search import location, registry
from madang.search.queries import AsksForPerson
from madang.search.tests.records import Notes

pytestmark = pytest.mark.django_db
AT = datetime(2014, 3, 2, 12, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def notes(tmp_path: Path, settings) -> Iterator[Notes]:
    settings.EMAIL_BACKEND = "madang.notices.mail.OutboxBackend"
    settings.SEARCH_INDEX = tmp_path / "index"
    kept = Notes()
    kept.publish("old", "예산 편성 지침")
    search.apply_changes(at=AT)
    yield kept
    registry.unregister("test:note")
    location.close_all()


def look(at: datetime = LATER) -> list[str]:
    """Everything that happens after an index change; the refs that were told."""
    search.apply_changes(at=at)
    actions.look_again(at=at)
    actions.tell_waiting(at=at)
    actions.write_letters(at=at)
    return [notice.event.about for notice in Notice.objects.order_by("pk")]


def save(**given: str) -> SavedSearch:
    return actions.save_search(parameters=given, by=make_user(), pace="at-once", language="ko", at=AT)


def test_only_new_results_are_told_and_each_once(notes: Notes) -> None:
    save(q="예산")
    assert look() == []

    new = notes.publish("new", "추가 예산")
    notes.publish("other", "도로")
    assert look() == [new]
    notes.publish("new", "추가 예산을 고침")
    assert look() == [new]
    assert OutboxMessage.objects.count() == 1


def test_filters_are_part_of_a_saved_search(notes: Notes) -> None:
    save(q="예산", organisation="1741000")
    notes.publish("elsewhere", "예산", organisation="B000001")

    assert look() == []


def test_what_only_became_old_news_is_not_told(notes: Notes) -> None:
    save(q="예산")
    notes.publish("ancient", "예산", published_on=date(2012, 1, 1))

    assert look() == []


def test_a_hidden_result_is_never_told(notes: Notes) -> None:
    save(q="예산")
    notes.hidden.add(notes.publish("secret", "예산"))

    assert look() == []


def test_everything_and_identifiers_of_people_cannot_be_saved() -> None:
    with pytest.raises(actions.NothingToSave):
        save(q=" ", sort="date")
    with pytest.raises(AsksForPerson):
        save(q="900101-1234568")
    assert not SavedSearch.objects.exists()


def test_saving_again_changes_the_pace_and_nothing_else() -> None:
    user = make_user()
    for pace in ("daily", "weekly"):
        actions.save_search(parameters={"q": "예산"}, by=user, pace=pace, language="ko", at=AT)

    assert Following.objects.get().pace == "weekly"
    assert SavedSearch.objects.count() == 1


def test_a_person_saves_a_search_on_its_page_and_stops_it_again(client: Client) -> None:
    client.force_login(make_user())
    page = client.get("/search/?q=예산").content.decode()
    assert reverse("notices:save_search") in page

    client.post(reverse("notices:save_search"), {"query": "q=예산&sort=date", "pace": "weekly"})
    saved = SavedSearch.objects.get()
    assert saved.get_absolute_url() in client.get(reverse("notices:notices")).content.decode().replace("&amp;", "&")
    client.post(reverse("notices:change"), {"subject": saved.ref, "stop": "1"})

    assert not SavedSearch.objects.exists()
    assert not Following.objects.exists()


def test_many_new_results_are_all_told(notes: Notes) -> None:
    save(q="예산")
    refs = {notes.publish(f"n{number:03}", "예산") for number in range(150)}

    assert set(look()) == refs
