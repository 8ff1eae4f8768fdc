"""Who may keep a body's records: a secretary of the organisation that runs it, or an office another app vouches for."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import viewer_of
from madang.bodies.models import Meeting
from madang.common.actors import Actor
from madang.common.errors import NotAllowed, Refusal
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json

Facts = dict[str, Json | ledger.Personal]
By = User | Actor
"""A person, whose role is asked for here; or an actor with an office, whose right the calling action has checked."""


class BodyIsDissolved(Refusal):
    code = "body-is-dissolved"
    default_message = _("This body does not exist any more.")


def acting(by: By, organisation: Organisation, *, at: datetime) -> Actor:
    """The office in which `by` acts for a body of the organisation. Raises `NotAllowed`."""
    if isinstance(by, Actor):
        if by.office is None:
            raise NotAllowed
        return by
    if not viewer_of(by, on=localdate(at)).is_in(organisation.pk, Role.SECRETARY):
        raise NotAllowed(_("Only a secretary of the organisation that runs this body may do this."))
    return by.as_actor(Role.SECRETARY, organisation)


def kept(meeting: Meeting, name: str, facts: Mapping[str, Any]) -> Facts:
    """Facts for the ledger: as they are, or of a meeting that is closed to the public one commitment, `name`."""
    if not meeting.is_shut:
        return dict(facts)
    return {name: ledger.personal(json.dumps(facts, ensure_ascii=False, sort_keys=True))}
