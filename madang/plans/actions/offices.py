"""In which office a person acts: officials answer for what their organisation leads or supports; reviewers do not."""

from collections.abc import Collection
from datetime import date

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import Viewer, viewer_of
from madang.common.actors import Actor
from madang.common.errors import NotAllowed
from madang.plans.models import Commitment, Plan

OBSERVERS = (Role.INDEPENDENT_REVIEWER, Role.COMMITTEE_MEMBER)
"""Roles that look at what government does; nobody reports or answers for an organisation by one of them."""


def office_in(codes: Collection[str], viewer: Viewer, *roles: Role) -> Actor | None:
    """The office that a viewer holds in one of these organisations: any but an observer's, or one of `roles`."""
    if viewer.user is None or not viewer.is_official:
        return None
    for organisation in Organisation.objects.filter(code__in=codes).order_by("code"):
        for role, held_in in sorted(viewer.roles, key=str):
            fits = role in roles if roles else role not in OBSERVERS
            if held_in == organisation.pk and fits:
                return viewer.user.as_actor(Role(role), organisation)
    return None


def office_for(commitment: Commitment, viewer: Viewer) -> Actor | None:
    """The office in which a viewer answers for a commitment: of an organisation that leads or supports it, or admin."""
    return office_in(commitment.organisations, viewer) or administrator(viewer)


def administrator(viewer: Viewer) -> Actor | None:
    if viewer.user is None or not viewer.is_administrator:
        return None
    return Actor(ref=viewer.user.ref, office=Role.ADMINISTRATOR.value)


def organisations_of(plan: Plan) -> set[str]:
    """Codes of every organisation that leads or supports a commitment of the newest version."""
    version = plan.versions.first()
    commitments = version.commitments.all() if version else ()
    return {code for one in commitments for code in one.organisations}


def require(actor: Actor | None) -> Actor:
    """The actor. Raises `NotAllowed` if there is none."""
    if actor is None:
        raise NotAllowed
    return actor


def viewer_on(user: User, on: date) -> Viewer:
    """The person as a viewer of that day."""
    return viewer_of(user, on=on)
