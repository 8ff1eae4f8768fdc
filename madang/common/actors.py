"""Who acts, as the lower floors see it: a ref, and for officials an office."""

from dataclasses import dataclass
from typing import Protocol


class HasRef(Protocol):
    @property
    def ref(self) -> str: ...


@dataclass(frozen=True)
class Actor:
    """Somebody who acts. `office` is set for officials, who appear in public records by office, never by name.

    ref: `accounts:person:<code>`, or `madang:system` for what the software does by rule.
    office: e.g. `records-officer@1741000`, or None for a citizen.
    """

    ref: str
    office: str | None = None


SYSTEM = Actor(ref="madang:system", office="system")
