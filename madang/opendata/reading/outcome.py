"""What reading a file may end with, other than data."""

from collections.abc import Callable
from typing import Any

Progress = Callable[[str, float], None]
"""stage (receive, decode, split, load, profile, store) and the share of it that is done, from 0 to 1."""


class Unreadable(Exception):
    """The file cannot become data. `code` is worded at the door; `parameters` say where and what."""

    def __init__(self, code: str, **parameters: Any) -> None:
        self.code = code
        self.parameters = parameters
        super().__init__(code)

    def as_reason(self) -> dict[str, Any]:
        return {"code": self.code, **self.parameters}


def silent(stage: str, share: float) -> None:
    """Progress that nobody wants to see."""
