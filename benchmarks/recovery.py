"""What people notice while something breaks, and how long until they get on.

    python benchmarks/recovery.py

Eight people add tasks one after the other on the web as production starts it, with a PostgreSQL of
its own behind a wire that can be cut. Something breaks, stays so for two seconds and is repaired,
as in tests/faults. For each fault: how many requests were carried out, answered with a sentence
(409, 503) and cut off in the meantime; the longest that anybody waited for an answer; and the
seconds from the repair to the first task added. That every acknowledged task is there once is
asserted. Then a row of one person is locked and twenty of their requests wait for it, while another
person reads. The last line is one JSON object.
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
except ModuleNotFoundError as missing:
    sys.exit(f"{missing}: run `make dev` first.")

AWAY = 2.0  # seconds that it stays broken
SLOW = 0.5  # seconds that the slow wire takes for everything, each way
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
    "wire slow, 0.5 s each way": lambda machine, web, wire: outages.wire_slow(wire, SLOW),
    "web worker killed": lambda machine, web, wire: outages.web_killed(web),
}
SELF_REPAIRED = {"web worker killed"}


def main() -> None:
    figures: dict[str, dict[str, float]] = {}
    print(f"{'':30}{'done':>7}{'409/503':>9}{'cut off':>9}{'longest s':>11}{'gets on s':>11}")
    with TemporaryDirectory() as home, installed(Path(home)) as machine:
        with wired(machine) as (web, wire):
            for name, breaks in FAULTS.items():
                figures[name] = noticed(name, breaks, machine, web, wire)
                say(name, figures[name])
            figures["row locked"] = beside_a_locked_row(machine, web)
        figures["cluster killed"] = {"gets_on_s": after_the_cluster(machine)}
        print(f"{'cluster killed':30}{figures['cluster killed']['gets_on_s']:47.2f}")
    if full := full_disk():
        figures["disk full"] = full
        say("disk full", full)
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
def wired(machine: Machine):
    """The web, with a wire to its database."""
    with proxy(machine.postgres.sockets / ".s.PGSQL.5432") as wire:
        url = f"postgres://whendoist@127.0.0.1:{wire.port}/whendoist"
        with machine.web(DATABASE_URL=url) as web:
            yield web, wire


def noticed(
    name: str, breaks: Breaks, machine: Machine, web: Process, wire: Proxy
) -> dict[str, float]:
    with people_at_work(machine, web.port, name) as load:
        broken = time.monotonic()
        with breaks(machine, web, wire):
            if name not in SELF_REPAIRED:
                time.sleep(AWAY)
        repaired = time.monotonic()
        load.gets_on(by=100)
    return summary(load, broken, repaired)


def summary(load: Load, broken: float, repaired: float) -> dict[str, float]:
    meanwhile = [each for each in load.asked if each.ended >= broken]
    again = min(each.ended for each in meanwhile if each.status == 200 and each.ended > repaired)
    troubled = [each for each in meanwhile if each.began <= again]
    return {
        "done": sum(each.status == 200 for each in troubled),
        "sentences": sum(each.status in (409, 503) for each in troubled),
        "cut_off": sum(each.status == 0 for each in troubled),
        "longest_s": round(max(each.ended - each.began for each in troubled), 2),
        "gets_on_s": round(again - repaired, 2),
    }


def say(name: str, figures: dict[str, float]) -> None:
    done, sentences, cut_off, longest, gets_on = figures.values()
    print(f"{name:30}{done:7}{sentences:9}{cut_off:9}{longest:11.2f}{gets_on:11.2f}", flush=True)


def beside_a_locked_row(machine: Machine, web: Process) -> dict[str, float]:
    """Milliseconds that another person's reads take, before and while so many writers wait."""
    alices = [web.client("alice@example.org") for _ in range(WRITERS)]
    bob = web.client("bob@example.org")
    before = [milliseconds(bob, "/read") for _ in range(READS)]
    with ThreadPoolExecutor(WRITERS) as pool, machine.row_lock("alice@example.org"):
        writes = [pool.submit(alice.post, "/api/write") for alice in alices]
        during = [milliseconds(bob, "/read") for _ in range(READS)]
        milliseconds(bob, "/ready")
        assert not all(write.done() for write in writes), "nobody waited any more"
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


def after_the_cluster(machine: Machine) -> float:
    """A job in hand when its cluster is killed: seconds from the next start until it is done."""
    with machine.cluster() as cluster:
        enqueue(machine, "tests.faults.jobs.note_slowly", "killed@example.org")
        eventually(lambda: starts(machine), "it is in hand")
        cluster.end(9)
        for each in cluster.tree:
            each.wait(10)
    began = time.monotonic()
    with machine.cluster():
        eventually(lambda: depth(machine) == 0, "the next one did it")
        return round(time.monotonic() - began, 2)


def full_disk() -> dict[str, float] | None:
    with TemporaryDirectory() as folder, outages.small_disk(Path(folder)) as mounted:
        if not mounted:
            return None
        with installed(Path(folder)) as machine, wired(machine) as (web, wire):
            return noticed("disk full", lambda *_: outages.disk_full(machine), machine, web, wire)


if __name__ == "__main__":
    main()
