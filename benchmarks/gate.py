"""Measure how the request gate protects people while others attack or plan.

    python benchmarks/gate.py --seconds 5

It prints three figures of `manage.py up` with workload W2: the processor time of a rejection; the
latency of one person's requests while another address sends made-up cookies on 120 connections;
and while four people plan their days without a pause. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import secrets
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from threading import Barrier, Event
from time import perf_counter, sleep

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.installation import (
    Installation,
    Person,
    cpu_seconds,
    populate,
    running,
    start_django,
)
from tests.faults.machine import eventually

ATTACKER = "127.0.0.2"
CONNECTIONS = 120
PLANNERS = ("first", "second", "third", "fourth")
REJECTIONS_AT_ONCE, REJECTIONS_EACH = 64, 20
PAUSE = 0.02  # seconds a person takes between two requests
PATHS = ("/api/v1/tasks", "/api/v1/me", "/")


def rejection_cpu_ms(installation: Installation) -> float:
    """Return the processor time of a request that is rejected by a full queue."""
    upload = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf"
    waiting = [_send(installation, upload) for _ in range(32)]
    _wait_for_full_queue(installation)
    before = cpu_seconds([installation.web()])
    with ThreadPoolExecutor(REJECTIONS_AT_ONCE) as pool:
        for run in [pool.submit(_rejected, installation) for _ in range(REJECTIONS_AT_ONCE)]:
            run.result()
    used = cpu_seconds([installation.web()]) - before
    for connection in waiting:
        connection.close()
    return round(used / REJECTIONS_AT_ONCE / REJECTIONS_EACH * 1000, 3)


def _send(installation: Installation, data: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", installation.port), 60, (ATTACKER, 0))
    connection.sendall(data)
    return connection


def _wait_for_full_queue(installation: Installation) -> None:
    connection = installation.connect(ATTACKER)
    eventually(lambda: _send_made_up(connection) == 429, "the attacker's queue is full")
    connection.close()


def _rejected(installation: Installation) -> None:
    connection = installation.connect(ATTACKER)
    for _ in range(REJECTIONS_EACH):
        status = _send_made_up(connection)
        assert status == 429, status
    connection.close()


def _send_made_up(connection: HTTPConnection) -> int:
    connection.request("GET", "/", headers=_made_up())
    response = connection.getresponse()
    response.read()
    return response.status


def _made_up() -> dict[str, str]:
    return {"Cookie": f"sessionid={secrets.token_hex(16)}"}


def person(installation: Installation, worker: Person, seconds: float) -> dict[str, float]:
    """Return the latencies in ms of a person at work."""
    connection, times, end = installation.connect(), [], perf_counter() + seconds
    while perf_counter() < end:
        for path in PATHS:
            began = perf_counter()
            connection.request("GET", path, headers=worker.headers)
            response = connection.getresponse()
            response.read()
            times.append((perf_counter() - began) * 1000)
            assert response.status == 200, response.status
            sleep(PAUSE)
    connection.close()
    p50, p95 = (quantiles(times, n=20)[n] for n in (9, 18))
    return {"p50_ms": round(p50, 1), "p95_ms": round(p95, 1)}


@contextmanager
def attack(installation: Installation) -> Iterator[None]:
    process = multiprocessing.Process(target=_attack, args=(installation.port,), daemon=True)
    process.start()
    _wait_for_full_queue(installation)
    yield
    process.kill()
    process.join()


def _attack(port: int) -> None:
    installation = Installation(None, port, 0.0)

    def repeat() -> None:
        connection = installation.connect(ATTACKER)
        while True:
            _send_made_up(connection)

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for _ in range(CONNECTIONS):
            pool.submit(repeat)


@contextmanager
def planning(installation: Installation, people: list[Person]) -> Iterator[None]:
    stop, started = Event(), Barrier(len(people) + 1, timeout=60)
    with ThreadPoolExecutor(len(people)) as pool:
        runs = [pool.submit(_plan, installation, planner, started, stop) for planner in people]
        started.wait()
        try:
            yield
        finally:
            stop.set()
        print("plans", sum(run.result() for run in runs))


def _plan(installation: Installation, worker: Person, started: Barrier, stop: Event) -> int:
    connection, plans = installation.connect(), 0
    started.wait()
    while not stop.is_set():
        connection.request("POST", "/api/v1/plans", '{"kind": "day"}', worker.headers)
        response = connection.getresponse()
        response.read()
        assert response.status == 200, response.status
        plans += 1
    connection.close()
    return plans


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="for each figure")
    options = parser.parse_args()
    start_django()
    worker, _, _, *planners = populate(*PLANNERS)
    with running() as installation:
        person(installation, worker, 1.0)  # warms the threads
        figures: dict[str, object] = {"rejection_cpu_ms": rejection_cpu_ms(installation)}
        figures["alone"] = person(installation, worker, options.seconds)
        with attack(installation):
            figures["attacked"] = person(installation, worker, options.seconds)
        with planning(installation, planners):
            figures["others_plan"] = person(installation, worker, options.seconds)
        figures["alone_again"] = person(installation, worker, options.seconds)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
