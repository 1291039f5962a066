"""Measure what people notice while something breaks, and how long until they can work again.

    python benchmarks/recovery.py

Eight people add tasks one after the other on the web as production starts it, with its own
PostgreSQL behind a connection that can be cut. Something breaks for two seconds and is repaired,
as in tests/faults. For each fault it prints how many requests succeeded, got an error response
(409, 503) or were cut off; the longest wait for a response; and the seconds from the repair to the
first task added. It asserts that every acknowledged task exists once. Then a row of one person is
locked and twenty of their requests wait for it, while another person reads. The last line is one
JSON object.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

try:
    from tests.faults import outages
    from tests.faults.cluster import depth, enqueue, starts
    from tests.faults.load import Load, people_at_work
    from tests.faults.machine import Machine, Process, eventually
    from tests.faults.proxy import Proxy, proxy
except ModuleNotFoundError as error:
    sys.exit(f"{error}: run `make dev` first.")

OUTAGE = 2.0  # seconds
DELAY = 0.5  # seconds of the slow connection, each way
WRITERS = 20
READS = 240

Breaks = Callable[[Machine, Process, Proxy], AbstractContextManager[None]]
FAULTS: dict[str, Breaks] = {
    "PostgreSQL stopped, fast": lambda machine, *_: outages.database_ended(machine, "fast"),
    "PostgreSQL stopped, immediate": lambda machine, *_: outages.database_ended(
        machine, "immediate"
    ),
    "PostgreSQL killed": lambda machine, *_: outages.database_ended(machine, "kill"),
    "PostgreSQL frozen": lambda machine, *_: outages.database_frozen(machine),
    "PostgreSQL read-only": lambda machine, *_: outages.database_only_read(machine),
    "no free connection": lambda machine, *_: outages.all_connections_taken(machine),
    "wire cut ten times a second": lambda machine, web, wire: outages.wire_cut(wire),
    "wire slow, 0.5 s each way": lambda machine, web, wire: outages.wire_slow(wire, DELAY),
    "web worker killed": lambda machine, web, wire: outages.web_killed(web),
}
SELF_REPAIRED = {"web worker killed"}


def main() -> None:
    figures: dict[str, dict[str, float]] = {}
    print(f"{'':30}{'done':>7}{'409/503':>9}{'cut off':>9}{'longest s':>11}{'gets on s':>11}")
    with TemporaryDirectory() as home, installed(Path(home)) as machine:
        with web_behind_proxy(machine) as (web, wire):
            for name, breaks in FAULTS.items():
                figures[name] = measure_fault(name, breaks, machine, web, wire)
                print_row(name, figures[name])
            figures["row locked"] = reads_during_a_row_lock(machine, web)
        figures["cluster killed"] = {"gets_on_s": recovery_of_the_cluster(machine)}
        print(f"{'cluster killed':30}{figures['cluster killed']['gets_on_s']:47.2f}")
    if full := full_disk():
        figures["disk full"] = full
        print_row("disk full", full)
    print("beside a locked row:", figures["row locked"])
    print(json.dumps(figures))


@contextmanager
def installed(home: Path):
    machine = Machine(home)
    try:
        yield machine
    finally:
        machine.postgres.leave()


@contextmanager
def web_behind_proxy(machine: Machine):
    """Start the web with a proxy before its database."""
    with proxy(machine.postgres.sockets / ".s.PGSQL.5432") as wire:
        url = f"postgres://whendoist@127.0.0.1:{wire.port}/whendoist"
        with machine.web(DATABASE_URL=url) as web:
            yield web, wire


def measure_fault(
    name: str, breaks: Breaks, machine: Machine, web: Process, wire: Proxy
) -> dict[str, float]:
    with people_at_work(machine, web.port, name) as load:
        broken = time.monotonic()
        with breaks(machine, web, wire):
            if name not in SELF_REPAIRED:
                time.sleep(OUTAGE)
        repaired = time.monotonic()
        load.gets_on(by=100)
    return summary(load, broken, repaired)


def summary(load: Load, broken: float, repaired: float) -> dict[str, float]:
    meanwhile = [request for request in load.requests if request.ended >= broken]
    again = min(
        request.ended for request in meanwhile if request.status == 200 and request.ended > repaired
    )
    troubled = [request for request in meanwhile if request.began <= again]
    return {
        "done": sum(request.status == 200 for request in troubled),
        "sentences": sum(request.status in (409, 503) for request in troubled),
        "cut_off": sum(request.status == 0 for request in troubled),
        "longest_s": round(max(request.ended - request.began for request in troubled), 2),
        "gets_on_s": round(again - repaired, 2),
    }


def print_row(name: str, figures: dict[str, float]) -> None:
    done, sentences, cut_off, longest, gets_on = figures.values()
    print(f"{name:30}{done:7}{sentences:9}{cut_off:9}{longest:11.2f}{gets_on:11.2f}", flush=True)


def reads_during_a_row_lock(machine: Machine, web: Process) -> dict[str, float]:
    """Return another person's read latencies, before and while many writers wait."""
    alices = [web.client("alice@example.org") for _ in range(WRITERS)]
    bob = web.client("bob@example.org")
    before = [milliseconds(bob, "/read") for _ in range(READS)]
    with ThreadPoolExecutor(WRITERS) as pool, machine.row_lock("alice@example.org"):
        writes = [pool.submit(alice.post, "/api/write") for alice in alices]
        during = [milliseconds(bob, "/read") for _ in range(READS)]
        milliseconds(bob, "/ready")
        assert not all(write.done() for write in writes), "no writer waits"
    assert {write.result().status_code for write in writes} <= {200, 409, 429}
    return {
        "before_p95_ms": round(quantiles(before, n=20)[18], 1),
        "p50_ms": round(quantiles(during, n=2)[0], 1),
        "p95_ms": round(quantiles(during, n=20)[18], 1),
        "longest_ms": round(max(during), 1),
    }


def milliseconds(client: httpx.Client, path: str) -> float:
    began = time.perf_counter()
    client.get(path).raise_for_status()
    return (time.perf_counter() - began) * 1000


def recovery_of_the_cluster(machine: Machine) -> float:
    """Kill a cluster during a job; return seconds from the next start until the job is done."""
    with machine.cluster() as cluster:
        enqueue(machine, "tests.faults.jobs.note_slowly", "killed@example.org")
        eventually(lambda: starts(machine), "it is in hand")
        cluster.end(9)
        for process in cluster.tree:
            process.wait(10)
    began = time.monotonic()
    with machine.cluster():
        eventually(lambda: depth(machine) == 0, "the next one did it")
        return round(time.monotonic() - began, 2)


def full_disk() -> dict[str, float] | None:
    with TemporaryDirectory() as folder, outages.small_disk(Path(folder)) as mounted:
        if not mounted:
            return None
        with installed(Path(folder)) as machine, web_behind_proxy(machine) as (web, wire):
            return measure_fault(
                "disk full", lambda *_: outages.disk_full(machine), machine, web, wire
            )


if __name__ == "__main__":
    main()
