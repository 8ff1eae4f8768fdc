"""The second, independent reader of HWP and HWPX: unhwp."""

from pathlib import Path

NAME = "unhwp"


def second_text(path: Path) -> str | None:
    """What unhwp reads; None if it cannot read the file."""
    import unhwp

    try:
        return str(unhwp.extract_text(path))
    except (unhwp.UnhwpError, ValueError, OSError):
        return None
