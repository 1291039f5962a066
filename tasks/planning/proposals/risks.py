"""Find hard deadlines that the current plan may not keep, cheaply: by free minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from core import clock
from core.models import User
from tasks.planning.proposals.candidates import of_task
from tasks.planning.proposals.problem import Candidate, PlanProblem
from tasks.planning.proposals.request import PlanRequest
from tasks.planning.proposals.rows import due_tasks
from tasks.planning.proposals.timegrid import up
from tasks.planning.solver import WEIGHT_OF_IMPACT, Span
from tasks.planning.solver.spans import clipped, merged, without

SLACK = 2  # a deadline is at risk with less free time before it than this times what it needs


class Risk(NamedTuple):
    """A row with a hard deadline, and the minutes that are not planned before it."""

    row: Candidate
    missing: int


def risks(user: User, built: PlanProblem) -> list[Risk]:
    """Return rows that can still keep a hard deadline, but not for long; earliest first. One query.

    Time of less important accepted blocks counts as free for them, as it does for a plan.
    """
    at_risk = [risk for risk in _risks(user, built) if _is_at_risk(built, risk)]
    return sorted(at_risk, key=lambda risk: (risk.row.deadline or 0, risk.row.key))


def _risks(user: User, built: PlanProblem) -> Iterator[Risk]:
    for row in (*_unplaced(user, built), *built.rows.values()):
        if row.hard and row.deadline is not None and row.deadline <= built.problem.until:
            planned = sum(b.end - b.begin for b in row.blocks if b.end <= row.deadline)
            missing = up(row.minutes) + row.rest - planned
            if missing > 0 and not row.passed and (row.rest or not row.fixed):
                yield Risk(row.split_by_default(user.preferences), missing)


def _unplaced(user: User, built: PlanProblem) -> Iterator[Candidate]:
    """Yield the tasks without a time that are due within the range."""
    request, range_ = PlanRequest("week", backlog=False), built.range
    rows = due_tasks(user, range_.first_day, range_.last_day)
    week, now = replace(built, request=request), built.timegrid.of(clock.now())
    for task in rows:
        row = of_task(task, week, now)
        if row and row.key not in built.rows:
            yield row


def _is_at_risk(built: PlanProblem, risk: Risk) -> bool:
    row = risk.row
    free = _total(_room(built, row, 0))
    room = _room(built, row, WEIGHT_OF_IMPACT[row.impact])
    least = min(risk.missing, up(row.chunks[0])) if row.chunks else up(row.minutes)
    is_planned_late = any(block.end > (row.deadline or 0) for block in row.blocks)
    can_help = any(end - begin >= least for begin, end in room)
    return can_help and (is_planned_late or free < SLACK * risk.missing)


def _room(built: PlanProblem, row: Candidate, weight: int) -> list[Span]:
    """Return the hours before the deadline of a row; blocks of less weight count as free."""
    problem = built.problem
    weights = {task.id: task.weight for task in problem.tasks}
    buffer = problem.buffer
    taken = [
        Span(begin - buffer, end + buffer)
        for begin, end, key in problem.current
        if key != row.key and ((begin, end, key) in problem.pinned or weights[key] >= weight)
    ]
    busy = [Span(begin - buffer, end + buffer) for begin, end in problem.busy]
    begin = max(problem.now, row.earliest or 0)
    end = min(row.deadline or problem.until, row.latest or problem.until)
    hours = merged(problem.hours.get(row.hours, ()))
    return without(clipped(hours, begin, end), merged([*taken, *busy]))


def _total(spans: list[Span]) -> int:
    return sum(end - begin for begin, end in spans)
