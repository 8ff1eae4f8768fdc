"""Organisations as they were on a day, and who holds which role."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from madang.accounts.models import Organisation, OrganisationQuerySet, OrganisationVersion, Role, RoleHeld, User
from madang.accounts.viewers import PUBLIC, Viewer, viewer_of
from madang.common.actors import SYSTEM, Actor
from madang.common.errors import NotAllowed
from madang.common.refs import split_ref


@dataclass
class Node:
    """An organisation in the tree of a day. depth: 0 at the top."""

    organisation: Organisation
    version: OrganisationVersion
    depth: int = 0
    children: list["Node"] = field(default_factory=list)


def version_on(organisation: Organisation, *, on: date) -> OrganisationVersion | None:
    """What it was called, and under whom, on that day; None before it was established or from its dissolution."""
    if not organisation.exists(on=on):
        return None
    return organisation.versions.filter(since_on__lte=on).select_related("parent").order_by("-since_on").first()


def name_on(organisation: Organisation, *, on: date) -> str | None:
    """Its name on that day, in the language of the page; None while it did not exist."""
    version = version_on(organisation, on=on)
    return version.name if version else None


def tree_on(on: date) -> list[Node]:
    """The organisations that existed on that day, as a forest in the order of their codes. Two queries.

    One whose parent did not exist on that day stands at the top.
    """
    existing = {one.pk: one for one in Organisation.objects.existing(on=on).order_by("code")}
    newest: dict[int, OrganisationVersion] = {}
    for version in OrganisationVersion.objects.filter(since_on__lte=on).order_by("since_on"):
        newest[version.organisation_id] = version
    nodes = {pk: Node(one, newest[pk]) for pk, one in existing.items() if pk in newest}
    roots: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.version.parent_id) if node.version.parent_id else None
        (above.children if above else roots).append(node)
    return roots


def walk(roots: Iterable[Node], depth: int = 0) -> list[Node]:
    """The forest as a list, each node after the one above it, with its depth."""
    found: list[Node] = []
    for node in roots:
        node.depth = depth
        found += [node, *walk(node.children, depth + 1)]
    return found


def descendants(organisation: Organisation, *, on: date) -> set[int]:
    """Primary keys of everything below it on that day, at any depth, itself left out."""
    at_or_below = next((one for one in walk(tree_on(on)) if one.organisation.pk == organisation.pk), None)
    return {node.organisation.pk for node in walk(at_or_below.children)} if at_or_below else set()


def find_organisations(
    *, viewer: Viewer = PUBLIC, q: str = "", kind: str = "", parent: str = "", on: date | None = None
) -> OrganisationQuerySet:
    """Organisations whose present or earlier name, or code, contains `q`; of a kind; directly under a parent's code.

    on: only those that existed on that day; None for all that ever were.
    """
    found = Organisation.objects.visible_to(viewer).select_related("parent", "successor")
    if on:
        found = found.existing(on=on)
    if kind:
        found = found.filter(kind=kind)
    if parent:
        found = found.filter(parent__code=parent)
    if q := q.strip():
        named = OrganisationVersion.objects.filter(Q(name_ko__icontains=q) | Q(name_en__icontains=q))
        found = found.filter(Q(pk__in=named.values("organisation")) | Q(code__iexact=q))
    return found


def person_of(actor: Actor) -> User | None:
    """The person behind an actor; None for the system."""
    try:
        kind, code = split_ref(actor.ref)
    except ValueError:
        return None
    return User.objects.filter(code=code).first() if kind == "accounts:person" else None


def roles_held(user: User, *, on: date) -> list[RoleHeld]:
    """The roles that the person holds on that day, oldest first."""
    held = user.roles_held.filter(since_on__lte=on).exclude(until_on__lte=on)
    return list(held.select_related("organisation").order_by("since_on", "pk"))


def holds_role(actor: Actor, *roles: Role, organisation: Organisation | None = None, at: datetime) -> bool:
    """Whether the actor holds any of these roles in the organisation (None: for the whole site) on the day of `at`.

    The system acts by rule and needs no role.
    """
    if actor == SYSTEM:
        return True
    user = person_of(actor)
    held = viewer_of(user, on=localdate(at)).roles if user else frozenset()
    return any((role.value, organisation.pk if organisation else None) in held for role in roles)


def require_administrator(actor: Actor, *, at: datetime) -> None:
    """Raises `NotAllowed` unless the actor is an administrator on that day, or the system."""
    if not holds_role(actor, Role.ADMINISTRATOR, at=at):
        raise NotAllowed(_("Only an administrator of this site may do this."))
