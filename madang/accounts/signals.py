"""Sign-ins and second factors leave a line in the private audit."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.timezone import now

from madang.accounts.actions import note_event
from madang.accounts.middleware import note_second_factor
from madang.accounts.models import AuditEvent, User
from madang.common.http import client_ip

Kind = AuditEvent.Kind


def note(kind: str, request: HttpRequest | None, user: Any, subject: str = "") -> None:
    ip = client_ip(request) if request is not None else None
    note_event(kind=kind, user=user if isinstance(user, User) else None, subject=subject, ip=ip, at=now())


def with_address(email: object) -> User | None:
    return User.objects.filter(email=str(email).strip().lower()).first() if email else None


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    note(Kind.SIGNED_IN, request, user)


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **_kwargs: Any) -> None:
    if user is not None:
        note(Kind.SIGNED_OUT, request, user)


@receiver(user_login_failed)
def sign_in_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_kwargs: Any) -> None:
    note(Kind.SIGN_IN_FAILED, request, with_address(credentials.get("email")))


@receiver(user_locked_out)
def locked_out(request: HttpRequest, username: str | None = None, **_kwargs: Any) -> None:
    note(Kind.LOCKED_OUT, request, with_address(username))


@receiver([password_changed, password_reset, password_set])
def changed_password(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    note(Kind.PASSWORD_CHANGED, request, user)


@receiver([authenticator_added, authenticator_reset])
def added_second_factor(request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    note(Kind.SECOND_FACTOR_ADDED, request, user, subject=authenticator.type)
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        note_second_factor(request)


@receiver(authenticator_removed)
def removed_second_factor(request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    note(Kind.SECOND_FACTOR_REMOVED, request, user, subject=authenticator.type)


@receiver(authentication_failed)
def second_factor_failed(request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    note(Kind.SECOND_FACTOR_FAILED, request, user, subject=authenticator.type)
