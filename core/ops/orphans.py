"""Processes that end with the one that made them, even when that one is killed with -9."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(how: int = signal.SIGKILL) -> None:
    """Ask the kernel to send this process the signal `how` when its parent dies.

    To be called right after a fork. Only Linux can do it; elsewhere nothing happens.
    """
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, how)
    if os.getppid() == 1:  # it died before the question was asked
        os.kill(os.getpid(), how)
