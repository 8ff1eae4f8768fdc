"""Programs of others that judge ours: validators, unmodified clients, second opinions. They live in `.venv-oracles`."""

import os
import subprocess
from pathlib import Path

import pytest

BIN = Path(__file__).resolve().parent.parent / ".venv-oracles" / "bin"


def ask_oracle(
    program: str, *arguments: str, timeout: float = 120, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program of `.venv-oracles` (`python`, `ckanapi`, ...) and return what it said.

    Skips the test where `make oracles` was not run; with `CI=true` that is a failure.
    """
    return subprocess.run(
        [str(oracle(program)), *arguments], capture_output=True, text=True, check=False, timeout=timeout, cwd=cwd
    )


def oracle(program: str) -> Path:
    """Where a program of `.venv-oracles` is; skips or fails as `ask_oracle` does."""
    if not (BIN / program).exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{program} is missing: `make oracles` installs it")
        pytest.skip("`make oracles` was not run")
    return BIN / program
