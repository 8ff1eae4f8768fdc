"""What production mode needs before it starts. Pure: reads an environment and the files it names."""

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from config.mail import mail_settings

Environment = Mapping[str, str]
SHORTEST_KEY = 50
OFF = {"", "0", "false", "no", "off", "n", "f"}


def gaps(environment: Environment) -> list[str]:
    """A sentence for every variable that is missing or unsafe, all at once; empty when production may start."""
    checks: list[Callable[[Environment], Iterator[str]]] = [
        secret_key_gaps,
        address_gaps,
        database_gaps,
        mail_gaps,
        ledger_key_gaps,
        switch_gaps,
        data_gaps,
        provider_gaps,
        bucket_gaps,
    ]
    return [sentence for check in checks for sentence in check(environment)]


def secret_key_gaps(environment: Environment) -> Iterator[str]:
    if len(environment.get("MADANG_SECRET_KEY", "")) < SHORTEST_KEY:
        yield (
            f"MADANG_SECRET_KEY must be a secret of at least {SHORTEST_KEY} characters; make one with: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(64))"'
        )


def address_gaps(environment: Environment) -> Iterator[str]:
    hosts = [host.strip() for host in environment.get("MADANG_HOSTS", "").split(",") if host.strip()]
    if not hosts:
        yield "MADANG_HOSTS is missing: the host names this site answers to, separated by commas."
    elif "*" in hosts:
        yield "MADANG_HOSTS must name the hosts; * answers to any name, and links in letters would lead anywhere."
    address = urlsplit(environment.get("MADANG_SITE_URL", ""))
    if address.scheme != "https" or not address.hostname:
        yield "MADANG_SITE_URL must be the public address of this site and begin with https://."
    elif hosts and not any(is_named(address.hostname, host) for host in hosts):
        yield f"MADANG_SITE_URL has the host {address.hostname}, which MADANG_HOSTS does not name."


def is_named(host: str, pattern: str) -> bool:
    """Whether the pattern is the host, or `.example.org` above it, or any (which is refused elsewhere)."""
    return pattern in {host, "*"} or (pattern.startswith(".") and (host == pattern[1:] or host.endswith(pattern)))


def database_gaps(environment: Environment) -> Iterator[str]:
    for name in ("MADANG_DATABASE", "MADANG_DATABASE_SECRET"):
        if urlsplit(environment.get(name, "")).scheme not in {"postgres", "postgresql"}:
            yield f"{name} must be a PostgreSQL database: postgresql://user:password@host:5432/name."
    if (found := environment.get("MADANG_DATABASE")) and found == environment.get("MADANG_DATABASE_SECRET"):
        yield "MADANG_DATABASE_SECRET must be another database than MADANG_DATABASE: secret registers live apart."


def mail_gaps(environment: Environment) -> Iterator[str]:
    try:
        mail_settings(environment.get("MADANG_MAIL_URL", ""))
    except ValueError as fault:
        yield f"MADANG_MAIL_URL must name the mail server: {fault}."
    if "@" not in environment.get("MADANG_MAIL_FROM", ""):
        yield "MADANG_MAIL_FROM is missing: the address that letters come from."


def ledger_key_gaps(environment: Environment) -> Iterator[str]:
    path = Path(environment.get("MADANG_LEDGER_KEY_FILE", ""))
    if not path.is_absolute():
        yield "MADANG_LEDGER_KEY_FILE must be the absolute path of the key that signs the public ledger."
    elif not path.is_file():
        yield (
            f"MADANG_LEDGER_KEY_FILE: there is no file at {path}. With the other variables set, make the key once with "
            "`MADANG_PRODUCTION=0 madang ledger-key`, and keep a copy in a safe place."
        )
    elif stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield f"MADANG_LEDGER_KEY_FILE: others may read {path}; run `chmod 600 {path}`."


def switch_gaps(environment: Environment) -> Iterator[str]:
    for name, why in {
        "MADANG_DEBUG": "it shows the inside of the site to everybody",
        "MADANG_DEMO": "it lets anybody sign in as anyone",
    }.items():
        if environment.get(name, "").strip().lower() not in OFF:
            yield f"{name} must be off in production: {why}."


def data_gaps(environment: Environment) -> Iterator[str]:
    path = Path(environment.get("MADANG_DATA", ""))
    if not path.is_absolute():
        yield "MADANG_DATA must be the absolute path of the folder for files, index and ledger."
    elif not path.is_dir() or not os.access(path, os.W_OK | os.X_OK):
        yield f"MADANG_DATA: {path} is not a folder that this process may write to."


def provider_gaps(environment: Environment) -> Iterator[str]:
    if not (issuer := environment.get("MADANG_OIDC_ISSUER", "")):
        return
    if urlsplit(issuer).scheme != "https":
        yield "MADANG_OIDC_ISSUER must begin with https://."
    for name in ("MADANG_OIDC_CLIENT_ID", "MADANG_OIDC_CLIENT_SECRET"):
        if not environment.get(name):
            yield f"{name} is missing; the sign-in provider of MADANG_OIDC_ISSUER gave it to you."


def bucket_gaps(environment: Environment) -> Iterator[str]:
    names = ("MADANG_FILES_PRIVATE", "MADANG_FILES_PUBLIC")
    private, public = (environment.get(name, "") for name in names)
    if not private and not public:
        return
    for name in names:
        found = urlsplit(environment.get(name, ""))
        if found.scheme != "s3" or not found.netloc:
            yield f"{name} must be a bucket of the object store: s3://name/prefix. Both stores are buckets, or none is."
    if private and (public + "/").startswith(private.rstrip("/") + "/"):
        yield "MADANG_FILES_PUBLIC must not lie inside MADANG_FILES_PRIVATE: received files are no public ones."
    elif public and (private + "/").startswith(public.rstrip("/") + "/"):
        yield "MADANG_FILES_PRIVATE must not lie inside MADANG_FILES_PUBLIC: what is received would be public."
    for name in ("MADANG_S3_KEY", "MADANG_S3_SECRET"):
        if not environment.get(name):
            yield f"{name} is missing; the object store of MADANG_FILES_PRIVATE gave it to you."
    if (endpoint := environment.get("MADANG_S3_ENDPOINT", "")) and urlsplit(endpoint).scheme != "https":
        yield "MADANG_S3_ENDPOINT must begin with https://: files that are not public travel to it."
