"""End child processes when their parent dies, even if it was killed with -9."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
_parent_pid = 0


def die_with(parent: int, number: int = signal.SIGKILL) -> None:
    """Make the kernel send signal `number` to this process when its parent dies.

    Call it right after a fork with the pid of the parent. Only works on Linux; otherwise does
    nothing.
    """
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:  # it died before this call
        os.kill(os.getpid(), number)


def end_descendants_with_their_parent() -> None:
    """Kill every process forked from here on, at any depth, when its parent dies."""
    os.register_at_fork(before=_record_parent, after_in_child=lambda: die_with(_parent_pid))


def _record_parent() -> None:
    global _parent_pid
    _parent_pid = os.getpid()
