"""Who acts for the whole site, and what may stand on a page that everyone reads."""

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from madang.accounts.models import Role, User
from madang.accounts.viewers import viewer_of
from madang.common.actors import Actor
from madang.common.errors import Invalid, NotAllowed
from madang.common.identifiers import identifier_in


def site_office(by: User | None) -> Actor:
    """The administrator who acts, or whoever runs a command on the server."""
    if by is None:
        return Actor(ref="madang:command", office="operator")
    return by.as_actor(Role.ADMINISTRATOR)


def require_administrator(by: User | None, at: datetime) -> None:
    """Raise `NotAllowed` unless `by` runs the site on that day. None: a command."""
    if by is not None and not viewer_of(by, on=localdate(at)).is_administrator:
        raise NotAllowed


def require_person(by: User) -> None:
    """Raise `NotAllowed` for an account that has been closed."""
    if not by.is_active:
        raise NotAllowed


def public_text(text: str, *, field: str, required: bool = True) -> str:
    """The text, trimmed, for a page that everyone reads.

    Raises `Invalid` if it is empty though required, or holds what looks like a personal identifier.
    """
    text = text.strip()
    if required and not text:
        raise Invalid(_("Write something here: it is shown to everyone."), field=field)
    if identifier_in(text):
        raise Invalid(
            _("This is shown to everyone, and holds what looks like a personal identifier. Please take it out."),
            field=field,
        )
    return text
