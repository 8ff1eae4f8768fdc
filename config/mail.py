"""`MADANG_MAIL_URL` as Django's mail settings."""

from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail_settings(url: str) -> dict[str, str | int | bool]:
    """Settings for `smtp://`, `smtp+tls://` (STARTTLS) or `smtps://` `user:password@host:port`.

    Raises `ValueError` with a sentence for anything else.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"it is not an address: {error}") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("it must look like smtp+tls://user:password@mail.example.org:587 (or smtp://, smtps://)")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 30,
    }
