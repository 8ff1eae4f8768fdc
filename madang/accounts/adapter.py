"""How allauth signs people in here: whose address counts, what is kept secret, when sign-up is open."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.sites.requests import RequestSite
from django.http import HttpRequest
from django.utils.translation import gettext as _

from madang.common.http import client_ip


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGN_UP_OPEN)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that rate limits count by. Requests without one share a limit."""
        return client_ip(request) or "0.0.0.0"  # noqa: S104

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Letters name the site as people know it, and its address."""
        here = RequestSite(self.request)
        here.name = _("Madang")
        super().send_mail(template_prefix, email, context | {"current_site": here})

    def format_email_subject(self, subject: str) -> str:
        return f"[{_('Madang')}] {subject}"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are encrypted in the database with a key derived from `SECRET_KEY`."""

    def get_totp_issuer(self) -> str:
        return str(_("Madang"))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": str(_("Madang"))}

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()


def cipher() -> MultiFernet:
    """The present secret key first; earlier ones (`SECRET_KEY_FALLBACKS`) still decrypt."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(derived(key)) for key in keys])


def derived(secret: str) -> bytes:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"madang second factors").derive(secret.encode())
    return base64.urlsafe_b64encode(key)


def axes_username(request: HttpRequest, credentials: dict[str, Any] | None) -> str | None:
    """The address that failed sign-ins are counted by: as typed, small letters, or None."""
    typed = (credentials or {}).get("email") or request.POST.get("login")
    return str(typed).strip().lower() if typed else None
