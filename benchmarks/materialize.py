"""How fast rules become rows, beside what the database can do at best.

    python benchmarks/materialize.py --users 500

On a durable PostgreSQL of its own under var/: fills in workload W1, then, each in a fresh process
with a warm connection and after TRUNCATE, VACUUM ANALYZE and CHECKPOINT: the first run, the second
run with nothing to do, and raw COPY and INSERT … SELECT of the same rows into the same table with
its keys and indexes. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "var" / "bench-postgres"
TABLE = "tasks_taskinstance"
COLUMNS = "user_id, task_id, recurrence_id, scheduled_date, scheduled_time, starts_at"
NO_LIMIT = 24 * 3600.0
COPIES = 3


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--users", type=int, default=500)
    arguments.add_argument("--phase", choices=["run"], help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    start_django()
    if chosen.phase:
        print(json.dumps(measured_run()))
    else:
        benchmark(chosen.users)


def start_django() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ |= {"HTTPS": "0", "POSTGRES_HOME": str(HOME), "LOG_FORMAT": "json"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "whendoist.settings"
    import django
    from django.conf import settings

    settings.EMBEDDED_POSTGRES.serve("whendoist")
    django.setup()


def benchmark(users: int) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    fill(users)
    settle(f"TRUNCATE {TABLE}")
    first = in_a_fresh_process()
    settle()
    second = in_a_fresh_process()
    copy, insert = raw_speed()
    show(users, first, second, copy, insert)


def fill(users: int) -> None:
    """Workload W1, straight into the tables: making it is not what is measured."""
    from django.utils import timezone

    from benchmarks.series_workload import series_of, zone_of
    from core.models import Preferences, User
    from tasks.models import Series, Task

    settle("TRUNCATE core_user CASCADE")
    people = User.objects.bulk_create(User(email=f"mat{n}@bench.local") for n in range(users))
    for number, user in enumerate(people):
        Preferences.objects.filter(pk=user.pk).update(time_zone=zone_of(number))
    now = timezone.now()
    plans = [(user, plan) for n, user in enumerate(people) for plan in series_of(n, now)]
    tasks = Task.objects.bulk_create(
        [
            Task(user=user, title=plan.title, duration=plan.duration, impact=plan.impact)
            for user, plan in plans
        ],
        batch_size=2_000,
    )
    Series.objects.bulk_create(
        [
            Series(
                task=task,
                user=user,
                rrule=plan.rrule,
                starts_on=plan.starts_on,
                starts_at=plan.starts_at,
            )
            for task, (user, plan) in zip(tasks, plans, strict=True)
        ],
        batch_size=2_000,
    )


def settle(*before: str) -> None:
    """Leave the database in the same state before each measurement."""
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in (*before, "VACUUM ANALYZE", "CHECKPOINT"):
            cursor.execute(statement)


def in_a_fresh_process() -> dict[str, float]:
    command = [sys.executable, __file__, "--phase", "run"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def measured_run() -> dict[str, float]:
    from django.db import connection

    from tasks.materialization import materialize_all_instances

    connection.ensure_connection()
    idle = peak_mb()
    wall, cpu = perf_counter(), process_time()
    totals = materialize_all_instances(NO_LIMIT)
    return {
        "rows": totals.instances,
        "failures": totals.failures,
        "wall": perf_counter() - wall,
        "cpu": process_time() - cpu,
        "over_idle": peak_mb() - idle,
    }


def peak_mb() -> float:
    """The most memory this program ever had (getrusage would count its parent's as well)."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def raw_speed() -> tuple[float, float]:
    """Seconds for raw COPY and for INSERT … SELECT of the rows that are there; medians."""
    from django.db import connection

    with tempfile.TemporaryFile() as kept, connection.cursor() as cursor:
        with cursor.copy(f"COPY {TABLE} ({COLUMNS}) TO STDOUT (FORMAT binary)") as out:
            for block in out:
                kept.write(block)
        cursor.execute(f"DROP TABLE IF EXISTS staging; CREATE TABLE staging AS TABLE {TABLE}")
        copies, inserts = [], []
        for _ in range(COPIES):
            settle(f"TRUNCATE {TABLE}")
            kept.seek(0)
            began = perf_counter()
            with cursor.copy(f"COPY {TABLE} ({COLUMNS}) FROM STDIN (FORMAT binary)") as into:
                while block := kept.read(1 << 20):
                    into.write(block)
            copies.append(perf_counter() - began)
            settle(f"TRUNCATE {TABLE}")
            began = perf_counter()
            cursor.execute(
                f"INSERT INTO {TABLE} ({COLUMNS}) SELECT {COLUMNS} FROM staging "
                "ON CONFLICT (task_id, recurrence_id) DO NOTHING"
            )
            inserts.append(perf_counter() - began)
        cursor.execute("DROP TABLE staging")
    return median(copies), median(inserts)


def show(
    users: int, first: dict[str, float], second: dict[str, float], copy: float, insert: float
) -> None:
    rows = first["rows"]
    print(f"{users} users, {rows:,.0f} instances, {first['failures']:.0f} failures")
    for name, seconds in {
        "first run": first["wall"],
        "raw COPY": copy,
        "INSERT … SELECT": insert,
    }.items():
        print(f"{name:>16}  {seconds:8.2f} s  {rows / seconds:10,.0f} rows/s")
    print(f"{'second run':>16}  {second['wall'] * 1000:8.1f} ms  {second['rows']:.0f} rows")
    print(f"{'memory':>16}  {first['over_idle']:8.1f} MB over idle at the peak")
    figures = {
        "users": users,
        "rows": rows,
        "rows_per_s": round(rows / first["wall"]),
        "copy_rows_per_s": round(rows / copy),
        "copy_ratio": round(copy / first["wall"], 3),
        "idle_speedup": round(first["wall"] / second["wall"], 1),
        "peak_mb_over_idle": round(first["over_idle"], 1),
        "cpu_s": round(first["cpu"], 2),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
