"""Runs the fast and the PostgreSQL tests on a PostgreSQL server of their own, which goes when they are done."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

SERVERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


def as_postgres() -> dict[str, object]:
    """PostgreSQL refuses to run as root: as root, use the account that its package made."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    programs = SERVERS[-1]
    folder = Path(tempfile.mkdtemp(prefix="madang-postgres-"))
    account = as_postgres()
    if account:
        shutil.chown(folder, "postgres", "postgres")
    folder.chmod(0o700)
    port = free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    control = [str(programs / "pg_ctl"), "-D", str(folder / "data"), "-w"]
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder, **account}
    initialise = [str(programs / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-U", "postgres"]
    subprocess.run([*initialise, "--locale=C.UTF-8"], check=True, **quiet)
    try:
        subprocess.run([*control, "-l", str(folder / "log"), "-o", options, "start"], check=True, **quiet)
        url = f"postgres://postgres@127.0.0.1:{port}/"
        environment = os.environ | {"MADANG_DATABASE": url + "madang", "MADANG_DATABASE_SECRET": url + "secret"}
        print(f"The suite on PostgreSQL ({programs.parent.name}):", flush=True)
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-m",
            "not browser and not oracle and (postgres or not slow)",
            "-n",
            "2",
        ]
        return subprocess.run(command, env=environment, check=False).returncode
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, **quiet)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
