"""Everything that `make check` leaves out. Says loudly what could not be run here; with CI=true that is a failure."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PYTEST = [sys.executable, "-m", "pytest"]


def find_postgres() -> str | None:
    """The folder of PostgreSQL's server programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    return str(found[0].parent) if found else None


def run(chosen: str) -> bool:
    """Run the tests that a marker expression chooses; whether any failed. None chosen is no failure."""
    return subprocess.run([*PYTEST, "-m", chosen, "-n", "2"], check=False).returncode not in (0, 5)


def main() -> int:
    missing = []
    failed = run("(slow or oracle) and not browser and not postgres")
    if shutil.which("chromium"):
        failed |= run("browser")
    else:
        missing.append("browser tests: Chromium was not found")
    if not shutil.which("go") or not Path("/usr/share/gocode/src/golang.org/x/mod").is_dir():
        missing.append("the ledger's check by an independent program: Go and golang.org/x/mod were not found")
    if find_postgres():
        failed |= subprocess.run([sys.executable, "tests/on_postgres.py"], check=False).returncode != 0
    else:
        missing.append("the suite on PostgreSQL: its server was not found")
    for line in missing:
        print(f"!!! NOT RUN: {line} (deploy/ci-packages.sh installs it on Debian)")
    return 1 if failed or (missing and os.environ.get("CI") == "true") else 0


if __name__ == "__main__":
    sys.exit(main())
