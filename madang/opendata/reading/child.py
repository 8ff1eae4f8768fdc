"""The child process that reads a file, or asks one a question: no Django, no database of ours, no network, few rights.

One JSON request on standard input; lines of JSON on standard output: `{"stage", "share"}` as it goes on, and in the end
`{"result": ...}` or `{"refused": {"code", ...}}`. Started by `process`.
"""

import json
import os
import resource
import sys
from pathlib import Path
from typing import IO, Any

from madang.documents.confinement import confine_to_folder
from madang.opendata.reading.outcome import Unreadable

WRITES_TIMES, WRITES_MORE = 6, 512
"""Megabytes of one written file: so many times the original, and some more."""


def readable_paths() -> list[Path]:
    """What the interpreter and its libraries need, and nothing of this site's data."""
    code = Path(__file__).resolve().parents[2]
    own = [Path(sys.prefix), Path(sys.base_prefix), code, Path("/usr"), Path("/lib"), Path("/lib64")]
    return [
        *own,
        *map(Path, ("/dev/null", "/dev/urandom", "/proc/self", "/proc/meminfo", "/sys/fs/cgroup", "/etc/ld.so.cache")),
    ]


def take_rights(request: dict[str, Any]) -> None:
    """Give up what reading never needs, before the file is looked at."""
    out, path = Path(request["out"]), Path(request["path"])
    seconds = int(request["seconds"]) * 2 + 2  # of processor time, of several threads; the parent watches the clock
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    confine_to_folder(
        out,
        memory_mb=int(request["memory_mb"]) + 2048,
        writes_mb=path.stat().st_size // 1_000_000 * WRITES_TIMES + WRITES_MORE,
        readable=[*readable_paths(), path],
    )


def work(request: dict[str, Any], answers: IO[str]) -> dict[str, Any]:
    last = [""]

    def progress(stage: str, share: float) -> None:
        line = json.dumps({"stage": stage, "share": round(min(1.0, share), 2)})
        if line != last[0]:
            last[0] = line
            answers.write(line + "\n")
            answers.flush()

    if request["task"] == "query":
        from madang.opendata.reading.question import answer

        return answer(request)
    from madang.opendata.reading.cells import Stated
    from madang.opendata.reading.pipeline import Request, read

    stated = Stated(**request["stated"])
    asked = Request(
        path=Path(request["path"]),
        name=request["name"],
        out=Path(request["out"]),
        stated=stated,
        types=request["types"],
        aliases=request["aliases"],
        drop_totals=request["drop_totals"],
        member=request["member"],
        memory_mb=int(request["memory_mb"]),
        with_store=request["with_store"],
    )
    return read(asked, progress)


def main() -> None:
    request = json.loads(sys.stdin.buffer.read())
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace")
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):  # what a library prints must never look like an answer
        os.dup2(nothing, standard)
    import duckdb  # noqa: F401 -- libraries are loaded before the rights are given up
    import lxml.html  # noqa: F401
    import python_calamine  # noqa: F401

    take_rights(request)
    try:
        answer = {"result": work(request, answers)}
    except Unreadable as failure:
        answer = {"refused": failure.as_reason()}
    except MemoryError:
        answer = {"refused": {"code": "too-large"}}
    except RecursionError:
        answer = {"refused": {"code": "too-deep"}}
    except Exception as failure:  # over a hostile file a library may raise anything
        answer = {"refused": {"code": "reader-failed", "error": type(failure).__name__, "detail": str(failure)[:500]}}
    answers.write(json.dumps(answer, ensure_ascii=False, default=str) + "\n")
    answers.flush()
    os._exit(0)  # what the libraries would still do at the end is of no use


if __name__ == "__main__":
    main()
