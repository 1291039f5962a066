"""Gathers a person's rows into a problem for the solver."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from core import clock
from core.models import User
from core.prepared import prepared
from tasks.models import Domain, Event, Task, TaskDependency
from tasks.models.event import EventQuerySet, days_around, merged_spans
from tasks.planning.estimates import groups_of, habits_of, labels_of
from tasks.planning.proposals.candidates import Candidate, of_instance, of_task
from tasks.planning.proposals.request import Asked, Window, hours_of, window
from tasks.planning.proposals.rows import (
    DayRow,
    TaskRow,
    open_days,
    open_tasks,
    placed_days,
    placed_tasks,
)
from tasks.planning.proposals.timegrid import Wall, up
from tasks.planning.solver import EnergyStep, Problem, Span

MOST = 300  # tasks of one plan: the most pressing ones

# Minutes after midnight, and how easily thinking comes then: 0 low, 1 normal, 2 high.
ENERGY = {
    "even": (),
    "morning": ((360, 720, 2), (720, 840, 1), (840, 1020, 0), (1020, 1440, 1)),
    "evening": ((360, 600, 0), (600, 1020, 1), (1020, 1380, 2)),
}


@dataclass(frozen=True, slots=True)
class PlanInput:
    """A problem, the rows behind it by key, and what cannot be planned: what each waits for."""

    problem: Problem
    rows: dict[str, Candidate]
    window: Window
    wall: Wall
    waiting: dict[str, list[str]] = field(default_factory=dict)


def gather(user: User, asked: Asked) -> PlanInput:
    """Read what there is to plan now. The number of queries is fixed."""
    stretch, wall = window(user, asked), Wall.of_person(user)
    found = candidates(user, asked, stretch, wall)
    pressing = _longer(user, found[:MOST])
    rows = {row.key: row for row in pressing if row.key not in asked.without}
    hours = _hours(user, stretch, wall, rows.values())
    busy = (*stretch.busy, *busy_spans(user, stretch, wall), *_left_standing(found, rows, asked))
    if asked.kind in ("day", "week"):
        rows = {
            key: replace(row, fixed=True) if _is_put_outside(row, hours, busy, asked) else row
            for key, row in rows.items()
        }
    waits, waiting = _dependencies(user, rows)
    rows_in = {key: row for key, row in rows.items() if key not in waiting}
    problem = replace(
        _problem(user, stretch, rows_in.values(), waits, busy),
        hours=hours,
        energy=_energy(user, stretch, wall),
    )
    return PlanInput(problem, rows, stretch, wall, waiting)


def standing(user: User, stretch: Window, wall: Wall, found: Sequence[Candidate]) -> Problem:
    """The present plan, to be judged but not changed: without hours and energy. Two queries."""
    rows = {row.key: row for row in found}
    waits, waiting = _dependencies(user, rows)
    rows_in = [row for key, row in rows.items() if key not in waiting]
    return _problem(user, stretch, rows_in, waits, tuple(busy_spans(user, stretch, wall)))


def _problem(
    user: User,
    stretch: Window,
    rows: Collection[Candidate],
    waits: dict[str, list[str]],
    busy: tuple[Span, ...],
) -> Problem:
    return Problem(
        tasks=tuple(row.item(tuple(waits.get(row.key, ()))) for row in rows),
        hours={},
        now=stretch.now,
        until=stretch.until,
        busy=busy,
        buffer=up(user.preferences.buffer_minutes),
        pinned=tuple(block for row in rows if row.fixed for block in row.blocks),
        current=tuple(block for row in rows for block in row.blocks),
    )


def _is_put_outside(
    row: Candidate, hours: dict[str, tuple[Span, ...]], busy: Iterable[Span], asked: Asked
) -> bool:
    """Whether somebody put it outside of its hours themselves: those bind the planner only."""
    taken = (*hours[row.hours], *busy)
    meets = any(
        block.begin < span.end and block.end > span.begin for block in row.blocks for span in taken
    )
    return bool(row.blocks) and not meets and row.key != asked.about


def candidates(user: User, asked: Asked, stretch: Window, wall: Wall) -> list[Candidate]:
    """What may take part, the most pressing first. Two queries."""
    now = wall.of(clock.now())
    tasks, days = _rows(user, asked, stretch)
    found = [
        *(of_task(row, asked, stretch, wall, now) for row in tasks),
        *(of_instance(row, asked, stretch, wall, now) for row in days),
    ]
    wanted = [row.loose() if row.key == asked.about else row for row in found if row]
    return sorted(wanted, key=lambda row: row.urgency)


def _rows(user: User, asked: Asked, stretch: Window) -> tuple[list[TaskRow], list[DayRow]]:
    """The rows to choose from: what is pushed or repaired stands somewhere, or has stood."""
    first, last = stretch.first, stretch.last
    if asked.kind in ("push", "repair"):
        return placed_tasks(user, first, last), placed_days(user, first, last)
    return open_tasks(user), open_days(user, first, last)


def _longer(user: User, rows: list[Candidate]) -> list[Candidate]:
    """With the durations that somebody's history suggests, when they plan with those."""
    percentile = user.preferences.plan_percentile
    if percentile is None:
        return rows
    habits, labels = habits_of(user), labels_of(user, {row.task_id for row in rows})
    return [
        row.lasting(band.at(percentile))
        if (band := habits.band(row.minutes, groups_of(row.domain_id, labels[row.task_id])))
        else row
        for row in rows
    ]


