"""What requests cost: processor time of app and database, latency, at 1, 8 and 32 connections.

    python benchmarks/web.py --seconds 5

Workload W2 on `manage.py up` with a durable PostgreSQL. Processor time per request is the figure to
compare between machines' runs; latency depends on what else the machine does. The last line is one
JSON object; `reference_ms` is the mean of a fixed piece of work done between the measurements.
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
    """One kind of request; `path` takes who asks and the number of the turn."""

    name: str
    method: str
    path: Callable[[Person, int], str]
    body: object = None
    most: int = max(CONNECTIONS)
    program: bool = False  # a calendar program asks, not the browser


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
        Request("plan", "POST", lambda *_: "/api/v1/plans", {"kind": "day"}, most=8),
        Request("page", "GET", lambda *_: "/"),
        Request("settings", "GET", lambda *_: "/settings/planning/"),
        Request("feed", "GET", lambda person, _: person.feed, most=1, program=True),
        Request("caldav", "PROPFIND", lambda person, _: person.blocks, most=1, program=True),
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
    """Ask on so many connections, shared out among the people: one may not have more than 32."""
    app, database = cpu_seconds(installation.app()), cpu_seconds(installation.database())
    began = perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        runs = [
            pool.submit(_ask, installation, people[n % len(people)], request, n, began + seconds)
            for n in range(connections)
        ]
        times = sorted(each for run in runs for each in run.result())
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


def _ask(
    installation: Installation, person: Person, request: Request, number: int, end: float
) -> list[float]:
    """Ask again and again on one connection, the `number`th; seconds each answer took."""
    times: list[float] = []
    first = 2 * TASKS_APART * number  # two connections toggle no task together
    connection = installation.connect()
    body = json.dumps(request.body) if request.body else None
    program = {"Authorization": person.program, "Depth": "1"}
    headers = program if request.program else person.headers
    while perf_counter() < end or not times:
        began = perf_counter()
        connection.request(request.method, request.path(person, first + len(times)), body, headers)
        answer = connection.getresponse()
        answer.read()
        times.append(perf_counter() - began)
        assert answer.status in (200, 207), (request.name, answer.status)
    connection.close()
    return times


def ratios(figures: dict[str, dict[str, float]]) -> dict[str, float]:
    """What the request that follows every edit costs, as a multiple of the edit, in this run."""
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
    parser.add_argument("--only", nargs="+", choices=[each.name for each in requests()])
    chosen = parser.parse_args()
    start_django()
    people = populate()
    figures: dict[str, dict[str, float]] = {}
    speeds: list[float] = []
    with running() as installation:
        print(f"{'':12}{'at once':>8}{'req/s':>9}{'p50 ms':>8}{'p95 ms':>8}{'app':>8}{'db':>8}")
        for request in requests():
            if chosen.only and request.name not in chosen.only:
                continue
            measure(installation, people, request, min(request.most, 4), 0.5)  # warms the threads
            for connections in [each for each in CONNECTIONS if each <= request.most]:
                speeds.append(reference() * 1000)
                found = measure(installation, people, request, connections, chosen.seconds)
                figures[f"{request.name}_{connections}"] = found
                line = "".join(f"{value:8.1f}" for value in found.values())
                print(f"{request.name:12}{connections:8}{line:>41}")
    print(json.dumps({"reference_ms": round(mean(speeds), 1)} | figures | ratios(figures)))


if __name__ == "__main__":
    main()
