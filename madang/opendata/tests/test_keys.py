from datetime import timedelta

import pytest
from django.test import Client

from madang.accounts.viewers import viewer_of
from madang.common.errors import Invalid, NotAllowed
from madang.opendata import actions
from madang.opendata.actions.keys import KEYS_PER_PERSON, OVERLAP
from madang.opendata.models import DataKey
from tests.factories import NOON, make_user

pytestmark = pytest.mark.django_db


def test_a_key_is_kept_as_a_hash_and_shown_once() -> None:
    user = make_user()

    key, text = actions.make_key(user=user, name="버스 앱", by=user, at=NOON)

    assert text.startswith("mdgdata_")
    assert text not in str(DataKey.objects.values().get())
    assert key.works(at=NOON)


def test_a_rotated_key_works_on_for_a_week_and_is_rotated_once() -> None:
    user = make_user()
    key, _text = actions.make_key(user=user, name="버스 앱", by=user, at=NOON)

    successor, _text = actions.rotate_key(key=key, by=user, at=NOON)

    key.refresh_from_db()
    assert key.successor == successor
    assert key.works(at=NOON + OVERLAP - timedelta(seconds=1))
    assert not key.works(at=NOON + OVERLAP)
    with pytest.raises(Invalid):
        actions.rotate_key(key=key, by=user, at=NOON)


def test_nobody_touches_or_sees_the_keys_of_others() -> None:
    user, other = make_user(), make_user()
    key, _text = actions.make_key(user=user, name="버스 앱", by=user, at=NOON)

    for act in (actions.rotate_key, actions.end_key):
        with pytest.raises(NotAllowed):
            act(key=key, by=other, at=NOON)
    assert not DataKey.objects.visible_to(viewer_of(other, on=NOON.date())).exists()


def test_a_person_has_a_bounded_number_of_named_keys() -> None:
    user = make_user()
    for number in range(KEYS_PER_PERSON):
        actions.make_key(user=user, name=str(number), by=user, at=NOON)

    for name in ("one more", " "):
        with pytest.raises(Invalid):
            actions.make_key(user=user, name=name, by=user, at=NOON)


def test_the_page_makes_rotates_and_ends_keys(client: Client) -> None:
    client.force_login(make_user())

    made = client.post("/data/keys/", {"name": "버스 앱"})
    key = DataKey.objects.get()
    rotated = client.post(f"/data/keys/{key.code}/rotate/")
    ended = client.post(f"/data/keys/{key.code}/end/")

    assert "mdgdata_" in made.content.decode()
    assert "mdgdata_" in rotated.content.decode()
    assert ended.status_code == 302
    assert client.get("/data/keys/").status_code == 200
    assert client.post("/data/keys/", {"name": ""}).status_code == 422
