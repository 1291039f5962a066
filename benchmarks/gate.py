"""What the gate before Django's threads is worth: to people while others attack or plan.

    python benchmarks/gate.py --seconds 5

Three figures on `manage.py up` with workload W2: the processor time of a rejection; how long one
person's requests take while another address sends made-up cookies on 120 connections; and while
four people plan their days without a pause. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import secrets
import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from threading import Event
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

ATTACKER = "127.0.0.2"
CONNECTIONS = 120
PLANNERS = ("first", "second", "third", "fourth")
REJECTIONS_AT_ONCE, REJECTIONS_EACH = 64, 20
PAUSE = 0.02  # seconds a person takes between two requests
PATHS = ("/api/v1/tasks", "/api/v1/me", "/")


def rejection_cpu_ms(installation: Installation) -> float:
    """Processor time of a request that finds the queue of its address full of slow uploads."""
    upload = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf"
    waiting = [_send(installation, upload) for _ in range(32)]
    sleep(0.5)
    before = cpu_seconds([installation.web()])
    with ThreadPoolExecutor(REJECTIONS_AT_ONCE) as pool:
        for run in [pool.submit(_rejected, installation) for _ in range(REJECTIONS_AT_ONCE)]:
            run.result()
    used = cpu_seconds([installation.web()]) - before
    for each in waiting:
        each.close()
    return round(used / REJECTIONS_AT_ONCE / REJECTIONS_EACH * 1000, 3)


def _send(installation: Installation, data: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", installation.port), 60, (ATTACKER, 0))
    connection.sendall(data)
    return connection


def _rejected(installation: Installation) -> None:
    connection = installation.connect(ATTACKER)
    for _ in range(REJECTIONS_EACH):
        connection.request("GET", "/", headers=_made_up())
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 429, answer.status
    connection.close()


def _made_up() -> dict[str, str]:
    return {"Cookie": f"sessionid={secrets.token_hex(16)}"}


def person(installation: Installation, someone: Person, seconds: float) -> dict[str, float]:
    """How long the requests of somebody at work take, in ms."""
    connection, times, end = installation.connect(), [], perf_counter() + seconds
    while perf_counter() < end:
        for path in PATHS:
            began = perf_counter()
            connection.request("GET", path, headers=someone.headers)
            answer = connection.getresponse()
            answer.read()
            times.append((perf_counter() - began) * 1000)
            assert answer.status == 200, answer.status
            sleep(PAUSE)
    connection.close()
    p50, p95 = (quantiles(times, n=20)[n] for n in (9, 18))
    return {"p50_ms": round(p50, 1), "p95_ms": round(p95, 1)}


@contextmanager
def attack(installation: Installation) -> Iterator[None]:
    process = multiprocessing.Process(target=_attack, args=(installation.port,), daemon=True)
    process.start()
    sleep(1)
    yield
    process.kill()
    process.join()


def _attack(port: int) -> None:
    installation = Installation(None, port, 0.0)

    def repeat() -> None:
        connection = installation.connect(ATTACKER)
        while True:
            connection.request("GET", "/", headers=_made_up())
            connection.getresponse().read()

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for _ in range(CONNECTIONS):
            pool.submit(repeat)


@contextmanager
def planning(installation: Installation, people: list[Person]) -> Iterator[None]:
    stop = Event()
    with ThreadPoolExecutor(len(people)) as pool:
        runs = [pool.submit(_plan, installation, each, stop.is_set) for each in people]
        sleep(1)
        yield
        stop.set()
        print("plans", sum(run.result() for run in runs))


def _plan(installation: Installation, someone: Person, stopped: Callable[[], bool]) -> int:
    connection, plans = installation.connect(), 0
    while not stopped():
        connection.request("POST", "/api/v1/plans", '{"kind": "day"}', someone.headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        plans += 1
    connection.close()
    return plans


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="for each figure")
    chosen = parser.parse_args()
    start_django()
    someone, _, _, *planners = populate(*PLANNERS)
    with running() as installation:
        person(installation, someone, 1.0)  # warms the threads
        figures: dict[str, object] = {"rejection_cpu_ms": rejection_cpu_ms(installation)}
        figures["alone"] = person(installation, someone, chosen.seconds)
        with attack(installation):
            figures["attacked"] = person(installation, someone, chosen.seconds)
        with planning(installation, planners):
            figures["others_plan"] = person(installation, someone, chosen.seconds)
        figures["alone_again"] = person(installation, someone, chosen.seconds)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
