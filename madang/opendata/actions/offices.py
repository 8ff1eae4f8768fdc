"""Who may act on an organisation's data, and under which office the ledger knows them."""

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import viewer_of
from madang.common.actors import Actor
from madang.common.errors import NotAllowed


def data_officer(by: User | None, organisation: Organisation, *, at: datetime) -> Actor:
    """The open data officer who acts, by office. None: whoever runs a command on the server.

    Raises `NotAllowed` unless `by` is an open data officer of that organisation on that day, in Seoul.
    """
    if by is None:
        return Actor(ref="madang:command", office=f"operator@{organisation.code}")
    if not viewer_of(by, on=localdate(at)).is_in(organisation.pk, Role.DATA_OFFICER):
        raise NotAllowed(_("Only an open data officer of this agency may do this."))
    return by.as_actor(Role.DATA_OFFICER, organisation)
