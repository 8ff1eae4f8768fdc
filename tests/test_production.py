"""Production mode starts whole or not at all, and says what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.production import gaps

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def whole(tmp_path: Path) -> dict[str, str]:
    """An environment with which production mode starts."""
    key = tmp_path / "ledger-key"
    key.write_text("key")
    key.chmod(0o600)
    return {
        "MADANG_PRODUCTION": "1",
        "MADANG_SECRET_KEY": "k" * 50,
        "MADANG_HOSTS": "open.example.org",
        "MADANG_SITE_URL": "https://open.example.org",
        "MADANG_DATABASE": "postgresql://madang:secret@db/madang",
        "MADANG_DATABASE_SECRET": "postgresql://madang:secret@db/madang_secret",
        "MADANG_MAIL_URL": "smtp+tls://user:secret@mail.example.org:587",
        "MADANG_MAIL_FROM": "open@example.org",
        "MADANG_LEDGER_KEY_FILE": str(key),
        "MADANG_DATA": str(tmp_path),
    }


def start(environment: dict[str, str], *code: str) -> subprocess.CompletedProcess[str]:
    program = "; ".join(["from django.conf import settings", *(code or ["settings.DEBUG"])])
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MADANG_")}
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=plain | {"DJANGO_SETTINGS_MODULE": "config.settings"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_whole_environment_starts_with_everything_secure(whole: dict[str, str]) -> None:
    wanted = [
        "settings.SESSION_COOKIE_SECURE",
        "settings.CSRF_COOKIE_SECURE",
        "settings.SECURE_SSL_REDIRECT",
        "settings.SECURE_HSTS_SECONDS >= 31536000",
        "settings.SECOND_FACTOR_REQUIRED",
        "settings.EMAIL_HOST == 'mail.example.org' and settings.EMAIL_USE_TLS",
        "settings.ACCOUNT_EMAIL_VERIFICATION == 'mandatory'",
        "settings.SECURE_PROXY_SSL_HEADER is None",
        "not settings.DEBUG and not settings.DEMONSTRATION",
    ]

    ended = start(whole, *[f"assert {claim}, {claim!r}" for claim in wanted])

    assert (ended.returncode, ended.stderr) == (0, "")


def test_an_empty_environment_is_refused_with_every_gap_at_once() -> None:
    ended = start({"MADANG_PRODUCTION": "1"})

    assert ended.returncode != 0
    for name in (
        "SECRET_KEY",
        "HOSTS",
        "SITE_URL",
        "DATABASE",
        "DATABASE_SECRET",
        "MAIL_URL",
        "MAIL_FROM",
        "LEDGER_KEY_FILE",
        "DATA",
    ):
        assert f"- MADANG_{name}" in ended.stderr


def test_an_empty_environment_outside_production_starts(tmp_path: Path) -> None:
    assert start({"MADANG_DATA": str(tmp_path)}).returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MADANG_SECRET_KEY", "short"),
        ("MADANG_HOSTS", ""),
        ("MADANG_HOSTS", "*"),
        ("MADANG_SITE_URL", "http://open.example.org"),
        ("MADANG_SITE_URL", "https://elsewhere.example.org"),
        ("MADANG_DATABASE", "sqlite:///madang.sqlite3"),
        ("MADANG_DATABASE_SECRET", ""),
        ("MADANG_DATABASE_SECRET", "postgresql://madang:secret@db/madang"),
        ("MADANG_MAIL_URL", ""),
        ("MADANG_MAIL_URL", "http://mail.example.org"),
        ("MADANG_MAIL_URL", "smtp://mail.example.org:no"),
        ("MADANG_MAIL_FROM", "nobody"),
        ("MADANG_LEDGER_KEY_FILE", ""),
        ("MADANG_LEDGER_KEY_FILE", "ledger-key"),
        ("MADANG_LEDGER_KEY_FILE", "/nowhere/ledger-key"),
        ("MADANG_DEBUG", "true"),
        ("MADANG_DEMO", "1"),
        ("MADANG_DATA", "var"),
        ("MADANG_DATA", "/nowhere"),
        ("MADANG_OIDC_ISSUER", "http://sign-in.example.org"),
    ],
)
def test_each_gap_is_named_by_its_variable(whole: dict[str, str], name: str, value: str) -> None:
    assert gaps(whole) == []

    found = gaps(whole | {name: value, "MADANG_OIDC_CLIENT_ID": "id", "MADANG_OIDC_CLIENT_SECRET": "secret"})

    assert found
    assert all(sentence.startswith(name) for sentence in found)


def test_a_ledger_key_that_others_may_read_is_refused(whole: dict[str, str]) -> None:
    Path(whole["MADANG_LEDGER_KEY_FILE"]).chmod(0o640)

    (sentence,) = gaps(whole)

    assert "chmod 600" in sentence


def test_no_sentence_repeats_a_secret(whole: dict[str, str]) -> None:
    spoilt = whole | {"MADANG_DATABASE": "mysql://madang:hunter2@db/x", "MADANG_MAIL_URL": "ftp://user:hunter2@mail"}

    assert len(gaps(spoilt)) == 2
    assert "hunter2" not in " ".join(gaps(spoilt))


def test_the_command_says_what_is_missing_without_a_traceback() -> None:
    program = "import sys; from config.command import main; sys.argv = ['madang', 'check']; main()"
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MADANG_")}

    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=plain | {"MADANG_PRODUCTION": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 2
    assert "- MADANG_SECRET_KEY" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_sign_in_provider_is_set_by_its_variables(whole: dict[str, str]) -> None:
    provider = {
        "MADANG_OIDC_ISSUER": "https://sign-in.example.org",
        "MADANG_OIDC_CLIENT_ID": "madang",
        "MADANG_OIDC_CLIENT_SECRET": "secret",
    }

    ended = start(
        whole | provider,
        "app = settings.SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS'][0]",
        "assert app['settings']['server_url'] == 'https://sign-in.example.org'",
    )

    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"MADANG_FILES_PUBLIC": ""}, "MADANG_FILES_PUBLIC must be a bucket"),
        ({"MADANG_FILES_PRIVATE": "/folder"}, "MADANG_FILES_PRIVATE must be a bucket"),
        ({"MADANG_FILES_PUBLIC": "s3://one/received/public"}, "MADANG_FILES_PUBLIC must not lie inside"),
        ({"MADANG_FILES_PUBLIC": "s3://one/received"}, "MADANG_FILES_PUBLIC must not lie inside"),
        ({"MADANG_FILES_PUBLIC": "s3://one"}, "MADANG_FILES_PRIVATE must not lie inside"),
        ({"MADANG_S3_SECRET": ""}, "MADANG_S3_SECRET is missing"),
        ({"MADANG_S3_ENDPOINT": "http://store.example.org"}, "MADANG_S3_ENDPOINT must begin with https://"),
    ],
)
def test_an_object_store_is_given_whole_and_apart(whole: dict[str, str], given: dict[str, str], named: str) -> None:
    buckets = {
        "MADANG_FILES_PRIVATE": "s3://one/received",
        "MADANG_FILES_PUBLIC": "s3://one/received-and-published",
        "MADANG_S3_ENDPOINT": "https://store.example.org",
        "MADANG_S3_KEY": "key",
        "MADANG_S3_SECRET": "secret",
    }

    assert gaps(whole | buckets) == []
    found = gaps(whole | buckets | given)
    assert len(found) == 1
    assert found[0].startswith(named)
