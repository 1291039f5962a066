"""Read a person's rows, events and hours into a planning problem."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from django.db.models import QuerySet

from core import clock
from core.models import User
from core.prepared import prepared
from tasks.models import Task, TaskDependency
from tasks.planning.estimates import groups_of, habits_of, labels_of
from tasks.planning.explain.remedies import with_extra_hours
from tasks.planning.proposals.candidates import of_instance, of_task
from tasks.planning.proposals.days import plan_days, with_fair_share
from tasks.planning.proposals.events import read_events
from tasks.planning.proposals.hours import with_focus_groups
from tasks.planning.proposals.problem import Candidate, PlanProblem
from tasks.planning.proposals.request import PlanRequest
from tasks.planning.proposals.rows import (
    DayRow,
    TaskRow,
    open_days,
    open_tasks,
    placed_days,
    placed_tasks,
)
from tasks.planning.proposals.search import lengthened
from tasks.planning.solver import EnergyStep, Span
from tasks.planning.solver.spans import clipped, merged, without

MAX_ROWS = 300  # of one plan: the most pressing ones

# Minutes since midnight, and the energy: 0 low, 1 normal, 2 high.
ENERGY = {
    "even": (),
    "morning": ((360, 720, 2), (720, 840, 1), (840, 1020, 0), (1020, 1440, 1)),
    "evening": ((360, 600, 0), (600, 1020, 1), (1020, 1380, 2)),
}


def build_problem(user: User, request: PlanRequest) -> PlanProblem:
    """Build the problem of a request from the rows as they are now, in a fixed number of queries.

    Raise `Rejected` if its time range makes no sense.
    """
    empty = PlanProblem.empty(user, request)
    candidates = read_candidates(user, empty)
    pressing = _with_learned_durations(user, candidates[:MAX_ROWS])
    rows = {
        row.key: row.split_by_default(user.preferences)
        for row in (row.as_preferred() if row.key in request.preferred else row for row in pressing)
        if row.key not in request.without
    }
    events = read_events(user, request, empty.range, empty.hours)
    whole_hours = _hours(empty, rows.values())
    hours = with_focus_groups(whole_hours, events.focus)
    rows = {
        key: shared.within_focus(hours)
        for key, row in rows.items()
        if (shared := with_fair_share(row, empty))
    }
    busy = (*empty.problem.busy, *events.busy, *_excluded_spans(candidates, request))
    problem = replace(empty.problem, hours=hours, energy=_energy(user, empty), busy=busy)
    empty = replace(empty, problem=problem, all_day=events.all_day)
    built = _with_dependencies(user, empty, rows)
    days = plan_days(user.preferences, built, whole_hours)
    built = _with_extra_hours(replace(built, problem=replace(built.problem, days=days)))
    return lengthened(built)


def _with_extra_hours(built: PlanProblem) -> PlanProblem:
    """Add the extra hours of the request, except those that clocks show twice."""
    problem = built.problem
    spans = built.request.extra_spans(built.timegrid)
    if not spans:
        return built
    within = clipped(merged(spans), problem.now, problem.until)
    once = without(within, built.timegrid.repeated(problem.now, problem.until))
    return replace(built, problem=with_extra_hours(problem, once))


def read_candidates(user: User, empty: PlanProblem) -> list[Candidate]:
    """Return the rows that may take part, the most pressing first. Two queries."""
    about = empty.request.about
    now = empty.timegrid.of(clock.now())
    tasks, days = _rows(user, empty)
    rows = [
        *(of_task(row, empty, now) for row in tasks),
        *(of_instance(row, empty, now) for row in days),
    ]
    candidates = [row.released() if row.key == about else row for row in rows if row]
    candidates = [row.movable() if row.key in empty.request.released else row for row in candidates]
    return sorted(candidates, key=lambda row: row.urgency)


def _rows(user: User, empty: PlanProblem) -> tuple[list[TaskRow], list[DayRow]]:
    """Read the rows to choose from; a slide or repair needs only those with a block."""
    first, last = empty.range.first_day, empty.range.last_day
    if empty.request.only_placed:
        return placed_tasks(user, first, last), placed_days(user, first, last)
    return open_tasks(user), open_days(user, first, last)


def _with_learned_durations(user: User, rows: list[Candidate]) -> list[Candidate]:
    """Replace estimates by learned durations, if the person plans with those."""
    percentile = user.preferences.plan_percentile
    if percentile is None:
        return rows
    habits, labels = habits_of(user), labels_of(user, {row.task_id for row in rows})
    return [
        row.with_duration(band.at(percentile))
        if (band := habits.band(row.duration, groups_of(row.domain_id, labels[row.task_id])))
        else row
        for row in rows
    ]


def _with_dependencies(
    user: User, empty: PlanProblem, rows: Mapping[str, Candidate]
) -> PlanProblem:
    """Add the rows and what they wait for; rows that can't be planned for it become waiting."""
    waits: dict[str, list[str]] = {}
    for task, blocker in _dependencies(user, [row.task_id for row in rows.values()]).rows():
        waits.setdefault(f"t{task}", []).append(f"t{blocker}")
    waiting = {} if empty.request.slides else _waiting(waits, rows)
    planned_waits = {
        key: [name for name in names if name in rows and name not in waiting]
        for key, names in waits.items()
    }
    return replace(empty, waiting=waiting).with_rows(rows, planned_waits)


@prepared
def _dependencies(user: User, tasks: Collection[int]) -> QuerySet[TaskDependency, tuple[int, int]]:
    """Select pairs of a task and an unfinished task that it waits for."""
    pairs = TaskDependency.objects.filter(user=user, task__among=tasks)
    unfinished = pairs.filter(blocker__status=Task.Status.PENDING, blocker__series=None)
    return unfinished.order_by("pk").values_list("task", "blocker")


def _waiting(waits: Mapping[str, list[str]], rows: Mapping[str, Candidate]) -> dict[str, list[str]]:
    """Return the rows that wait, directly or not, for something outside the plan."""
    waiting: dict[str, list[str]] = {}
    while more := {
        key: missing
        for key, names in waits.items()
        if key in rows
        and not rows[key].blocks
        and key not in waiting
        and (missing := [name for name in names if name not in rows or name in waiting])
    }:
        waiting |= more
    return waiting


def _hours(empty: PlanProblem, rows: Iterable[Candidate]) -> dict[str, tuple[Span, ...]]:
    """Return the hours of each group within the range; a chosen range counts as hours."""
    now, until, first_day, last_day, *_rest = empty.range
    if empty.range.is_chosen:
        repeated = empty.timegrid.repeated(now, until)
        whole = tuple(without([Span(now, until)], repeated))
        return dict.fromkeys((row.hours for row in rows), whole)
    return empty.hours.within(first_day, last_day, now, until)


def _energy(user: User, empty: PlanProblem) -> tuple[EnergyStep, ...]:
    timegrid = empty.timegrid
    days = [empty.range.first_day + timedelta(days=n) for n in range(_day_count(empty))]
    return tuple(
        EnergyStep(timegrid.minute(day, begin), timegrid.minute(day, end), level)
        for day in days
        for begin, end, level in ENERGY[user.preferences.energy_curve]
    )


def _excluded_spans(candidates: Iterable[Candidate], request: PlanRequest) -> list[Span]:
    """Return the blocks of excluded rows: they stay, so the plan works around them."""
    return [
        Span(block.begin, block.end)
        for row in candidates
        if row.key in request.without
        for block in row.blocks
    ]


def _day_count(empty: PlanProblem) -> int:
    return (empty.range.last_day - empty.range.first_day).days + 1
