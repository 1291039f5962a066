"""Apply a proposal, all of it or parts, if the rows are still as they were."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from core.models import User
from tasks.editing import instances, tasks
from tasks.editing.commands import Chunk, TaskFields
from tasks.editing.journal import Journal, journal
from tasks.editing.placement import PERSON, PLAN
from tasks.errors import Rejected
from tasks.planning.checker import Violation, violations
from tasks.planning.proposals import metrics
from tasks.planning.proposals.build import build_problem
from tasks.planning.proposals.hours import FOCUS
from tasks.planning.proposals.keys import reject_unknown, row_of
from tasks.planning.proposals.present import Json, names_of, present
from tasks.planning.proposals.problem import Candidate, PlanProblem
from tasks.planning.proposals.propose import get_proposal, propose_again
from tasks.planning.proposals.search import exempt_rows
from tasks.planning.proposals.stored import StoredProposal
from tasks.planning.solver import Block, Problem, Span, Task, merge_accepted
from tasks.planning.solver.spans import merged, without

logger = logging.getLogger(__name__)

Blocks = tuple[Block, ...]


class PlanOutdated(Exception):
    """The proposal no longer fits; `proposal` is a new one as JSON."""

    def __init__(self, proposal: Json) -> None:
        super().__init__(
            _("Your tasks have changed since this plan was made. Here is an updated plan.")
        )
        self.proposal = proposal


class Outdated(Exception):
    """Rolls back the activity of a proposal that no longer fits."""

    def __init__(self, proposal: StoredProposal) -> None:
        super().__init__("outdated")
        self.proposal = proposal


def apply(user: User, pk: int, accept: Collection[str] | None = None) -> Journal:
    """Move the rows to where a proposal puts them, in one activity with one undo.

    `accept` names rows to apply (the chunks of a row go together); None applies all. A row that
    has a block now and was left out loses its time. The checker judges the plan against the
    current rows. Applying twice changes nothing. Raise `NotFound`, `PlanOutdated` with a new
    proposal, and `Rejected` if the accepted part doesn't work alone.
    """
    try:
        with journal(user, "apply a plan") as log:
            _apply_rows(log, get_proposal(user, pk), accept)
    except Outdated as error:
        _report(user, "stale", 0)
        updated = propose_again(user, error.proposal.request)
        raise PlanOutdated(present(user, updated)) from None
    _report(user, "done", len(log.changes))
    return log


def _report(user: User, outcome: str, changes: int) -> None:
    metrics.APPLIED.labels(outcome).inc()
    logger.info("plan applied user=%s outcome=%s changes=%d", user.pk, outcome, changes)


def _apply_rows(log: Journal, proposal: StoredProposal, accept: Collection[str] | None) -> None:
    current = build_problem(log.user, proposal.request)
    current = current.giving_up_for(exempt_rows(current, proposal.plan))
    changed_keys = _changed_keys(proposal)
    requested = changed_keys if accept is None else {row_of(key) for key in accept}
    # Rows of the plan belonged to this person; one deleted since makes the plan outdated.
    reject_unknown(log.user, requested - {task.id for task in proposal.problem.tasks})
    keys = requested & changed_keys
    missing = keys - {task.id for task in current.problem.tasks}
    if missing or _were_edited(proposal.problem, current.problem, keys):
        if _is_applied(proposal, current, keys):
            return
        raise Outdated(proposal)
    blocks = merge_accepted(current.before, proposal.plan.blocks, keys)
    collisions = _collisions(current.problem, blocks, keys)
    if collisions and keys < changed_keys:
        raise Rejected(_collision_sentence(log.user, collisions[0], keys), "accept")
    if collisions:
        raise Outdated(proposal)
    _write(log, current, blocks, keys)


def _changed_keys(proposal: StoredProposal) -> set[str]:
    """Return the rows that the proposal would change."""
    before, after = _by_row(proposal.before), _by_row(proposal.plan.blocks)
    return {key for key in {*before, *after} if before.get(key) != after.get(key)}


def _were_edited(stored: Problem, current: Problem, keys: Collection[str]) -> bool:
    """Tell whether the rows, their blocks or their promises were edited since the proposal."""
    old, new = _state_by_row(stored), _state_by_row(current)
    return any(old[key] != new[key] for key in keys)


def _state_by_row(problem: Problem) -> dict[str, tuple[Task, Blocks, Blocks]]:
    """Return each task with its current and its promised blocks."""
    blocks, promises = _by_row(problem.current), _by_row(problem.pinned)
    return {
        task.id: (task, blocks.get(task.id, ()), promises.get(task.id, ()))
        for task in problem.tasks
    }


def _is_applied(proposal: StoredProposal, current: PlanProblem, keys: Collection[str]) -> bool:
    """Tell whether the rows are where the plan puts them already."""
    planned, placed = _by_row(proposal.plan.blocks), _by_row(current.before)
    return all(planned.get(key) == placed.get(key) for key in keys)


def _collisions(
    problem: Problem, blocks: Sequence[Block], keys: Collection[str]
) -> list[Violation]:
    """Return the rules that these rows break; other rows may have collided before."""
    return [
        violation
        for violation in violations(problem, blocks)
        if violation.task in keys or violation.against in keys
    ]


def _collision_sentence(user: User, violation: Violation, keys: Collection[str]) -> str:
    pair = sorted((violation.task, violation.against), key=lambda key: key not in keys)
    names = names_of(user, [key for key in pair if key[:1] in ("t", "i")])
    accepted, other = pair
    if accepted in names and other in names:
        return _(
            "“%(title)s” would take the place of “%(other)s”, which stays where it is. "
            "Accept both or neither."
        ) % {"title": names[accepted]["title"], "other": names[other]["title"]}
    return _("This part of the plan doesn't work without the rest. Accept the whole plan.")


def _write(
    log: Journal, current: PlanProblem, blocks: Sequence[Block], keys: Collection[str]
) -> None:
    planned = _by_row(blocks)
    of_tasks: dict[int, TaskFields] = {}
    of_instances: dict[int, TaskFields] = {}
    lengths: dict[int, int] = {}
    for key in keys:
        row = current.rows[key]
        fields = _fields(row, planned.get(key, ()), current)
        if row.instance_id is not None:
            if "duration" in fields:
                lengths[row.instance_id] = fields.pop("duration") or 0
            of_instances[row.instance_id] = fields
        else:
            of_tasks[row.task_id] = fields
    tasks.place_in(log, of_tasks, PLAN)
    instances.place_in(log, of_instances, PLAN)
    if lengths:
        instances.lengthen_in(log, lengths)


def _fields(row: Candidate, blocks: Sequence[Block], current: PlanProblem) -> TaskFields:
    """Return the fields that place a row; without blocks it keeps its day and loses its time."""
    timegrid = current.timegrid
    if not blocks and not row.done:
        return {"scheduled_time": None}
    planned = sum(block.end - block.begin for block in blocks)
    added = sum(_added_minutes(row, block) for block in blocks)
    if row.instance_id is not None or _is_in_one_piece(row, blocks, planned - added):
        day, at = timegrid.slot(blocks[0].begin)
        fields: TaskFields = {"scheduled_date": day, "scheduled_time": at}
        if row.instance_id is None:
            fields["chunks"] = []
        if _is_promise(row, blocks[0], current):
            fields["placed_by"] = PERSON
        if added:
            fields["duration"] = row.minutes + added
    else:
        fields = {"chunks": [*row.done, *(_chunk(row, block, current) for block in blocks)]}
        if added and row.rest:
            fields["duration"] = row.duration + added
    if row.instance_id is None and _stays_on_its_day(row, blocks):
        fields["day_chosen"] = True
    return fields


def _is_in_one_piece(row: Candidate, blocks: Sequence[Block], minutes: int) -> bool:
    """Tell whether a single block does all of a row."""
    return len(blocks) == 1 and not row.done and minutes >= row.minutes + row.rest


def _stays_on_its_day(row: Candidate, blocks: Sequence[Block]) -> bool:
    """Tell whether a row is planned on the day the person chose; its night may end on the next."""
    if row.latest is None or row.done:
        return False
    return all((row.earliest or 0) <= begin and end <= row.latest for begin, end, _row in blocks)


def _added_minutes(row: Candidate, block: Block) -> int:
    """Return by how much a late start makes a block in progress longer."""
    before = next((own for own in row.blocks if own.begin == block.begin), block)
    return max(0, block.end - before.end)


def _chunk(row: Candidate, block: Block, current: PlanProblem) -> Chunk:
    day, at = current.timegrid.slot(block.begin)
    minutes = block.end - block.begin
    chunk: Chunk = {"date": str(day), "time": at.isoformat(), "minutes": minutes}
    return {**chunk, "by": PERSON} if _is_promise(row, block, current) else chunk


def _is_promise(row: Candidate, block: Block, current: PlanProblem) -> bool:
    """Tell whether a block was promised, or is new where only the person's request allows one.

    That is outside the hours or during an all-day event: plans without that request keep it.
    """
    if any(block.begin == own.begin for own in row.blocks):
        return any(block.begin == own.begin for own in row.promised)
    now, until, first_day, last_day, *_rest = current.range
    hours = current.hours.within(first_day, last_day, now, until)[row.hours.removesuffix(FOCUS)]
    ignored = [Span(event.begin, event.end) for event in current.all_day if event.ignored]
    span = Span(block.begin, block.end)
    return without([span], without(list(hours), merged(ignored))) != []


def _by_row(blocks: Sequence[Block]) -> dict[str, tuple[Block, ...]]:
    rows: dict[str, list[Block]] = defaultdict(list)
    for block in sorted(blocks):
        rows[block.task].append(block)
    return {key: tuple(own) for key, own in rows.items()}
