"""Notice that the task of a block was ticked off early, so that the next block can begin."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from core import clock
from core.models import User
from core.prepared import prepared
from tasks.constants import ASSUMED_DURATION
from tasks.models import Completion
from tasks.models.history import CompletionQuerySet
from tasks.planning.proposals.build import build_problem
from tasks.planning.proposals.problem import PlanProblem
from tasks.planning.proposals.request import PlanRequest
from tasks.planning.proposals.search import find_plan, today_of
from tasks.planning.solver import Block

EARLY = 15  # minutes that must be left of a block, and by which the next one moves


class Pull(NamedTuple):
    """The next block, and the minute to which it can be pulled forward."""

    block: Block
    begin: int


def pull_of(user: User, built: PlanProblem) -> Pull | None:
    """Return the block to pull forward after a task ended early; None if there is none.

    Only a day with such a task takes more than one query, and a search.
    """
    block = _next_block(built)
    if block is None or not _has_finished_early(user, built):
        return None
    plan = find_plan(build_problem(user, PlanRequest("early", backlog=False)))
    begin = min((b.begin for b in plan.blocks if b.task == block.task), default=block.begin)
    return Pull(block, begin) if block.begin - begin >= EARLY else None


def _next_block(built: PlanProblem) -> Block | None:
    """Return the next accepted block of today, unless another block is in progress."""
    problem, now = built.problem, built.timegrid.of(clock.now())
    end = today_of(built).end
    if any(block.begin <= now < block.end for block in problem.current):
        return None
    later = sorted(block for block in problem.current if now + EARLY <= block.begin < end)
    return next((block for block in later if block not in problem.pinned), None)


def _has_finished_early(user: User, built: PlanProblem) -> bool:
    """Tell whether the time now belongs to a block whose task is done already."""
    timegrid, now = built.timegrid, built.timegrid.of(clock.now())
    for fact in _recent(user, clock.now() - timedelta(days=1)).rows():
        if fact.scheduled_date and fact.scheduled_time:
            begin = timegrid.minute_of(fact.scheduled_date, fact.scheduled_time)
            end = begin + (fact.planned_minutes or ASSUMED_DURATION)
            if begin <= now <= end - EARLY:
                return True
    return False


@prepared
def _recent(user: User, since: datetime) -> CompletionQuerySet:
    facts = Completion.objects.for_user(user).not_taken_back()
    return facts.filter(completed_at__gte=since, scheduled_time__isnull=False)
