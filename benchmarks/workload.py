"""Workload W2: a person with 500 tasks in ten domains, the same for the same seed.

There are 400 tasks and 100 subtasks. In order: 50 have repeated for 30 days (daily, weekly, every
three days, monthly), 150 are scheduled from three days ago to 25 days ahead, 200 are plain, 50 of
them with two subtasks. Of the first 200, those with an even index have a time of day; every tenth
has no domain; 60 are completed. Seven of ten past days of repeating tasks are completed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from benchmarks.series_workload import KINDS, WEEKDAYS
from core import clock
from core.models import Preferences, User
from core.wallclock import instant
from tasks import materialization
from tasks.editing.completions import update_completion_facts
from tasks.models import Domain, Series, Task, TaskInstance
from tasks.recurrence import Rule, describe

ZONE = "Europe/Berlin"
SEEDS = ("dash", "dashpost", "dashtog")  # one to read, one to add tasks, one to complete them
WORDS = (
    "plan review write call fix book email budget draft clean prepare report order meeting notes "
    "garden"
).split()
BEFORE = timedelta(days=30)  # since when the repeating tasks repeat


@dataclass(slots=True)
class Planned:
    """One task of the workload, with its subtasks as (title, completed)."""

    title: str
    description: str
    domain: int | None
    duration: int | None
    impact: int
    clarity: str
    rrule: str = ""
    day: date | None = None
    at: time | None = None
    completed_days_ago: int | None = None
    subtasks: list[tuple[str, bool]] = field(default_factory=list)


class Dashboard:
    """The data of one person, drawn in the order that the workload defines."""

    def __init__(self, seed: str, today: date) -> None:
        self.draw = random.Random(seed)
        self.today = today
        self.colours = [f"#{self.draw.randrange(1 << 24):06x}" for _ in range(10)]
        self.tasks = [self._task(index) for index in range(400)]

    def _task(self, index: int) -> Planned:
        draw = self.draw
        task = Planned(
            title=self._title(),
            description=self._words(8, 30) if draw.random() < 0.4 else "",
            domain=None if index % 10 == 9 else draw.randrange(10),
            duration=draw.choice([None, 15, 30, 60, 90]),
            impact=draw.randint(1, 4),
            clarity=draw.choice(["autopilot", "normal", "brainstorm"]),
        )
        if index < 50:
            task.rrule, task.day = self._rrule(KINDS[index % 20]), self.today - BEFORE
        elif index < 200:
            task.day = self.today + timedelta(days=draw.randint(-3, 25))
        if task.day and index % 2 == 0:
            task.at = time(draw.randint(6, 21), draw.choice([0, 15, 30, 45]))
            task.duration = task.duration or 30
        if 170 <= index < 230:
            task.completed_days_ago = draw.randint(0, 59)
        if 300 <= index < 350:
            task.subtasks = [(self._title(), draw.random() < 0.3) for _ in range(2)]
        return task

    def _title(self) -> str:
        return self._words(3, 7).capitalize()

    def _words(self, fewest: int, most: int) -> str:
        return " ".join(self.draw.choice(WORDS) for _ in range(self.draw.randint(fewest, most)))

    def _rrule(self, kind: str) -> str:
        if kind == "weekly":
            days = sorted(self.draw.sample(range(7), self.draw.choice([2, 3])))
            return "FREQ=WEEKLY;BYDAY=" + ",".join(WEEKDAYS[day] for day in days)
        if kind == "monthly":
            return f"FREQ=MONTHLY;BYMONTHDAY={self.draw.randint(1, 28)}"
        return {"daily": "FREQ=DAILY", "every3": "FREQ=DAILY;INTERVAL=3"}[kind]


def fill(seed: str, now: datetime | None = None) -> User:
    """Write one person of the workload into the tables; this is not measured."""
    now = now or clock.now()
    user = User.objects.create(email=f"{seed}@bench.local")
    Preferences.objects.filter(pk=user.pk).update(time_zone=ZONE)
    user.refresh_from_db()
    dashboard = Dashboard(seed, now.astimezone(ZoneInfo(ZONE)).date())
    chance = random.Random(f"{seed}-past")
    domains = Domain.objects.bulk_create(
        Domain(user=user, name=f"Domain {n}", colour=colour, icon="📁", position=n)
        for n, colour in enumerate(dashboard.colours)
    )
    rows = Task.objects.bulk_create(
        _row(user, domains, n, task, now, chance) for n, task in enumerate(dashboard.tasks)
    )
    _subtasks(user, dashboard, rows, now)
    _series(user, dashboard, rows)
    _past(user, dashboard.today, chance)
    _facts(user, now)
    return user


def _row(
    user: User, domains: list[Domain], n: int, task: Planned, now: datetime, chance: random.Random
) -> Task:
    row = Task(
        user=user,
        domain=None if task.domain is None else domains[task.domain],
        title=task.title,
        description=task.description,
        duration=task.duration,
        impact=task.impact,
        clarity=task.clarity,
        position=n,
    )
    if not task.rrule:
        row.scheduled_date, row.scheduled_time = task.day, task.at
    if task.completed_days_ago is not None:
        row.status = Task.Status.COMPLETED
        row.completed_at = now - timedelta(days=task.completed_days_ago)
        row.created_at = row.completed_at - timedelta(days=chance.randrange(20))
    return row


def _subtasks(user: User, dashboard: Dashboard, rows: list[Task], now: datetime) -> None:
    Task.objects.bulk_create(
        Task(
            user=user,
            parent=row,
            domain_id=row.domain_id,
            title=title,
            status=Task.Status.COMPLETED if completed else Task.Status.PENDING,
            completed_at=now if completed else None,
        )
        for row, task in zip(rows, dashboard.tasks, strict=True)
        for title, completed in task.subtasks
    )


def _series(user: User, dashboard: Dashboard, rows: list[Task]) -> None:
    for row, task in zip(rows, dashboard.tasks, strict=True):
        if task.rrule and task.day:
            rule = Rule.validated(task.rrule, task.day, task.at)
            Series.objects.create(
                task=row,
                user=user,
                rrule=rule.rrule,
                starts_on=task.day,
                starts_at=task.at,
                summary=describe(rule),
            )
    materialization.extend(list(Series.objects.for_user(user)), user.preferences)


def _past(user: User, today: date, chance: random.Random) -> None:
    """Add past days, which materialization never creates; most of them are completed."""
    rows = []
    for series in Series.objects.for_user(user).order_by("pk"):
        for day in series.rule.between(today - BEFORE, today - timedelta(days=1)):
            row = TaskInstance(
                user=user,
                task_id=series.pk,
                recurrence_id=day,
                scheduled_date=day,
                scheduled_time=series.starts_at,
            )
            if series.starts_at:
                row.starts_at = instant(day, series.starts_at, user.preferences.zone)
            if chance.random() < 0.7:
                row.status = TaskInstance.Status.COMPLETED
                row.completed_at = datetime.combine(day, time(18), UTC)
            rows.append(row)
    TaskInstance.objects.bulk_create(rows)


def _facts(user: User, now: datetime) -> None:
    """Add the history of everything completed, which insights read."""
    tasks = Task.objects.for_user(user).filter(status="completed")
    days = TaskInstance.objects.for_user(user).filter(status="completed")
    rows = [*tasks, *days]
    update_completion_facts(user, [(row, None, str(row.completed_at)) for row in rows], now)
