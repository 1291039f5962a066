"""Faults of an installation, each active within its `with` block."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Event

from psycopg import OperationalError

from tests.faults.machine import Machine, Process
from tests.faults.proxy import Proxy

CUT_EVERY = 0.1  # seconds
OTHERS_GO = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE starts_with(application_name, 'whendoist') AND pid <> pg_backend_pid()"
)


@contextmanager
def database_ended(machine: Machine, how: str) -> Iterator[None]:
    """Stop PostgreSQL. `how` is "fast", "immediate" or "kill"."""
    if how == "kill":
        os.kill(machine.postmaster(), signal.SIGKILL)
    else:
        machine.postgres.stop(how)
    yield
    machine.postgres.revive()


@contextmanager
def database_frozen(machine: Machine) -> Iterator[None]:
    backends = [pid for (pid,) in machine.sql("SELECT pid FROM pg_stat_activity")]
    postmaster = machine.postmaster()
    os.kill(postmaster, signal.SIGSTOP)
    frozen = [pid for pid in backends if _signal(pid, signal.SIGSTOP)]
    yield
    for pid in [*frozen, postmaster]:
        _signal(pid, signal.SIGCONT)


@contextmanager
def database_only_read(machine: Machine) -> Iterator[None]:
    """Make the database read-only, as during a switch to a standby."""
    with machine.connection() as ours:
        ours.execute("ALTER DATABASE whendoist SET default_transaction_read_only = on")
        ours.execute(OTHERS_GO)
        yield
        ours.execute("ALTER DATABASE whendoist RESET default_transaction_read_only")
        ours.execute(OTHERS_GO)


@contextmanager
def all_connections_taken(machine: Machine) -> Iterator[None]:
    with ExitStack() as held:
        held.enter_context(machine.connection()).execute(OTHERS_GO)
        with suppress(OperationalError):  # one more than the limit
            while True:
                held.enter_context(machine.connection())
        yield


@contextmanager
def wire_cut(wire: Proxy) -> Iterator[None]:
    """Break every database connection, repeatedly."""
    whole = Event()
    with ThreadPoolExecutor(1) as pool:
        cutting = pool.submit(_cut_until, whole, wire)
        try:
            yield
        finally:
            whole.set()
    cutting.result()


def _cut_until(whole: Event, wire: Proxy) -> None:
    while not whole.wait(CUT_EVERY):
        wire.cut()


@contextmanager
def wire_slow(wire: Proxy, delay: float) -> Iterator[None]:
    """Delay the database connection by this many seconds in each direction."""
    wire.delay = delay
    try:
        yield
    finally:
        wire.delay = 0.0


@contextmanager
def web_killed(web: Process) -> Iterator[None]:
    """Kill the web worker; its master starts another one."""
    for worker in web.descendants():
        worker.kill()
    yield


@contextmanager
def disk_full(machine: Machine) -> Iterator[None]:
    """Fill the disk of `machine.home`, which should be a small one."""
    filler = machine.home / "filler"
    with suppress(OSError), filler.open("wb") as file:
        while True:
            file.write(bytes(1 << 16))
            file.flush()
    yield
    filler.unlink()
    machine.postgres.revive()  # PostgreSQL ends when its log cannot be written


@contextmanager
def small_disk(path: Path) -> Iterator[bool]:
    """Mount a file system of 160 MB at `path`; yield False where mounting is not allowed."""
    command = ["mount", "-t", "tmpfs", "-o", "size=160m,mode=755", "tmpfs", str(path)]
    mounted = subprocess.run(command, check=False).returncode == 0
    yield mounted
    if mounted:
        subprocess.run(["umount", "-l", str(path)], check=True)


def _signal(pid: int, number: int) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True
