"""Takes over a proposal, whole or in part, if the world is still as it was."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from core.models import User
from tasks.editing import instances, tasks
from tasks.editing.journal import Journal, journal
from tasks.errors import Rejected
from tasks.planning.checker import Violation, violations
from tasks.planning.proposals import metrics
from tasks.planning.proposals.build import PlanInput, gather
from tasks.planning.proposals.candidates import Candidate
from tasks.planning.proposals.keys import refuse_unknown, row_of
from tasks.planning.proposals.present import Shown, names_of, show
from tasks.planning.proposals.propose import Offered, find, propose_again
from tasks.planning.proposals.timegrid import Wall
from tasks.planning.solver import Block, Problem, Task, accepted

logger = logging.getLogger(__name__)

Fields = dict[str, Any]


class WorldChanged(Exception):
    """The proposal does not fit any more; `fresh` is one that does."""

    def __init__(self, fresh: Shown) -> None:
        super().__init__("Things have changed since this plan was made. Here is a fresh one.")
        self.fresh = fresh


class Stale(Exception):
    """Ends the activity of a proposal that does not fit any more: nothing is written."""

    def __init__(self, offered: Offered) -> None:
        super().__init__("stale")
        self.offered = offered


def apply(user: User, pk: int, accept: Collection[str] | None = None) -> Journal:
    """Put the rows where a proposal says; one activity, one undo.

    `accept` names the rows (or chunks, which go together); None takes all. What was left out of
    the plan although it stands now loses its time. The plan is judged by the checker against the
    rows as they are now. Doing it again changes nothing. Raises `NotThere`, `WorldChanged` with a
    fresh proposal, and `Refused` when only the part cannot stand.
    """
    try:
        with journal(user, "apply a plan") as log:
            _take_over(log, find(user, pk), accept)
    except Stale as stale:
        _report(user, "stale", 0)
        raise WorldChanged(show(user, propose_again(user, stale.offered.asked))) from None
    _report(user, "done", len(log.changes))
    return log


def _report(user: User, outcome: str, changes: int) -> None:
    metrics.APPLIED.labels(outcome).inc()
    logger.info("plan applied user=%s end=%s changes=%d", user.pk, outcome, changes)


def _take_over(log: Journal, offered: Offered, accept: Collection[str] | None) -> None:
    now = gather(log.user, offered.asked)
    all_keys = _touched(offered)
    chosen = all_keys if accept is None else {row_of(key) for key in accept}
    # What the plan names was this person's; it may be gone since, which makes the plan stale.
    refuse_unknown(log.user, chosen - {task.id for task in offered.problem.tasks})
    wanted = chosen & all_keys
    missing = wanted - {task.id for task in now.problem.tasks}
    if missing or _differ(offered.problem, now.problem, wanted):
        if _stands_already(offered, now, wanted):
            return
        raise Stale(offered)
    blocks = accepted(now.problem.current, offered.plan.blocks, wanted)
    collisions = _collisions(now.problem, blocks, wanted)
    if collisions and wanted < all_keys:
        raise Rejected(_collision_sentence(log.user, collisions[0], wanted), "accept")
    if collisions:
        raise Stale(offered)
    _write(log, now, blocks, wanted)


def _touched(offered: Offered) -> set[str]:
    """The rows the proposal would change."""
    before, after = _by_row(offered.problem.current), _by_row(offered.plan.blocks)
    return {key for key in {*before, *after} if before.get(key) != after.get(key)}


def _differ(then: Problem, now: Problem, keys: Collection[str]) -> bool:
    """Tell whether the rows were edited since: what they ask for, or where they stand."""
    asked_then, asked_now = _asked_for(then), _asked_for(now)
    stood, stand = _by_row(then.current), _by_row(now.current)
    return any(
        asked_then[key] != asked_now[key] or stood.get(key) != stand.get(key) for key in keys
    )


def _asked_for(problem: Problem) -> dict[str, Task]:
    return {task.id: task for task in problem.tasks}


def _stands_already(offered: Offered, now: PlanInput, keys: Collection[str]) -> bool:
    """Tell whether the rows are where the plan wants them: it was taken over before."""
    planned, stand = _by_row(offered.plan.blocks), _by_row(now.problem.current)
    return all(planned.get(key) == stand.get(key) for key in keys)


def _collisions(
    problem: Problem, blocks: Sequence[Block], keys: Collection[str]
) -> list[Violation]:
    """What the checker finds wrong with these rows; collisions among the others were there."""
    return [
        found
        for found in violations(problem, blocks)
        if found.task in keys or found.against in keys
    ]


def _collision_sentence(user: User, found: Violation, wanted: Collection[str]) -> str:
    names = names_of(user, [key for key in (found.task, found.against) if key[:1] in ("t", "i")])
    mine, other = sorted((found.task, found.against), key=lambda key: key not in wanted)
    if mine in names and other in names:
        return (
            f"“{names[mine].title}” takes the place of “{names[other].title}”, which you keep "
            "where it is. Accept both, or neither."
        )
    return "This part of the plan does not work without the rest."


def _write(log: Journal, now: PlanInput, blocks: Sequence[Block], keys: Collection[str]) -> None:
    planned = _by_row(blocks)
    of_tasks: dict[int, Fields] = {}
    of_days: dict[int, Fields] = {}
    for key in keys:
        row = now.rows[key]
        fields = _fields(row, planned.get(key, ()), now.wall)
        if row.instance_id is not None:
            of_days[row.instance_id] = fields
        else:
            of_tasks[row.task_id] = fields
    tasks.place_in(log, of_tasks)
    instances.place_in(log, of_days)


def _fields(row: Candidate, blocks: Sequence[Block], wall: Wall) -> Fields:
    """Where a row is to stand; without blocks it keeps its day and loses its time."""
    if not blocks and not row.done:
        return {"scheduled_time": None}
    if len(blocks) == 1 and not row.done:
        at = wall.local(blocks[0].begin)
        return {"scheduled_date": at.date(), "scheduled_time": at.time()}
    return {"chunks": [*row.done, *(_chunk(block, wall) for block in blocks)]}


def _chunk(block: Block, wall: Wall) -> dict[str, Any]:
    at = wall.local(block.begin)
    minutes = block.end - block.begin
    return {"date": str(at.date()), "time": at.time().isoformat(), "minutes": minutes}


def _by_row(blocks: Sequence[Block]) -> dict[str, tuple[Block, ...]]:
    found: dict[str, list[Block]] = defaultdict(list)
    for block in sorted(blocks):
        found[block.task].append(block)
    return {key: tuple(own) for key, own in found.items()}
