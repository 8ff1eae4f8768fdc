"""What a reader's process can no longer do."""

import platform
import subprocess
import sys

import pytest

from madang.documents.confinement import FORBIDDEN

pytestmark = pytest.mark.skipif(
    platform.system() != "Linux" or platform.machine() not in FORBIDDEN, reason="no filter for this machine"
)


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.socket()",
        "import os; os.fork()",
        "import os; os.execv('/bin/true', ['true'])",
        "import os; os.kill(os.getppid(), 0)",
        "import os; os.unlink('/tmp/nothing-of-that-name')",
        "open('/tmp/madang-confined', 'w')",
        "import os; os.mkdir('/tmp/madang-confined')",
    ],
)
def test_a_confined_process_may_not(attempt: str) -> None:
    code = f"from madang.documents.confinement import confine\nassert confine(memory_mb=512)\n{attempt}"

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert "PermissionError: [Errno 1]" in result.stderr


def test_a_confined_process_may_read_and_use_threads() -> None:
    code = (
        "from madang.documents.confinement import confine\nassert confine(memory_mb=512)\nimport threading\n"
        "thread = threading.Thread(target=lambda: print(len(open('/proc/self/status').read()) > 0))\n"
        "thread.start(); thread.join()"
    )

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (result.stdout, result.stderr) == ("True\n", "")


def test_a_confined_process_cannot_take_more_memory() -> None:
    code = "from madang.documents.confinement import confine\nconfine(memory_mb=256)\nbytearray(300_000_000)"

    assert (
        "MemoryError"
        in subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stderr
    )
