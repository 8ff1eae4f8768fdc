"""What came of a public record, as the apps above it tell: a survey learns what was promised because of it."""

from collections.abc import Callable, Iterable

from madang.common.refs import Target

Find = Callable[[str], Iterable[Target]]
_finders: list[Find] = []


def register_consequences(find: Find) -> None:
    """Say how to find the public records that name a ref as their reason. `find(ref)` gives what everybody may see."""
    _finders.append(find)


def consequences_of(ref: str) -> list[Target]:
    """Every public record that names this one as its reason, app by app."""
    return [target for find in _finders for target in find(ref)]
