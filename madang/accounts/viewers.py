"""A viewer: who looks, with the roles held on that day, by organisation. Every read asks with one."""

from dataclasses import dataclass, field
from datetime import date

from madang.accounts.models import Organisation, Role, User


@dataclass(frozen=True)
class Viewer:
    """user: None for somebody not signed in. roles: (role, organisation's primary key or None for the whole site).

    lacks_second_factor: an official whose roles are without effect until a second factor is set up.
    """

    user: User | None = None
    roles: frozenset[tuple[str, int | None]] = field(default_factory=frozenset)
    lacks_second_factor: bool = False

    def organisations_as(self, *roles: Role) -> set[int]:
        """Primary keys of the organisations where the viewer holds any of these roles."""
        wanted = {role.value for role in roles}
        return {organisation for role, organisation in self.roles if role in wanted and organisation is not None}

    def is_in(self, organisation_id: int, *roles: Role) -> bool:
        """Whether the viewer holds any of these roles in that organisation. An officer elsewhere is a stranger here."""
        return organisation_id in self.organisations_as(*roles)

    @property
    def is_administrator(self) -> bool:
        """Runs the site; reads no agency's unpublished records by that."""
        return any(role == Role.ADMINISTRATOR for role, _ in self.roles)

    @property
    def is_official(self) -> bool:
        """Holds any role at all, and so must have a second factor in production."""
        return bool(self.roles)


PUBLIC = Viewer()
"""Somebody not signed in: what everyone may see."""


def viewer_of(user: User, *, on: date) -> Viewer:
    """The viewer that `user` is on the day `on`.

    Who holds a role in an organisation holds it also for those that were merged into it: the successor answers
    for their records. One query for a citizen, one more for each depth of mergers for an official.
    """
    if not user.is_active:
        return PUBLIC
    held = user.roles_held.filter(since_on__lte=on).exclude(until_on__lte=on)
    roles = set(held.values_list("role", "organisation_id"))
    newest = roles
    while ids := {organisation for _, organisation in newest if organisation is not None}:
        merged = Organisation.objects.filter(successor__in=ids, dissolved_on__lte=on).values_list("successor_id", "pk")
        newest = {(role, old) for new, old in merged for role, pk in newest if pk == new} - roles
        roles |= newest
    return Viewer(user=user, roles=frozenset(roles))
