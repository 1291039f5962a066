"""Measure what requests cost: processor time and latency, at 1, 8 and 32 connections.

    python benchmarks/web.py --seconds 5

It runs workload W2 on `manage.py up` with a durable PostgreSQL. Compare processor time per request
between runs; latency depends on the rest of the machine. The last line is one JSON object;
`reference_ms` is the mean of a fixed piece of work done between the measurements.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import mean, quantiles
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.installation import (
    Installation,
    Person,
    cpu_seconds,
    populate,
    running,
    start_django,
)
from benchmarks.processor import reference

CONNECTIONS = (1, 8, 32)
TASKS_APART = 40
CREATED = {"title": "Benchmark", "description": "x" * 30, "duration": 30, "impact": 2}


@dataclass(frozen=True, slots=True)
class Request:
    """One kind of request; `path` takes the person and the number of the repetition."""

    name: str
    method: str
    path: Callable[[Person, int], str]
    body: object = None
    max_connections: int = max(CONNECTIONS)
    program: bool = False  # sent by a calendar program, not by the browser


def requests() -> list[Request]:
    today = date.today()  # noqa: DTZ011 - days around now, a day more or less
    days = f"first={today - timedelta(days=5)}&last={today + timedelta(days=5)}"
    return [
        Request("health", "GET", lambda *_: "/health"),
        Request("ready", "GET", lambda *_: "/ready"),
        Request("me", "GET", lambda *_: "/api/v1/me"),
        Request("tasks", "GET", lambda *_: "/api/v1/tasks"),
        Request("day", "GET", lambda *_: f"/api/v1/planner?{days}"),
        Request("instances", "GET", lambda *_: f"/api/v1/instances?{days}"),
        Request("create", "POST", lambda *_: "/api/v1/tasks", CREATED),
        Request("complete", "POST", _toggle),
        Request("offer", "GET", lambda *_: "/api/v1/plans/offer"),
        Request("plan", "POST", lambda *_: "/api/v1/plans", {"kind": "day"}, max_connections=8),
        Request("page", "GET", lambda *_: "/"),
        Request("settings", "GET", lambda *_: "/settings/planning/"),
        Request("feed", "GET", lambda person, _: person.feed, max_connections=1, program=True),
        Request(
            "caldav", "PROPFIND", lambda person, _: person.blocks, max_connections=1, program=True
        ),
    ]


def _toggle(person: Person, turn: int) -> str:
    pk = person.tasks[turn // 2 % len(person.tasks)]
    return f"/api/v1/tasks/{pk}/{'reopen' if turn % 2 else 'complete'}"


def measure(
    installation: Installation,
    people: list[Person],
    request: Request,
    connections: int,
    seconds: float,
) -> dict[str, float]:
    """Send requests on several connections, shared among the people: one may have at most 32."""
    app, database = cpu_seconds(installation.app()), cpu_seconds(installation.database())
    began = perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        runs = [
            pool.submit(_repeat, installation, people[n % len(people)], request, n, began + seconds)
            for n in range(connections)
        ]
        times = sorted(seconds_taken for run in runs for seconds_taken in run.result())
    wall = perf_counter() - began
    app = cpu_seconds(installation.app()) - app
    database = cpu_seconds(installation.database()) - database
    p50, p95 = (quantiles(times, n=20)[n] for n in (9, 18)) if len(times) > 1 else times * 2
    return {
        "per_s": round(len(times) / wall, 1),
        "p50_ms": round(p50 * 1000, 1),
        "p95_ms": round(p95 * 1000, 1),
        "app_cpu_ms": round(app / len(times) * 1000, 2),
        "db_cpu_ms": round(database / len(times) * 1000, 2),
    }


def _repeat(
    installation: Installation, person: Person, request: Request, number: int, end: float
) -> list[float]:
    """Repeat a request on connection number `number`; return the seconds of each response."""
    times: list[float] = []
    first = 2 * TASKS_APART * number  # two connections toggle no task together
    connection = installation.connect()
    body = json.dumps(request.body) if request.body else None
    program = {"Authorization": person.program, "Depth": "1"}
    headers = program if request.program else person.headers
    while perf_counter() < end or not times:
        began = perf_counter()
        connection.request(request.method, request.path(person, first + len(times)), body, headers)
        response = connection.getresponse()
        response.read()
        times.append(perf_counter() - began)
        assert response.status in (200, 207), (request.name, response.status)
    connection.close()
    return times


def ratios(figures: dict[str, dict[str, float]]) -> dict[str, float]:
    """Return the cost of the request after each edit as a multiple of the edit."""
    if not {"offer_1", "complete_1"} <= figures.keys():
        return {}
    offer, edit = (
        figures[name]["app_cpu_ms"] + figures[name]["db_cpu_ms"]
        for name in ("offer_1", "complete_1")
    )
    return {"offer_per_edit": round(offer / edit, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="for each figure")
    parser.add_argument("--only", nargs="+", choices=[request.name for request in requests()])
    options = parser.parse_args()
    start_django()
    people = populate()
    figures: dict[str, dict[str, float]] = {}
    speeds: list[float] = []
    with running() as installation:
        print(f"{'':12}{'at once':>8}{'req/s':>9}{'p50 ms':>8}{'p95 ms':>8}{'app':>8}{'db':>8}")
        for request in requests():
            if options.only and request.name not in options.only:
                continue
            # Warm the threads.
            measure(installation, people, request, min(request.max_connections, 4), 0.5)
            for connections in [count for count in CONNECTIONS if count <= request.max_connections]:
                speeds.append(reference() * 1000)
                result = measure(installation, people, request, connections, options.seconds)
                figures[f"{request.name}_{connections}"] = result
                line = "".join(f"{value:8.1f}" for value in result.values())
                print(f"{request.name:12}{connections:8}{line:>41}")
    print(json.dumps({"reference_ms": round(mean(speeds), 1)} | figures | ratios(figures)))


if __name__ == "__main__":
    main()
