"""Measure what `manage.py up` takes: memory of all processes, time to boot, size on disk.

    python benchmarks/memory.py                  # idle, after load, after 500 users
    python benchmarks/memory.py --soak 3600      # and an hour of mixed load: does it grow?

Memory is PSS in MB: at rest; after a load of every kind of browser request; after a calendar
program has read feeds and CalDAV, and the cluster a calendar; and after the cluster has
materialized 500 users (workload W1). A soak repeats all those requests. The last line is one JSON
object.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterable
from importlib.metadata import files, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.installation import (
    MB,
    ROOT,
    Installation,
    Person,
    anonymous_mb,
    environment,
    populate,
    pss_mb,
    running,
    start_django,
)
from benchmarks.materialize import fill
from benchmarks.web import CREATED, measure, requests

REST = 5.0  # seconds before memory is read
SAMPLE = 30.0  # seconds between samples of a soak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--soak", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--users", type=int, default=500)
    options = parser.parse_args()
    start_django()
    people = populate()
    figures: dict[str, float] = {}
    with running(CALENDARS_MAY_BE_PRIVATE="1") as installation:
        figures["boot_s"] = round(installation.boot, 2)
        figures |= read("idle", installation)
        load(installation, people, program=False)
        figures |= read("after_load", installation)
        load(installation, people, program=True)
        subscribe(f"http://127.0.0.1:{installation.port}{people[0].feed}")
        figures |= read("after_calendars", installation)
        if options.soak:
            figures |= soak(installation, people, options.soak)
    figures |= after_materializing(options.users)
    figures |= sizes()
    for name, value in figures.items():
        print(f"{name:>28}  {value:8.1f}")
    print(json.dumps(figures))


def read(name: str, installation: Installation) -> dict[str, float]:
    """Return the PSS of the app, and with the embedded PostgreSQL."""
    time.sleep(REST)
    app, database = pss_mb(installation.app()), pss_mb(installation.database())
    return {f"{name}_mb": round(app, 1), f"{name}_with_database_mb": round(app + database, 1)}


def load(installation: Installation, people: list[Person], program: bool) -> None:
    """Send each request for a second, from eight browsers or one calendar program.

    Several calendar programs would wait for each other's documents.
    """
    for request in requests():
        if request.program == program:
            measure(installation, people, request, 1 if program else 8, 1.0)


def subscribe(address: str) -> None:
    """Let the cluster read a calendar: a feed of our own web."""
    from django.db import connection

    from core.models import User
    from tasks.calendars import actions
    from tasks.models import CalendarAccount

    actions.connect(User.objects.earliest("pk"), "ics", {"address": address})
    while not CalendarAccount.objects.filter(synced_at__isnull=False).exists():
        time.sleep(0.2)
    connection.close()


def soak(installation: Installation, people: list[Person], seconds: float) -> dict[str, float]:
    """Repeat a mixed load; return the slope of anonymous memory over the second half.

    By then every kind of request has been sent often enough.
    """
    samples: list[tuple[float, float]] = []
    began = time.monotonic()
    while (passed := time.monotonic() - began) < seconds:
        load(installation, people, program=False)
        load(installation, people, program=True)
        delete_created()
        if not samples or passed - samples[-1][0] * 3600 >= SAMPLE:
            samples.append((passed / 3600, anonymous_mb(installation.app())))
            print(f"{passed:8.0f} s {samples[-1][1]:8.1f} MB", flush=True)
    return {
        "soak_samples": len(samples),
        "soak_first_mb": round(samples[0][1], 1),
        "soak_last_mb": round(samples[-1][1], 1),
        "soak_mb_per_hour": round(slope(samples[len(samples) // 2 :]), 2),
    }


def delete_created() -> None:
    """Delete the tasks that the load created: growing responses would look like a leak."""
    from django.db import connection

    from tasks.models import Task

    Task.objects.filter(title=CREATED["title"]).delete()
    connection.close()


def slope(samples: list[tuple[float, float]]) -> float:
    """Return the least-squares slope through (hours, MB)."""
    xs, ys = zip(*samples, strict=True)
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - middle_x) ** 2 for x in xs)
    return sum((x - middle_x) * (y - middle_y) for x, y in samples) / spread if spread else 0.0


def after_materializing(users: int) -> dict[str, float]:
    """Materialize all users in the cluster, then read memory."""
    from django.db import connection

    from core.queue import depth
    from tasks.models import TaskInstance

    fill(users)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE tasks_taskinstance, django_q_ormq")
    subprocess.run(
        [sys.executable, "-c", "import django; django.setup(); from core.queue import enqueue; "
         "enqueue('tasks.jobs.materialize')"],
        cwd=ROOT, env=environment(PATH=""), check=True,
    )  # fmt: skip
    with running() as installation:
        while depth() or not TaskInstance.objects.exists():
            time.sleep(0.2)
        connection.close()
        return read("after_500_users", installation)


def sizes() -> dict[str, float]:
    """Return the MB on disk of the packages of requirements.txt, and of the static files."""
    static = [path for path in (ROOT / "var" / "static").rglob("*") if path.is_file()]
    packages = [Path(str(file.locate())) for name in _installed() for file in files(name) or ()]
    return {"packages_disk_mb": _size(packages), "static_disk_mb": _size(static)}


def _installed() -> set[str]:
    """Return the packages in requirements.txt with their dependencies."""
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    todo = [Requirement(line) for line in lines if line and not line.startswith("#")]
    names: set[str] = set()
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        extras = requirement.extras or {""}
        if name in names and requirement.extras == set():
            continue
        names.add(name)
        needed = [Requirement(text) for text in requires(name) or ()]
        todo += [
            other
            for other in needed
            if other.marker is None
            or any(other.marker.evaluate({"extra": extra}) for extra in extras)
        ]
    return names


def _size(paths: Iterable[Path]) -> float:
    return round(sum(path.stat().st_size for path in paths if path.is_file()) / MB, 1)


if __name__ == "__main__":
    main()
