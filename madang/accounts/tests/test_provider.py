"""Sign-in by an OpenID Connect provider, played here by a small server on the loopback."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from madang.accounts.models import User
from madang.accounts.tests.factories import make_user

pytestmark = pytest.mark.django_db
CALLBACK = "/accounts/oidc/oidc/login/callback/"


class Provider(BaseHTTPRequestHandler):
    person: dict[str, object] = {}

    def log_message(self, *_args: object) -> None:
        return

    def answer(self, body: dict[str, object]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def do_GET(self) -> None:
        here = f"http://{self.headers['Host']}"
        if self.path.endswith("/openid-configuration"):
            places = {name: f"{here}/{name}" for name in ("authorization_endpoint", "token_endpoint")}
            self.answer(places | {"issuer": here, "userinfo_endpoint": f"{here}/userinfo", "jwks_uri": f"{here}/keys"})
        else:
            self.answer(self.person)

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert form["code_verifier"]  # PKCE
        self.answer({"access_token": "token", "token_type": "Bearer"})


@pytest.fixture
def provider(settings: Settings) -> Iterator[type[Provider]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    application = {
        "provider_id": "oidc",
        "name": "행정 통합인증",
        "client_id": "madang",
        "secret": "secret",
        "settings": {"server_url": f"http://127.0.0.1:{server.server_port}", "oauth_pkce_enabled": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [application]}}
    cache.clear()
    Provider.person = {"sub": "1", "email": "official@example.org", "email_verified": True, "name": "담당자"}
    yield Provider
    server.shutdown()
    server.server_close()


def sign_in(client: Client):
    """Through the provider and back: what a browser does."""
    sent = client.get("/accounts/oidc/oidc/login/")
    asked = parse_qs(urlsplit(sent["Location"]).query)
    return client.get(CALLBACK, {"code": "code", "state": asked["state"][0]})


def signed_in_as(client: Client) -> User | None:
    return User.objects.filter(pk=client.session.get("_auth_user_id")).first()


def test_the_provider_stands_on_the_sign_in_page(client: Client, provider: type[Provider]) -> None:
    page = client.get("/accounts/login/").content.decode()

    assert "행정 통합인증" in page
    assert "/accounts/oidc/oidc/login/" in page


def test_somebody_new_gets_an_account_with_the_verified_address(client: Client, provider: type[Provider]) -> None:
    sign_in(client)

    user = signed_in_as(client)
    assert user
    assert (user.email, user.has_usable_password()) == ("official@example.org", False)
    assert user.audit_events.filter(kind="signed-in").exists()


def test_the_same_person_comes_back_to_the_same_account(client: Client, provider: type[Provider]) -> None:
    sign_in(client)
    first = signed_in_as(client)
    client.post("/accounts/logout/")

    sign_in(client)

    assert signed_in_as(client) == first
    assert User.objects.count() == 1


def test_a_provider_that_is_not_trusted_opens_no_account_that_was_there(
    client: Client, provider: type[Provider], settings: Settings
) -> None:
    settings.SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
    make_user("official@example.org")

    sign_in(client)

    assert signed_in_as(client) is None
    assert User.objects.count() == 1


@pytest.mark.parametrize("is_verified", [True, False])
def test_a_trusted_provider_opens_the_account_of_a_verified_address_alone(
    client: Client, provider: type[Provider], settings: Settings, *, is_verified: bool
) -> None:
    settings.SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
    settings.SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
    provider.person["email_verified"] = is_verified
    user = make_user("official@example.org")

    sign_in(client)

    assert signed_in_as(client) == (user if is_verified else None)


def test_the_second_factor_is_asked_for_behind_the_provider_too(
    client: Client, provider: type[Provider], settings: Settings
) -> None:
    settings.SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
    TOTP.activate(make_user("official@example.org"), "JBSWY3DPEHPK3PXP")

    answer = sign_in(client)

    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert signed_in_as(client) is None


def test_an_answer_that_was_not_asked_for_signs_nobody_in(client: Client, provider: type[Provider]) -> None:
    client.get(CALLBACK, {"code": "code", "state": "invented"})

    assert signed_in_as(client) is None
