"""Tasks that a plan has only in part: how much is missing, and before when."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from tasks.planning.proposals.stored import StoredProposal
from tasks.planning.solver import Problem, Task
from tasks.planning.wording import Formatter


class Partial(NamedTuple):
    """A task with missing minutes; ``limit`` is the minute before which they don't fit.

    Without a limit, the rest of the task is for the time after the plan.
    """

    task: Task
    missing: int
    limit: int | None


def partial_tasks(proposal: StoredProposal) -> list[Partial]:
    """Return the tasks that are planned in part, the most important first."""
    missing, problem = proposal.plan.partial, proposal.problem
    tasks = sorted(
        (task for task in problem.tasks if task.id in missing), key=lambda task: -task.weight
    )
    return [Partial(task, missing[task.id], _limit(problem, task)) for task in tasks]


def _limit(problem: Problem, task: Task) -> int | None:
    ends = [end for end in (task.deadline, task.latest) if end is not None]
    limit = min(ends, default=None)
    return limit if limit is not None and problem.now < limit <= problem.until else None


def partial_sentence(row: Partial, fmt: Formatter) -> str:
    """Say how much of a task doesn't fit, or how much is planned already."""
    values = {
        "title": _("“%(title)s”") % {"title": fmt.title(row.task.id)},
        "minutes": row.task.minutes,
        "missing": row.missing,
        "planned": row.task.minutes - row.missing,
    }
    if row.limit is None:
        text = _("%(planned)d of %(minutes)d min of %(title)s are planned; the rest is for later.")
        return text % values
    values["limit"] = fmt.end(row.limit)
    text = _("%(missing)d of %(minutes)d min of %(title)s don't fit before %(limit)s.")
    return text % values