def _dependencies(
    user: User, rows: dict[str, Candidate]
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What each task waits for within the plan, and what has no part in it for what it lacks."""
    waits: dict[str, list[str]] = {}
    for task, blocker in _pairs(user, [row.task_id for row in rows.values()]).rows():
        waits.setdefault(f"t{task}", []).append(f"t{blocker}")
    stuck = _stuck(waits, rows)
    return waits, stuck


@prepared
def _pairs(user: User, tasks: Collection[int]) -> QuerySet[TaskDependency, tuple[int, int]]:
    """Tasks, each with something it waits for that is not done yet."""
    pairs = TaskDependency.objects.filter(user=user, task__among=tasks)
    open_ones = pairs.filter(blocker__status=Task.Status.PENDING, blocker__series=None)
    return open_ones.order_by("pk").values_list("task", "blocker")


def _stuck(waits: dict[str, list[str]], rows: dict[str, Candidate]) -> dict[str, list[str]]:
    """What waits for something that has no part in the plan, and what waits for that in turn."""
    stuck: dict[str, list[str]] = {}
    while more := {
        key: missing
        for key, names in waits.items()
        if key in rows
        and not rows[key].fixed
        and key not in stuck
        and (missing := [name for name in names if name not in rows or name in stuck])
    }:
        stuck |= more
    for key, names in waits.items():
        waits[key] = [name for name in names if name in rows and name not in stuck]
    return stuck


def _hours(
    user: User, stretch: Window, wall: Wall, rows: Iterable[Candidate]
) -> dict[str, tuple[Span, ...]]:
    """When each group of hours is, within the stretch; a stretch the person chose is all hours."""
    if stretch.chosen:
        return dict.fromkeys((row.hours for row in rows), (Span(stretch.now, stretch.until),))
    groups: dict[str, list[object] | None] = {"default": None}
    for pk, hours in Domain.objects.for_user(user).exclude(hours=None).values_list("pk", "hours"):
        groups[f"d{pk}"] = hours
    days = [stretch.first + timedelta(days=n) for n in range(-1, _days(stretch) + 1)]
    return {
        name: tuple(
            Span(max(begin, stretch.now), min(end, stretch.until))
            for day in days
            for begin, end in hours_of(user.preferences, wall, day, own)
            if begin < stretch.until and end > stretch.now
        )
        for name, own in groups.items()
    }


def _energy(user: User, stretch: Window, wall: Wall) -> tuple[EnergyStep, ...]:
    days = [stretch.first + timedelta(days=n) for n in range(_days(stretch))]
    return tuple(
        EnergyStep(wall.minute(day, begin), wall.minute(day, end), level)
        for day in days
        for begin, end, level in ENERGY[user.preferences.energy_curve]
    )


def busy_spans(user: User, stretch: Window, wall: Wall) -> list[Span]:
    """When events keep the person busy, in whole minutes."""
    begin, end = (wall.instant(minute) for minute in (stretch.now, stretch.until))
    events = _busy_events(user, begin, end, *days_around(begin, end)).rows()
    return [
        Span(int(first.timestamp() // 60), -int(-last.timestamp() // 60))
        for first, last in merged_spans(events, begin, end, wall.zone)
    ]


@prepared
def _busy_events(
    user: User, first: datetime, last: datetime, first_day: date, last_day: date
) -> EventQuerySet:
    return Event.objects.for_user(user).busy().touching(first, last, first_day, last_day)


def _left_standing(
    found: Iterable[Candidate], rows: dict[str, Candidate], asked: Asked
) -> list[Span]:
    """What was left out of the plan by wish stays where it is, and in the way."""
    return [
        Span(block.begin, block.end)
        for row in found
        if row.key in asked.without
        for block in row.blocks
    ]


def _days(stretch: Window) -> int:
    return (stretch.last - stretch.first).days + 1
