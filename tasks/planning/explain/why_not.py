"""Explain why a task is not in a plan, or only in part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tasks.planning.explain.remedies import Extension, Remedy, remedies
from tasks.planning.explain.trials import Trials
from tasks.planning.solver.cost import needed_minutes
from tasks.planning.solver.problem import Span
from tasks.planning.solver.spans import clipped


class Shortage(StrEnum):
    """What a task lacks."""

    WAITS = "waits"
    NO_HOURS = "no hours"
    TIME = "time"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class LeftOutExplanation:
    """Why a task was left out: of ``needed`` minutes, ``missing`` are not planned.

    ``free`` is the longest free stretch before the minute ``before``, or the sum of all if the
    task may be split; ``before`` is the end of the last hours in the task's window, or None
    without any; ``deadline`` is a hard one. ``waits_for`` lists unfinished tasks that this one
    waits for.
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
    return LeftOutExplanation(
        task=task,
        shortage=_shortage(bool(waits_for), bool(ends), free >= missing),
        needed=needed_minutes(trials.problem, row),
        missing=missing,
        free=free,
        before=max(ends, default=None),
        deadline=row.deadline if row.hard else None,
        waits_for=waits_for,
        remedies=tuple(remedies(trials, task, extensions)),
    )


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
