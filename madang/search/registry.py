"""What can be found: apps say here, once, how their public records become entries of the index."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise

from madang.accounts.viewers import Viewer
from madang.common.refs import split_ref
from madang.search.engine import IndexEntry

Words = str | Promise
_kinds: dict[str, "Searchable"] = {}


@dataclass(frozen=True)
class Facet:
    """How a facet is shown. values: the label of each value; a value without one is shown as it is."""

    label: Words
    values: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True)
class Searchable:
    """A registered kind; see `register`."""

    kind: str
    load: Callable[[Sequence[str]], list[IndexEntry]]
    visible: Callable[[Viewer, Sequence[str]], set[str]]
    all_refs: Callable[[], Iterable[str]]
    label: Words
    facets: Mapping[str, Facet]


def register(
    kind: str,
    *,
    load: Callable[[Sequence[str]], list[IndexEntry]],
    visible: Callable[[Viewer, Sequence[str]], set[str]],
    all_refs: Callable[[], Iterable[str]],
    label: Words,
    facets: Mapping[str, Facet] | None = None,
) -> None:
    """Make the records whose refs are of `kind` (`disclosure:document`) findable.

    load: the entries of those refs that are public now; refs it leaves out are taken from the index.
    visible: those refs that the viewer may see. all_refs: every ref that may be public, to rebuild the index.
    label: what such a record is called. facets: the further facets of its entries.
    """
    _kinds[kind] = Searchable(kind, load, visible, all_refs, label, facets or {})


def unregister(kind: str) -> None:
    """Forget a kind, for tests."""
    _kinds.pop(kind, None)


def find_kind(kind: str) -> Searchable | None:
    """The kind registered as `kind`, or None."""
    return _kinds.get(kind)


def all_kinds() -> list[Searchable]:
    """Every registered kind, by name."""
    return sorted(_kinds.values(), key=lambda found: found.kind)


def all_facets() -> dict[str, Facet]:
    """The further facets of all kinds, by name."""
    return {name: facet for found in all_kinds() for name, facet in found.facets.items()}


def by_kind(refs: Iterable[str]) -> dict[str, list[str]]:
    """Refs sorted into their kinds; what is no ref is of the kind ""."""
    kinds: dict[str, list[str]] = {}
    for ref in refs:
        try:
            kind = split_ref(ref)[0]
        except ValueError:
            kind = ""
        kinds.setdefault(kind, []).append(ref)
    return kinds


def visible_refs(viewer: Viewer, refs: Iterable[str]) -> set[str]:
    """Those of the refs that the viewer may see. Nothing of a kind that is not registered."""
    seen: set[str] = set()
    for kind, of in by_kind(refs).items():
        if found := find_kind(kind):
            seen |= found.visible(viewer, of)
    return seen
