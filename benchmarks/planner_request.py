"""Measure the processor time of a whole request for a plan: 300 tasks, 30 days, 150 events."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from random import Random
from time import process_time
from zoneinfo import ZoneInfo

from benchmarks.installation import start_django

DAYS, TASKS, EVENTS = 30, 300, 150
ZONE = ZoneInfo("Europe/Berlin")
RUNS = 5


def request_ms(seed: int) -> float:
    """Return the least milliseconds of processor time of this process for `POST /api/v1/plans`.

    Empties the database of the benchmarks, and fills it for one person.
    """
    start_django()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_user CASCADE")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(_fill(seed))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return min(_post(client) for _ in range(RUNS))


def _post(client) -> float:
    body = json.dumps({"kind": "week", "dry_run": True})
    start = process_time()
    response = client.post("/api/v1/plans", body, content_type="application/json")
    elapsed = (process_time() - start) * 1000
    assert response.status_code == 200, response.content
    return elapsed


def _fill(seed: int):
    """Add a person with tasks of all kinds, and meetings during the working hours."""
    from core.models import Preferences, User
    from tasks.models import Domain, Task

    random = Random(f"request {seed}")
    user = User.objects.create(email="planner@bench.local")
    Preferences.objects.filter(pk=user.pk).update(time_zone=str(ZONE), planning_days=DAYS)
    home = Domain.objects.create(user=user, name="Home", colour="#336699", icon="🏠", position=0)
    today = datetime.now(ZONE).date()
    due = [today + timedelta(days=random.randrange(DAYS)) for _ in range(TASKS)]
    Task.objects.bulk_create(
        Task(
            user=user,
            domain=home,
            title=f"Task {n}",
            position=n,
            duration=random.choice((15, 30, 30, 45, 60, 90, 120)),
            impact=random.randint(1, 4),
            clarity=random.choice(("autopilot", "normal", "brainstorm")),
            deadline_date=due[n] if random.random() < 0.5 else None,
            deadline_hard=random.random() < 0.8,
        )
        for n in range(TASKS)
    )
    _add_events(user, random, today)
    return user


def _add_events(user, random: Random, today: date) -> None:
    from core.wallclock import instant
    from tasks.models import Calendar, CalendarAccount, Event

    account = CalendarAccount.objects.create(
        user=user, provider="google", identity="bench", state="active"
    )
    calendar = Calendar.objects.create(user=user, account=account, remote_id="w", name="Work")
    for n in range(EVENTS):
        day = today + timedelta(days=n % DAYS)
        begin = instant(day, time(random.randrange(8, 18), random.choice((0, 30))), ZONE)
        minutes = random.choice((30, 30, 45, 60, 90))
        Event.objects.create(
            user=user,
            calendar=calendar,
            remote_id=f"e{n}",
            title="Meeting",
            starts_at=begin,
            ends_at=begin + timedelta(minutes=minutes),
        )
