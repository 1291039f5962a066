"""The supervisor: run a few processes until a signal, and restart those that die."""

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
GRACE = 9.0  # seconds for children to finish
MIN_DELAY = 1.0  # seconds before a dead child is restarted; doubles each time
MAX_DELAY = 30.0
STABLE_AFTER = 60.0  # seconds of running that reset the delay

Work = Callable[[], None]


@dataclass(slots=True)
class Child:
    """A process role, and the process that currently has it, if any."""

    role: str
    work: Work
    pid: int = 0
    started: float = 0.0
    delay: float = MIN_DELAY

    def is_due(self) -> bool:
        return not self.pid and time.monotonic() >= self.started

    def start(self) -> None:
        self.started = time.monotonic()
        parent = os.getpid()
        # Blocked until the child has its own handlers, or it could miss a signal.
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        self.pid = os.fork()
        if not self.pid:
            _run_child(self, parent)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

    def handle_exit(self, status: int) -> None:
        """Kill the remaining process group and schedule a restart."""
        signal_group(self.pid, signal.SIGKILL)
        now = time.monotonic()
        if now - self.started > STABLE_AFTER:
            self.delay = MIN_DELAY
        self.pid, self.started = 0, now + self.delay
        logger.error(
            "process died role=%s status=%d restart_in=%.0fs", self.role, status, self.delay
        )
        self.delay = min(self.delay * 2, MAX_DELAY)


class Supervisor:
    """Keep one process per role alive. SIGTERM or Ctrl-C stops all; a second signal kills them.

    Calls `on_tick` regularly, and `on_stop` once when stopping.
    """

    def __init__(
        self, work: dict[str, Work], on_tick: Callable[[], None], on_stop: Callable[[], None]
    ) -> None:
        self.children = [Child(role, function) for role, function in work.items()]
        self.on_tick = on_tick
        self.on_stop = on_stop
        self.signals = 0

    def run(self) -> None:
        """Run until a signal, and return when every child has ended."""
        for number in SIGNALS:
            signal.signal(number, self._count_signal)
        while not self.signals:
            for child, status in self._exited():
                child.handle_exit(status)
            for child in self.children:
                if child.is_due():
                    child.start()
            self.on_tick()
            time.sleep(TICK)
        self._stop()

    def _count_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.signals += 1

    def _exited(self) -> Iterator[tuple[Child, int]]:
        for child in self.children:
            if child.pid:
                pid, status = os.waitpid(child.pid, os.WNOHANG)
                if pid:
                    yield child, os.waitstatus_to_exitcode(status)

    def _stop(self) -> None:
        self.on_stop()
        running = [child for child in self.children if child.pid]
        for child in running:
            os.kill(child.pid, signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while running:
            for child, _ in self._exited():
                signal_group(child.pid, signal.SIGKILL)
                child.pid = 0
                running.remove(child)
            if self.signals > 1 or time.monotonic() > deadline:
                for child in running:
                    signal_group(child.pid, signal.SIGKILL)
            time.sleep(TICK)


def signal_group(leader: int, number: int) -> None:
    """Send a signal to the process group of a child, if it still exists."""
    with suppress(ProcessLookupError):
        os.killpg(leader, number)


def _run_child(child: Child, parent: int) -> NoReturn:
    """Run the child in its own process group, so that Ctrl-C reaches it only via its parent."""
    code = 1
    try:
        os.setpgid(0, 0)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, _exit)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        die_with(parent, signal.SIGTERM)
        process_title.set_title(child.role)
        child.work()
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    except BaseException:
        logger.exception("process failed role=%s", child.role)
    finally:
        sentry.flush()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # skip exit handlers inherited from the parent


def _exit(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)
