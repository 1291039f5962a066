"""Measure how fast rules become rows, compared with the limit of the database.

    python benchmarks/materialize.py --users 500
    python benchmarks/materialize.py --users 10 100 500 5000 --simulate 1000000

It uses its own durable PostgreSQL under var/ with workload W1. Each measurement runs in a new
process with a warm connection, after VACUUM ANALYZE and CHECKPOINT: the first run into an empty
table, a second run with nothing to do, the run of the next day, and raw COPY and INSERT … SELECT
of the same rows into the same table with its keys and indexes. The last line is one JSON object.

`--simulate N` projects a day of hourly cycles for N users, spread over the zones of the workload,
from the measured cost of a user's next day. It prints how many workers keep every cycle within its
budget, as far as one PostgreSQL takes them.
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
# Simulate the next day: delete everybody's last day, so that it is due again.
A_DAY_PASSES = (
    "DELETE FROM tasks_taskinstance i USING tasks_series s "
    "WHERE s.task_id = i.task_id AND i.recurrence_id = s.materialized_until",
    "UPDATE tasks_series SET materialized_until = materialized_until - 1, due_at = now()",
)
NO_LIMIT = 24 * 3600.0
COPIES = 3


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--users", type=int, nargs="+", default=[500])
    arguments.add_argument("--simulate", type=int, metavar="N")
    arguments.add_argument("--phase", choices=["run"], help=argparse.SUPPRESS)
    options = arguments.parse_args()
    start_django()
    if options.phase:
        print(json.dumps(measured_run()))
    else:
        figures = [benchmark(users) for users in options.users][-1]
        if options.simulate:
            figures |= simulate(options.simulate, figures["next_day_ms_per_user"])
        print(json.dumps(figures))


def start_django() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ |= {"HTTPS": "0", "POSTGRES_HOME": str(HOME), "LOG_FORMAT": "json"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "whendoist.settings"
    import django
    from django.conf import settings

    assert settings.EMBEDDED_POSTGRES, "unset DATABASE_URL: the benchmark empties its database"
    settings.EMBEDDED_POSTGRES.serve("whendoist")
    django.setup()


def benchmark(users: int) -> dict[str, float]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    fill(users)
    settle(f"TRUNCATE {TABLE}")
    first = in_a_new_process()
    settle()
    second = in_a_new_process()
    settle(*A_DAY_PASSES)
    next_day = in_a_new_process()
    copy, insert = raw_speed()
    return show(users, first, second, next_day, copy, insert)


def fill(users: int) -> None:
    """Write workload W1 straight into the tables; this is not measured."""
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
    """Bring the database into the same state before each measurement."""
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in (*before, "VACUUM ANALYZE", "CHECKPOINT"):
            cursor.execute(statement)


def in_a_new_process() -> dict[str, float]:
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
    """Return the peak memory of this program (getrusage would include its parent's)."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def raw_speed() -> tuple[float, float]:
    """Return the median seconds of raw COPY and of INSERT … SELECT of the current rows."""
    from django.db import connection

    with tempfile.TemporaryFile() as file, connection.cursor() as cursor:
        with cursor.copy(f"COPY {TABLE} ({COLUMNS}) TO STDOUT (FORMAT binary)") as out:
            for block in out:
                file.write(block)
        cursor.execute(f"DROP TABLE IF EXISTS staging; CREATE TABLE staging AS TABLE {TABLE}")
        copies, inserts = [], []
        for _ in range(COPIES):
            settle(f"TRUNCATE {TABLE}")
            file.seek(0)
            began = perf_counter()
            with cursor.copy(f"COPY {TABLE} ({COLUMNS}) FROM STDIN (FORMAT binary)") as into:
                while block := file.read(1 << 20):
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
    users: int,
    first: dict[str, float],
    second: dict[str, float],
    next_day: dict[str, float],
    copy: float,
    insert: float,
) -> dict[str, float]:
    rows = first["rows"]
    failures = first["failures"] + second["failures"] + next_day["failures"]
    print(f"{users} users, {rows:,.0f} instances, {failures:.0f} failures")
    for name, seconds in {
        "first run": first["wall"],
        "raw COPY": copy,
        "INSERT … SELECT": insert,
    }.items():
        print(f"{name:>16}  {seconds:8.2f} s  {rows / seconds:10,.0f} rows/s")
    ms_per_user = next_day["wall"] / users * 1000
    print(f"{'second run':>16}  {second['wall'] * 1000:8.1f} ms  {second['rows']:.0f} rows")
    print(f"{'next day':>16}  {next_day['wall']:8.2f} s  {ms_per_user:.2f} ms per user")
    print(f"{'memory':>16}  {first['over_idle']:8.1f} MB over idle at the peak")
    return {
        "users": users,
        "rows": rows,
        "rows_per_s": round(rows / first["wall"]),
        "copy_rows_per_s": round(rows / copy),
        "copy_ratio": round(copy / first["wall"], 3),
        "idle_speedup": round(first["wall"] / second["wall"], 1),
        "peak_mb_over_idle": round(first["over_idle"], 1),
        "cpu_s": round(first["cpu"], 2),
        "next_day_ms_per_user": round(ms_per_user, 3),
    }


def simulate(users: int, ms_per_user: float) -> dict[str, float]:
    """Project a day of hourly cycles: each takes the users whose midnight has just passed."""
    from datetime import UTC, datetime, timedelta
    from zoneinfo import ZoneInfo

    from benchmarks.series_workload import ZONES
    from tasks.constants import MATERIALIZATION_TIMEOUT_SECONDS

    day = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    due = [0.0] * 24
    for zone in ZONES:
        midnight = (day + timedelta(days=1)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        due[-(-(midnight.hour * 60 + midnight.minute) // 60) % 24] += users / len(ZONES)
    seconds = [count * ms_per_user / 1000 for count in due]
    workers = -(-max(seconds) // MATERIALIZATION_TIMEOUT_SECONDS)
    print(f"A day of {users:,} users at {ms_per_user:.2f} ms each:")
    for hour, count in enumerate(due):
        if count:
            print(f"{hour:>13}:00  {count:10,.0f} users  {seconds[hour]:8,.0f} s of work")
    print(f"{workers:.0f} workers keep each cycle within {MATERIALIZATION_TIMEOUT_SECONDS} s.")
    return {"simulated_users": users, "busiest_cycle_s": round(max(seconds)), "workers": workers}


if __name__ == "__main__":
    main()
