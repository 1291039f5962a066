"""What `manage.py up` takes: memory of the whole tree, time to boot, size on disk.

    python benchmarks/memory.py                  # idle, after load, after 500 users
    python benchmarks/memory.py --soak 3600      # and an hour of mixed load: does it grow?

Memory is PSS, in MB: at rest; after a load of every kind of request of a browser; after a calendar
program has read feeds and CalDAV, and the cluster a calendar; and after materializing 500 users
(workload W1) in the cluster. A soak goes through all those requests again and again. The last line
is one JSON object.
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
    chosen = parser.parse_args()
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
        if chosen.soak:
            figures |= soak(installation, people, chosen.soak)
    figures |= after_materializing(chosen.users)
    figures |= sizes()
    for name, value in figures.items():
        print(f"{name:>28}  {value:8.1f}")
    print(json.dumps(figures))


def read(name: str, installation: Installation) -> dict[str, float]:
    """PSS of the app, and with the embedded PostgreSQL."""
    time.sleep(REST)
    app, database = pss_mb(installation.app()), pss_mb(installation.database())
    return {f"{name}_mb": round(app, 1), f"{name}_with_database_mb": round(app + database, 1)}


def load(installation: Installation, people: list[Person], program: bool) -> None:
    """A second of each request of eight browsers, or of one calendar program: more of those would
    wait for each other's documents."""
    for request in requests():
        if request.program == program:
            measure(installation, people, request, 1 if program else 8, 1.0)


def subscribe(address: str) -> None:
    """Have the cluster read a calendar: the feed that our own web gives out."""
    from django.db import connection

    from core.models import User
    from tasks.calendars import actions
    from tasks.models import CalendarAccount

    actions.connect(User.objects.earliest("pk"), "ics", {"address": address})
    while not CalendarAccount.objects.filter(synced_at__isnull=False).exists():
        time.sleep(0.2)
    connection.close()


def soak(installation: Installation, people: list[Person], seconds: float) -> dict[str, float]:
    """Mixed load for so long; the slope of a straight line through the second half of the samples
    of anonymous memory, when everything has been asked for often enough."""
    samples: list[tuple[float, float]] = []
    began = time.monotonic()
    while (passed := time.monotonic() - began) < seconds:
        load(installation, people, program=False)
        load(installation, people, program=True)
        forget()
        if not samples or passed - samples[-1][0] * 3600 >= SAMPLE:
            samples.append((passed / 3600, anonymous_mb(installation.app())))
            print(f"{passed:8.0f} s {samples[-1][1]:8.1f} MB", flush=True)
    return {
        "soak_samples": len(samples),
        "soak_first_mb": round(samples[0][1], 1),
        "soak_last_mb": round(samples[-1][1], 1),
        "soak_mb_per_hour": round(slope(samples[len(samples) // 2 :]), 2),
    }


def forget() -> None:
    """Take away what the load has added: answers that grow with it would look like a leak."""
    from django.db import connection

    from tasks.models import Task

    Task.objects.filter(title=CREATED["title"]).delete()
    connection.close()


def slope(samples: list[tuple[float, float]]) -> float:
    """Least squares through (hours, MB)."""
    xs, ys = zip(*samples, strict=True)
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - middle_x) ** 2 for x in xs)
    return sum((x - middle_x) * (y - middle_y) for x, y in samples) / spread if spread else 0.0


def after_materializing(users: int) -> dict[str, float]:
    """The cluster brings everybody up to their horizon; then memory is read."""
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
    """Megabytes on disk of what runs: the packages of requirements.txt, and the static files."""
    static = [each for each in (ROOT / "var" / "static").rglob("*") if each.is_file()]
    packages = [Path(str(file.locate())) for name in _installed() for file in files(name) or ()]
    return {"packages_disk_mb": _size(packages), "static_disk_mb": _size(static)}


def _installed() -> set[str]:
    """The packages that requirements.txt names, and what they need."""
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    todo = [Requirement(line) for line in lines if line and not line.startswith("#")]
    found: set[str] = set()
    while todo:
        wanted = todo.pop()
        name = canonicalize_name(wanted.name)
        extras = wanted.extras or {""}
        if name in found and wanted.extras == set():
            continue
        found.add(name)
        needed = [Requirement(each) for each in requires(name) or ()]
        todo += [
            each
            for each in needed
            if each.marker is None or any(each.marker.evaluate({"extra": one}) for one in extras)
        ]
    return found


def _size(paths: Iterable[Path]) -> float:
    return round(sum(each.stat().st_size for each in paths if each.is_file()) / MB, 1)


if __name__ == "__main__":
    main()
