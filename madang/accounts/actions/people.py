"""People who can sign in."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.accounts.queries import require_administrator
from madang.common.actors import Actor
from madang.common.errors import Invalid, Refusal


class PersonExists(Refusal):
    code = "person-exists"


@transaction.atomic
def create_person(*, email: str, name: str, by: Actor, at: datetime, password: str | None = None) -> User:
    """Make an account whose address counts as verified: an administrator vouches for it.

    password: None for one that the person sets by the link of a password reset.
    Raises `NotAllowed`, `PersonExists`, `Invalid` for a malformed address or a weak password.
    """
    require_administrator(by, at=at)
    email = email.strip().lower()
    if User.objects.filter(email=email).exists() or EmailAddress.objects.filter(email__iexact=email).exists():
        raise PersonExists(_("There is an account with this e-mail address already."), field="email")
    try:
        if password is not None:
            validate_password(password, User(email=email, name=name))
        user = User.objects.create_user(email, password, name=name.strip())
    except ValidationError as error:
        messages = " ".join(error.messages)
        raise Invalid(messages, field="email" if hasattr(error, "error_dict") else "password") from error
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@transaction.atomic
def rename_person(*, user: User, name: str, by: Actor, at: datetime) -> User:
    """Change the name shown to others. Raises `NotAllowed` for anybody but the person and administrators."""
    if by.ref != user.ref:
        require_administrator(by, at=at)
    user.name = name.strip()
    user.save(update_fields=["name"])
    return user
