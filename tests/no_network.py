"""Ends a process at its first name lookup or connection, be it made in Python or by a native thread.

Run as a program: `python -m tests.no_network COMMAND`, where COMMAND is Python source that runs under the guard.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import platform
import signal
import socket
import struct
import sys
from collections.abc import Sequence

LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
SENDS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
REACHED_OUT = 3

# Linux system calls by machine: connect, sendto, sendmsg, sendmmsg. Sockets themselves are allowed: urllib3 opens one
# when it is imported, to see whether there is IPv6, and connects it to nothing.
CALLS = {"x86_64": (42, 44, 46, 307), "aarch64": (203, 206, 211, 269)}
LOAD_CALL, CONNECT_LENGTH, SENDTO_LENGTH = ((0x20, 0, 0, offset) for offset in (0, 16 + 8 * 2, 16 + 8 * 5))
LOCAL_LENGTH = 110  # of a Unix socket's address, as glibc asks the local name service who the user is
TRAP, ALLOW = (0x06, 0, 0, 0x0003_0000), (0x06, 0, 0, 0x7FFF_0000)
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2


def forbid_network() -> None:
    """End this process, with the place, as soon as anything in it looks up a name, connects or sends."""
    sys.addaudithook(_end_at_use)
    _trap_native_calls()


def _end_at_use(event: str, arguments: tuple[object, ...]) -> None:
    if event in LOOKUPS or (event in SENDS and _is_internet(arguments[0])):
        print(f"REACHED OUT: {event} {arguments[1:] if event in SENDS else arguments}", file=sys.stderr, flush=True)
        faulthandler.dump_traceback()
        os._exit(REACHED_OUT)


def _is_internet(sender: object) -> bool:
    return isinstance(sender, socket.socket) and sender.family in (socket.AF_INET, socket.AF_INET6)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def _trap_native_calls() -> None:
    """Have the kernel raise SIGSYS (seccomp) where a thread of this process, Python or not, connects or sends."""
    if sys.platform != "linux" or platform.machine() not in CALLS:
        return  # the audit hook still sees all that Python does
    faulthandler.register(signal.SIGSYS, chain=True)
    code = b"".join(struct.pack("=HBBI", *instruction) for instruction in _filter())
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) != 0:
        print(f"seccomp is not to be had here ({os.strerror(ctypes.get_errno())})", file=sys.stderr)


def _filter() -> Sequence[tuple[int, int, int, int]]:
    """Berkeley packet filter: trap what has the address of another than a Unix socket, and each message."""
    connect, sendto, sendmsg, sendmmsg = CALLS[platform.machine()]
    return (
        LOAD_CALL,
        (0x15, 3, 0, connect),  # where equal, on past three instructions; else on
        (0x15, 7, 0, sendmmsg),
        (0x15, 6, 0, sendmsg),
        (0x15, 2, 6, sendto),
        CONNECT_LENGTH,
        (0x05, 0, 0, 1),  # on past one
        SENDTO_LENGTH,
        (0x15, 2, 0, LOCAL_LENGTH),
        (0x15, 1, 0, 0),  # no address: an ordinary write to a socket
        TRAP,
        ALLOW,
    )


if __name__ == "__main__":
    forbid_network()
    exec(compile(sys.argv[1], "<command>", "exec"), {"__name__": "__main__"})
