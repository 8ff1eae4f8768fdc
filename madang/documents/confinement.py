"""Take away from the own process what a reader of files never needs. Linux; elsewhere only the limits hold."""

import ctypes
import errno
import os
import platform
import resource
import signal
import struct

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


def filter_system_calls() -> bool:
    """Whether the kernel took the filter. It cannot be taken back, and children inherit it."""
    machine = platform.machine()
    if platform.system() != "Linux" or machine not in FORBIDDEN:
        return False
    program = filter_program(machine)
    instructions = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]

    described = Program(len(program) // 8, ctypes.addressof(instructions))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, *map(ctypes.c_ulong, (1, 0, 0, 0))) != 0:
        return False
    return bool(libc.prctl(PR_SET_SECCOMP, ctypes.c_ulong(SECCOMP_MODE_FILTER), ctypes.byref(described)) == 0)


def filter_program(machine: str) -> bytes:
    """A classic BPF program: kill another architecture's calls, refuse the forbidden ones, allow the rest."""
    code = [(LOAD, 0, 0, 4), (JUMP_IF_EQUAL, 1, 0, ARCHITECTURE[machine]), (RETURN, 0, 0, KILL), (LOAD, 0, 0, 0)]
    code += [(JUMP_IF_AT_LEAST, 0, 1, 0x40000000), (RETURN, 0, 0, REFUSE)]  # the x32 calls of x86-64
    for number in sorted(set(FORBIDDEN[machine])):
        code += [(JUMP_IF_EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE)]
    for number, flags_at in OPENING[machine].items():
        code += [(JUMP_IF_EQUAL, 0, 4, number), (LOAD, 0, 0, flags_at), (JUMP_IF_ANY_BIT, 0, 1, WRITING)]
        code += [(RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
    code += [(JUMP_IF_EQUAL, 0, 4, CLONE[machine]), (LOAD, 0, 0, 16), (JUMP_IF_ANY_BIT, 1, 0, CLONE_THREAD)]
    code += [(RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
    code += [(JUMP_IF_EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, UNKNOWN), (RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in code)
