"""A new key of a session outlives the answers to requests that still bear the old one."""

import pytest
from django.conf import settings
from django.test import Client

from tests.factories import make_user

pytestmark = pytest.mark.django_db
COOKIE = settings.SESSION_COOKIE_NAME


def test_an_answer_to_an_unknown_key_takes_no_cookie_away(client: Client) -> None:
    """As when a worker of the browser fetches a page while a sign-in gives the session a new key."""
    client.cookies[COOKIE] = "a-key-that-was-changed-meanwhile"

    late = client.get("/offline/")

    assert late.status_code == 200
    assert COOKIE not in late.cookies
    assert "Cookie" in late["Vary"]


def test_signing_out_takes_the_cookie_away(client: Client) -> None:
    client.force_login(make_user())

    left = client.post("/accounts/logout/")

    assert left.cookies[COOKIE].value == ""
    assert left.cookies[COOKIE]["max-age"] == 0


def test_a_session_of_a_changed_password_is_ended_and_its_cookie_taken_away(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    user.set_password("an entirely new one")
    user.save()

    late = client.get("/offline/")

    assert late.cookies[COOKIE]["max-age"] == 0
