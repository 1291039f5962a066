"""Runs a few processes until it is told to stop, and starts again what dies."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn

from core.ops import process_title, sentry
from core.ops.parent_death import die_with

logger = logging.getLogger(__name__)

SIGNALS = (signal.SIGTERM, signal.SIGINT)
TICK = 0.1  # seconds
GRACE = 9.0  # seconds children have to finish
FIRST_PAUSE = 1.0  # seconds before a dead child is started again; doubles each time
LONGEST_PAUSE = 30.0
STEADY = 60.0  # seconds after which a child has proved itself

Work = Callable[[], None]


@dataclass(slots=True)
class Child:
    """One kind of process, and its present incarnation when it has one."""

    role: str
    work: Work
    pid: int = 0
    started: float = 0.0
    pause: float = FIRST_PAUSE

    def is_due(self) -> bool:
        return not self.pid and time.monotonic() >= self.started

    def start(self) -> None:
        self.started = time.monotonic()
        parent = os.getpid()
        # Held back until the child has handlers of its own, or it could miss its end.
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        self.pid = os.fork()
        if not self.pid:
            _live(self, parent)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

    def bury(self, status: int) -> None:
        """Note the death, end what it left behind, and settle when to start again."""
        signal_group(self.pid, signal.SIGKILL)
        now = time.monotonic()
        if now - self.started > STEADY:
            self.pause = FIRST_PAUSE
        self.pid, self.started = 0, now + self.pause
        logger.error(
            "process died role=%s status=%d restart_in=%.0fs", self.role, status, self.pause
        )
        self.pause = min(self.pause * 2, LONGEST_PAUSE)


class Supervisor:
    """Keeps one process of each role alive; SIGTERM or Ctrl-C ends all, a second one at once.

    `tend` is called all the time, `leave` once, when the end begins.
    """

    def __init__(
        self, work: dict[str, Work], tend: Callable[[], None], leave: Callable[[], None]
    ) -> None:
        self.children = [Child(role, function) for role, function in work.items()]
        self.tend = tend
        self.leave = leave
        self.signals = 0

    def run(self) -> None:
        """Return when every child has ended after a signal."""
        for number in SIGNALS:
            signal.signal(number, self._count)
        while not self.signals:
            for child, status in self._dead():
                child.bury(status)
            for child in self.children:
                if child.is_due():
                    child.start()
            self.tend()
            time.sleep(TICK)
        self._end()

    def _count(self, _number: int, _frame: FrameType | None) -> None:
        self.signals += 1

    def _dead(self) -> Iterator[tuple[Child, int]]:
        for child in self.children:
            if child.pid:
                pid, status = os.waitpid(child.pid, os.WNOHANG)
                if pid:
                    yield child, os.waitstatus_to_exitcode(status)

    def _end(self) -> None:
        self.leave()
        running = [child for child in self.children if child.pid]
        for child in running:
            os.kill(child.pid, signal.SIGTERM)
        end = time.monotonic() + GRACE
        while running:
            for child, _ in self._dead():
                signal_group(child.pid, signal.SIGKILL)
                child.pid = 0
                running.remove(child)
            if self.signals > 1 or time.monotonic() > end:
                for child in running:
                    signal_group(child.pid, signal.SIGKILL)
            time.sleep(TICK)


def signal_group(leader: int, number: int) -> None:
    """Send a signal to a child and everything it started; none being left is not an error."""
    with suppress(ProcessLookupError):
        os.killpg(leader, number)


def _live(child: Child, parent: int) -> NoReturn:
    """Be the child: a group of its own, so that Ctrl-C reaches it through its parent only."""
    code = 1
    try:
        os.setpgid(0, 0)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, _leave)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        die_with(parent, signal.SIGTERM)
        process_title.set_title(child.role)
        child.work()
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:
        logger.exception("process failed role=%s", child.role)
    finally:
        sentry.flush()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # the parent's exit handlers are the parent's


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)
