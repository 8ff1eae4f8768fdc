"""Stable names for records: `disclosure:document:<code>`. Apps that may not import each other meet by ref."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

_kinds: dict[str, "RefKind"] = {}
_readers: list[Callable[[str], str]] = []


@dataclass(frozen=True)
class Target:
    """What a ref points at, for a link: its public title and site-relative address."""

    title: str
    url: str


@dataclass(frozen=True)
class RefKind:
    name: str
    resolve: Callable[[str], Target | None]


def make_ref(kind: str, code: object) -> str:
    """`make_ref("disclosure:document", uuid)` gives `disclosure:document:<uuid>`."""
    return f"{kind}:{code}"


def split_ref(ref: str) -> tuple[str, str]:
    """The kind (`disclosure:document`) and the code. Raises `ValueError` if `ref` is not a ref."""
    app, kind, code = ref.split(":", 2)
    return f"{app}:{kind}", code


def register_ref(kind: str, resolve: Callable[[str], Target | None]) -> None:
    """Say how refs of `kind` become links. `resolve(code)` gives None for what is not public."""
    _kinds[kind] = RefKind(kind, resolve)


def ref_kinds() -> list[str]:
    """The kinds of refs that become links here, such as `disclosure:document`."""
    return sorted(_kinds)


def register_address(read: Callable[[str], str]) -> None:
    """Say how addresses of an app's pages become refs. `read(path)` gives "" for what is none of them."""
    _readers.append(read)


def ref_at(path: str) -> str:
    """The ref of the record whose page stands at a site-relative path, in either language; "" if there is none."""
    path = path.removeprefix("/en").split("?")[0].split("#")[0]
    return next((ref for read in _readers if (ref := read(path))), "")


def resolve_ref(ref: str) -> Target | None:
    """The public target of a ref, or None if it is unknown, not public, or of an app that is not here."""
    try:
        kind, code = split_ref(ref)
    except ValueError:
        return None
    if kind not in _kinds:
        return None
    try:
        return _kinds[kind].resolve(code)
    except ValidationError:  # somebody typed a ref whose code is none
        return None
