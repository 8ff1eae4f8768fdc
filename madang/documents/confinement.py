"""Take away from the own process what a reader of files never needs. Linux; elsewhere only the limits hold."""

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
from collections.abc import Sequence
from pathlib import Path

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
ALLOW, KILL = 0x7FFF0000, 0x80000000
REFUSE, UNKNOWN = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
LOAD, JUMP_IF_EQUAL, JUMP_IF_AT_LEAST, JUMP_IF_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06

FORBIDDEN = {
    "x86_64": [
        *range(41, 56),  # socket, connect, accept, send, receive, bind, listen, ...
        *(57, 58, 59, 62, 101, 200, 234, 272, 298, 310, 311, 321, 322, 434),  # fork, execve, kill, ptrace, unshare, ...
        *(76, 77, *range(82, 89), *range(90, 95), 133, 161, 165, 166),  # truncate, rename, mkdir, unlink, chmod, mount
        *(*range(258, 262), *range(263, 267), 268, 288, 299, 307, 316, 425, 426, 427, 437, 452),  # the later forms
    ],
    "aarch64": [
        *range(198, 213),
        *(97, 117, 129, 130, 131, 221, 240, 241, 270, 271, 280, 281, 434),
        *(*range(33, 42), 45, 46, 47, *range(51, 56)),
        *(242, 243, 269, 276, 425, 426, 427, 437, 452),
    ],
}
"""System calls by machine: network, other processes and programs, changes to the file system. Threads stay allowed."""
KEEPING = {
    "x86_64": frozenset({76, 77, 82, 83, 84, 87, 258, 263, 264, 285, 316}),
    "aarch64": frozenset({34, 35, 38, 45, 46, 47, 276}),
}
"""Of these, what a process needs that keeps its results in a folder: truncate, rename, mkdir, unlink and their kin."""
ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
OPENING = {"x86_64": {2: 24, 257: 32}, "aarch64": {56: 32}}
"""open and openat: where their flags stand among the arguments."""
CLONE, CLONE3, CLONE_THREAD = {"x86_64": 56, "aarch64": 220}, 435, 0x00010000
"""Threads are started with clone; clone3 hides its flags, so it is said not to exist, and the C library uses clone."""
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def confine(*, memory_mb: int) -> bool:
    """Limit memory, written bytes, open files and system calls. Returns whether system calls are limited, too."""
    size = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    return filter_system_calls()


def confine_to_folder(folder: Path, *, memory_mb: int, writes_mb: int, readable: Sequence[Path]) -> bool:
    """As `confine`, for a process that keeps files in one folder. Returns whether system calls are limited, too.

    writes_mb: of one file. readable: the only files and folders that may be read, where the kernel has Landlock.
    """
    size, most = memory_mb * 1024 * 1024, writes_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    restrict_paths(readable, folder)
    return filter_system_calls(may_write=True)


def filter_system_calls(*, may_write: bool = False) -> bool:
    """Whether the kernel took the filter. It cannot be taken back, and children inherit it."""
    machine = platform.machine()
    if platform.system() != "Linux" or machine not in FORBIDDEN:
        return False
    program = filter_program(machine, may_write=may_write)
    instructions = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]

    described = Program(len(program) // 8, ctypes.addressof(instructions))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, *map(ctypes.c_ulong, (1, 0, 0, 0))) != 0:
        return False
    return bool(libc.prctl(PR_SET_SECCOMP, ctypes.c_ulong(SECCOMP_MODE_FILTER), ctypes.byref(described)) == 0)


def filter_program(machine: str, *, may_write: bool = False) -> bytes:
    """A classic BPF program: kill another architecture's calls, refuse the forbidden ones, allow the rest."""
    code = [(LOAD, 0, 0, 4), (JUMP_IF_EQUAL, 1, 0, ARCHITECTURE[machine]), (RETURN, 0, 0, KILL), (LOAD, 0, 0, 0)]
    code += [(JUMP_IF_AT_LEAST, 0, 1, 0x40000000), (RETURN, 0, 0, REFUSE)]  # the x32 calls of x86-64
    for number in sorted(set(FORBIDDEN[machine]) - (KEEPING[machine] if may_write else frozenset())):
        code += [(JUMP_IF_EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE)]
    for number, flags_at in OPENING[machine].items() if not may_write else ():
        code += [(JUMP_IF_EQUAL, 0, 4, number), (LOAD, 0, 0, flags_at), (JUMP_IF_ANY_BIT, 0, 1, WRITING)]
        code += [(RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
    code += [(JUMP_IF_EQUAL, 0, 4, CLONE[machine]), (LOAD, 0, 0, 16), (JUMP_IF_ANY_BIT, 1, 0, CLONE_THREAD)]
    code += [(RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
    code += [(JUMP_IF_EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, UNKNOWN), (RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in code)


LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
PATH_BENEATH = 1
READING = 1 << 0 | 1 << 2 | 1 << 3
"""Execute (which loading a library is not, but costs nothing), read a file, list a folder."""
CHANGING = 1 << 1 | sum(1 << bit for bit in range(4, 13))
"""Write, remove and make files, folders and other things."""
ON_FILES = 1 << 0 | 1 << 1 | 1 << 2
O_PATH = getattr(os, "O_PATH", 0)


def restrict_paths(readable: Sequence[Path], writable: Path) -> bool:
    """Let this process read only `readable`, and read and write only under `writable`. False without Landlock."""
    if platform.system() != "Linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    handled = struct.pack("<Q", READING | CHANGING)
    ruleset = libc.syscall(LANDLOCK_CREATE, handled, ctypes.c_size_t(len(handled)), 0)
    if ruleset < 0:
        return False
    for path, access in [*((one, READING) for one in readable), (writable, READING | CHANGING)]:
        if path.exists():
            allow_beneath(libc, ruleset, path, access)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, *map(ctypes.c_ulong, (1, 0, 0, 0))) != 0:
        return False
    is_restricted = bool(libc.syscall(LANDLOCK_RESTRICT, ruleset, 0) == 0)
    os.close(ruleset)
    return is_restricted


def allow_beneath(libc: ctypes.CDLL, ruleset: int, path: Path, access: int) -> None:
    descriptor = os.open(path, O_PATH | os.O_CLOEXEC)
    try:
        allowed = access if path.is_dir() else access & ON_FILES
        rule = struct.pack("<Qi", allowed, descriptor)
        libc.syscall(LANDLOCK_ADD, ruleset, PATH_BENEATH, rule, 0)
    finally:
        os.close(descriptor)
