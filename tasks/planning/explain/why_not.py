"""Explain why a task is not in a plan, or only in part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tasks.planning.explain.remedies import Extension, Remedy, remedies
from tasks.planning.explain.trials import Trials
from tasks.planning.solver.cost import needed_minutes
from tasks.planning.solver.problem import Span, Task
from tasks.planning.solver.spans import clipped


class Shortage(StrEnum):
    """What a task lacks."""

    WAITS = "waits"
    BLOCKED = "blocked"
    NO_HOURS = "no hours"
    TIME = "time"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class LeftOutExplanation:
    """Why a task was left out: of ``needed`` minutes, ``missing`` are not planned.

    ``free`` is the longest free stretch before the minute ``before``, or the sum of all if the
    task may be split; ``before`` is the end of the last hours in the task's window, or None
    without any; ``deadline`` is a hard one. ``waits_for`` lists unplanned tasks that this one
    waits for, or the one that is done at ``before``, too late.
    """

    task: str
    shortage: Shortage
    needed: int
    missing: int
    free: int
    before: int | None
    deadline: int | None
    waits_for: tuple[str, ...]
    remedies: tuple[Remedy, ...]


def explain_left_out(
    trials: Trials, task: str, extensions: Sequence[Extension] = ()
) -> LeftOutExplanation:
    """Explain why a task is not, or not wholly, in a plan. Raise `ValueError` if it is."""
    missing, row = trials.missing(task), trials.tasks[task]
    if not missing:
        raise ValueError(f"Task {task} is in the plan.")
    window = trials.window(row)
    waits_for = tuple(name for name in row.after if trials.missing(name))
    free = _free_minutes(trials, task, window)
    ends = [s.end for s in clipped(trials.problem.hours.get(row.hours, ()), *window)]
    shortage = _shortage(bool(waits_for), bool(ends), free >= missing)
    if shortage is Shortage.NO_HOURS and (blocker := _late_blocker(trials, row, window)):
        shortage, waits_for, ends = Shortage.BLOCKED, (blocker,), [window.begin]
    return LeftOutExplanation(
        task=task,
        shortage=shortage,
        needed=needed_minutes(trials.problem, row),
        missing=missing,
        free=free,
        before=max(ends, default=None),
        deadline=row.deadline if row.hard else None,
        waits_for=waits_for,
        remedies=tuple(remedies(trials, task, extensions)),
    )


def _late_blocker(trials: Trials, row: Task, window: Span) -> str | None:
    """Return the task whose end alone leaves no hours before the end of the window."""
    first = max(trials.problem.now, row.earliest or 0)
    if not clipped(trials.problem.hours.get(row.hours, ()), first, window.end):
        return None
    blockers = (block for name in row.after for block in trials.of_task(name))
    return next((block.task for block in blockers if block.end == window.begin), None)


def _free_minutes(trials: Trials, task: str, window: Span) -> int:
    row = trials.tasks[task]
    lengths = [end - begin for begin, end in trials.free(row.hours, window)]
    return sum(lengths) if row.chunks else max(lengths, default=0)


def _shortage(waits: bool, has_hours: bool, is_free: bool) -> Shortage:
    if waits:
        return Shortage.WAITS
    if not has_hours:
        return Shortage.NO_HOURS
    return Shortage.SHARE if is_free else Shortage.TIME
