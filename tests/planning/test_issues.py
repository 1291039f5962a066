"""Issues of the current plan: the narrow queries find what a full computation finds"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from core import clock
from core.wallclock import instant
from tasks.models import (
    Calendar,
    CalendarAccount,
    Domain,
    Event,
    Series,
    Task,
    TaskDependency,
    TaskInstance,
)
from tasks.planning.checker import violations
from tasks.planning.proposals import find_offer
from tasks.planning.proposals.build import MAX_ROWS, build_problem
from tasks.planning.proposals.candidates import of_instance, of_task
from tasks.planning.proposals.issues import (
    CHECKED_RULES,
    collisions,
    passed_rows,
    read_current,
)
from tasks.planning.proposals.problem import PlanProblem
from tasks.planning.proposals.request import PlanRequest
from tasks.planning.proposals.rows import DayRow, TaskRow

MONDAY = date(2026, 3, 2)
ZONES = ["Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles", "UTC"]
# Including the changes to and from summer time in Europe and America.
DAYS = [date(2026, 3, 2), date(2026, 3, 8), date(2026, 3, 28), date(2026, 10, 25)]


class RandomDays:
    """Random tasks, days of series and events around one day, with many edge cases."""

    def __init__(self, user, seed: int) -> None:
        self.user, self.draw = user, random.Random(seed)
        self.today = self.draw.choice(DAYS)
        self.crowded = self.draw.random() < 0.7
        preferences = user.preferences
        preferences.time_zone = self.draw.choice(ZONES)
        preferences.day_start_hour = self.draw.choice([0, 4])
        preferences.planning_days = self.draw.choice([1, 3, 7])
        preferences.buffer_minutes = self.draw.choice([0, 5, 60])
        preferences.plan_percentile = self.draw.choice([None, 80])
        preferences.save()

    def fill(self, tasks: int = 14) -> None:
        hours = [None, [[[0, 60]]] * 7]
        self.domains = [
            Domain.objects.create(user=self.user, name=f"D{n}", hours=hours[n % 2])
            for n in range(3)
        ]
        rows = Task.objects.bulk_create(self._task(n) for n in range(tasks))
        for child in self.draw.sample(rows, 3):
            Task.objects.filter(pk=child.pk).update(parent=self._other(rows, child))
        for row in self.draw.sample(rows, 4):
            blocker = self._other(rows, row)
            TaskDependency.objects.create(user=self.user, task=row, blocker=blocker)
        self._series()
        self._events()

    def _day(self) -> date:
        reach = (0, 2) if self.crowded else (-4, 10)
        return self.today + timedelta(days=self.draw.randint(*reach))

    def _time(self) -> time:
        return time(self.draw.randrange(24), self.draw.choice([0, 7, 30, 55]))

    def _task(self, n: int) -> Task:
        draw = self.draw
        task = Task(user=self.user, title=f"T{n}", domain=draw.choice([None, *self.domains]))
        task.duration = draw.choice([None, 1, 30, 90, 1440])
        task.pinned = draw.random() < 0.2
        task.impact = draw.randint(1, 4)
        if draw.random() < 0.8:
            task.scheduled_date = self._day()
        if task.scheduled_date and draw.random() < 0.8:
            task.scheduled_time = self._time()
        if task.scheduled_time and draw.random() < 0.3:
            self._split(task)
        if draw.random() < 0.3:
            task.deadline_date = self._day()
            task.deadline_time = draw.choice([None, self._time()])
            task.deadline_hard = draw.random() < 0.7
        if draw.random() < 0.15:
            task.status, task.completed_at = "completed", datetime(2026, 3, 1, tzinfo=UTC)
        if draw.random() < 0.1:
            task.earliest_start = self._day()
        return task

    def _split(self, task: Task) -> None:
        pieces = sorted(
            (str(self._day()), self._time().isoformat(), self.draw.choice([10, 45]))
            for _ in range(self.draw.randint(2, 4))
        )
        names = ("date", "time", "minutes")
        task.chunks = [dict(zip(names, piece, strict=True)) for piece in pieces]
        task.scheduled_date = date.fromisoformat(pieces[0][0])
        task.scheduled_time = time.fromisoformat(pieces[0][1])

    def _series(self) -> None:
        for n in range(2):
            task = Task.objects.create(
                user=self.user,
                title=f"S{n}",
                domain=self.domains[n],
                duration=self.draw.choice([None, 40]),
            )
            if self.draw.random() < 0.2:
                Task.objects.filter(pk=task.pk).update(status="archived", archived_from="pending")
            Series.objects.create(
                task=task, user=self.user, rrule="FREQ=DAILY", starts_on=self.today
            )
            TaskInstance.objects.bulk_create(self._instance(task, k) for k in range(-3, 9))

    def _instance(self, task: Task, k: int) -> TaskInstance:
        day = self.today + timedelta(days=k)
        row = TaskInstance(user=self.user, task=task, recurrence_id=day, scheduled_date=day)
        if self.draw.random() < 0.6:
            zone = ZoneInfo(self.user.preferences.time_zone)
            row.scheduled_time = self._time()
            row.starts_at = instant(day, row.scheduled_time, zone)
        if self.draw.random() < 0.3:
            row.own_domain = self.draw.choice(self.domains)
            row.own_duration = self.draw.choice([None, 600])
        if self.draw.random() < 0.2:
            row.status = "skipped"
        return row

    def _events(self) -> None:
        account = CalendarAccount.objects.create(
            user=self.user, provider="google", identity="1", state="active"
        )
        calendar = Calendar.objects.create(
            user=self.user, account=account, remote_id="work", name="Work"
        )
        for n in range(self.draw.choice([0, 4])):
            begin = instant(self._day(), self._time(), ZoneInfo("UTC"))
            Event.objects.create(
                user=self.user,
                calendar=calendar,
                remote_id=f"e{n}",
                starts_at=begin,
                ends_at=begin + timedelta(hours=1),
                transparent=self.draw.random() < 0.3,
            )

    def _other(self, rows: list[Task], row: Task) -> Task:
        return self.draw.choice([other for other in rows if other is not row])


def computed_from_all_rows(user) -> tuple[set[str], set[str]]:
    """Return what has passed and what collides, from model instances of every row."""
    request = PlanRequest("repair", backlog=False)
    empty = PlanProblem.empty(user, request)
    candidates = [*all_tasks(user, empty), *all_days(user, empty)]
    rows = sorted((row for row in candidates if row), key=lambda row: row.urgency)[:MAX_ROWS]
    built = build_problem(user, request)
    assert {row.key for row in rows} == set(built.rows)
    passed = {row.key for row in rows if not row.blocks}
    broken = violations(built.problem, built.problem.current)
    return passed, {violation.task for violation in broken if violation.rule in CHECKED_RULES}


def issues_of(user) -> tuple[set[str], set[str]]:
    built = read_current(user)
    passed = {row.key for row in passed_rows(built)}
    return passed, {collision.block.task for collision in collisions(built)}


def all_tasks(user, empty):
    tasks = Task.objects.for_user(user).pending()
    parents = {task.parent_id for task in tasks}
    for task in tasks.filter(series=None).order_by("pk"):
        extra = {
            "has_hours": task.domain is not None and task.domain.hours is not None,
            "is_parent": task.pk in parents,
        }
        fields = {name: getattr(task, name) for name in TaskRow._fields if name not in extra}
        yield of_task(TaskRow(**fields, **extra), empty, empty.timegrid.of(clock.now()))


def all_days(user, empty):
    one = timedelta(days=1)
    first, last = empty.range.first_day - one, empty.range.last_day + one
    for day in TaskInstance.objects.for_user(user).pending().order_by("pk"):
        own_domain, series_domain = day.own_domain, day.task.domain
        if day.task.status != "pending" or not first <= day.scheduled_date <= last:
            continue
        fields = {
            name: getattr(day if hasattr(day, name) else day.task, name)
            for name in DayRow._fields
            if "has_hours" not in name
        }
        fields["own_has_hours"] = own_domain is not None and own_domain.hours is not None
        fields["has_hours"] = series_domain is not None and series_domain.hours is not None
        yield of_instance(DayRow(**fields), empty, empty.timegrid.of(clock.now()))


@pytest.mark.parametrize("seed", range(60))
def test_issues_equal_the_full_computation_on_random_days(alice, seed):
    days = RandomDays(alice, seed)
    days.fill()
    moment = datetime.combine(days.today, time(days.draw.randrange(24), 10), tzinfo=UTC)
    for hours in (0, 5, 30):
        with time_machine.travel(moment + timedelta(hours=hours), tick=False):
            assert issues_of(alice) == computed_from_all_rows(alice)
            find_offer(alice)


def test_issues_equal_the_full_computation_with_more_rows_than_a_plan_takes(alice):
    days = RandomDays(alice, 1)
    days.today = MONDAY
    days.fill(tasks=700)
    with time_machine.travel("2026-03-03T07:00:00Z", tick=False):
        assert issues_of(alice) == computed_from_all_rows(alice)
        find_offer(alice)
