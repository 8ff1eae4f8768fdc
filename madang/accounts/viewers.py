"""A viewer: who looks, with the roles held on that day, by organisation. Every read asks with one."""

from dataclasses import dataclass, field
from datetime import date

from madang.accounts.models import Role, User


@dataclass(frozen=True)
class Viewer:
    """user: None for somebody not signed in. roles: (role, organisation's primary key or None for the whole site)."""

    user: User | None = None
    roles: frozenset[tuple[str, int | None]] = field(default_factory=frozenset)

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
    """The viewer that `user` is on the day `on`. One query."""
    held = user.roles_held.filter(since_on__lte=on).exclude(until_on__lte=on)
    return Viewer(user=user, roles=frozenset(held.values_list("role", "organisation_id")))
