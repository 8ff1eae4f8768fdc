"""The child process that reads files: no Django, no database, no network, few rights. Started by `sandbox`.

Frames go over standard input and output: four bytes of length, big-endian, then JSON. A request is
`{"path", "seconds"}`; the answer is two frames, `{"type"}` as soon as it is known and then the reading.
"""

import json
import os
import resource
import struct
import sys
from pathlib import Path
from typing import IO, Any

from madang.documents.confinement import confine
from madang.documents.readers.gathering import Unreadable
from madang.documents.readers.registry import detect_file, read_file
from madang.documents.reading import Reading, to_json


def read_frame(stream: IO[bytes]) -> Any:
    """The next JSON value; None at the end of the stream."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    return json.loads(stream.read(struct.unpack(">I", head)[0]))


def write_frame(stream: IO[bytes], value: object) -> None:
    data = json.dumps(value, ensure_ascii=False).encode("utf-8", errors="replace")
    stream.write(struct.pack(">I", len(data)) + data)
    stream.flush()


def allow_seconds(seconds: int) -> None:
    """Let this process use that many more seconds of processor time, after which the kernel ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def answer(path: Path, output: IO[bytes]) -> None:
    try:
        kind = detect_file(path)
    except Unreadable as failure:
        reading = Reading(type="unknown", state="refused", reasons=(failure.reason,))
        write_frame(output, {"type": reading.type})
    else:
        write_frame(output, {"type": kind})
        reading = read_file(path, kind)
    write_frame(output, to_json(reading))


def main() -> None:
    """Serve requests until standard input ends. Argument: megabytes of address space."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):  # what a library prints must never look like an answer
        os.dup2(nothing, standard)
    confine(memory_mb=int(sys.argv[1]))
    while (request := read_frame(requests)) is not None:
        allow_seconds(int(request["seconds"]))
        answer(Path(request["path"]), answers)


if __name__ == "__main__":
    main()
