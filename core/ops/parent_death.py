"""Processes that end with the one that made them, even when that one is killed with -9."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
_forking = 0


def die_with(parent: int, how: int = signal.SIGKILL) -> None:
    """Ask the kernel to send this process the signal `how` when its parent, of that pid, dies.

    To be called right after a fork. Only Linux can do it; elsewhere nothing happens.
    """
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, how)
    if os.getppid() != parent:  # it died before the question was asked
        os.kill(os.getpid(), how)


def end_descendants_with_their_parent() -> None:
    """From now on, whatever is forked from here, or from there, is killed when its parent dies."""
    os.register_at_fork(before=_note_parent, after_in_child=lambda: die_with(_forking))


def _note_parent() -> None:
    global _forking
    _forking = os.getpid()
