"""Makes proposals, keeps them for a day, and finds them again."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from core import clock
from core.models import User
from core.ops.yielding import YieldingClock
from tasks.errors import NotFound, Rejected
from tasks.models import Proposal
from tasks.planning.proposals import metrics
from tasks.planning.proposals.build import PlanInput, gather
from tasks.planning.proposals.keys import refuse_unknown
from tasks.planning.proposals.request import Asked
from tasks.planning.proposals.stored import StoredPlan, problem_as_json, problem_from_json
from tasks.planning.solver import Block, InvalidProblem, Plan, Problem, replan, solve

logger = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=1)
MOST_KEPT = 50  # of one person


@dataclass(frozen=True, slots=True)
class Offered:
    """A proposal as it was made. `id` is None for a dry run.

    `waiting` has no part in the plan, for want of the rows named; `meant` are the rows that the
    person means for this stretch, rather than some day; `passed` is where rows stood in vain.
    """

    id: int | None
    asked: Asked
    problem: Problem
    plan: StoredPlan
    waiting: dict[str, list[str]]
    meant: frozenset[str]
    passed: tuple[Block, ...]


def propose(user: User, asked: Asked, dry_run: bool = False) -> Offered:
    """Plan, and keep the proposal unless it is a dry run. Nothing of the person's rows changes.

    Raises `Refused` where the request makes no sense, and `NotThere` when `without` names a row
    that the person does not have.
    """
    refuse_unknown(user, asked.without)
    return propose_again(user, asked, dry_run)


def propose_again(user: User, asked: Asked, dry_run: bool = False) -> Offered:
    """As `propose`, for a request that was accepted before: its rows may be gone since."""
    gathered = gather(user, asked)
    plan = StoredPlan.of(_plan(asked, gathered))
    meant = frozenset(key for key, row in gathered.rows.items() if row.meant)
    passed = tuple(block for row in gathered.rows.values() for block in row.passed)
    offered = Offered(None, asked, gathered.problem, plan, gathered.waiting, meant, passed)
    if not dry_run:
        offered = _keep(user, offered)
    _report(user, offered)
    return offered


def find(user: User, pk: int) -> Offered:
    """A proposal of the person that is not forgotten yet. Raises `NotThere`."""
    row = Proposal.objects.for_user(user).filter(pk=pk).first()
    if row is None:
        raise NotFound("plan")
    kept: dict[str, Any] = row.plan
    return Offered(
        row.pk,
        Asked.from_json(row.asked),
        problem_from_json(row.problem),
        StoredPlan.from_json(kept["plan"]),
        kept["waiting"],
        frozenset(kept["meant"]),
        tuple(Block(*block) for block in kept["passed"]),
    )


def forget_old() -> int:
    """Forget everybody's proposals of yesterday; how many. Safe to repeat."""
    return Proposal.objects.filter(created_at__lt=clock.now() - KEPT_FOR).delete()[0]


def _plan(asked: Asked, gathered: PlanInput) -> Plan:
    search = replan if asked.kind == "repair" else solve
    try:
        return search(gathered.problem, seed=asked.seed, clock=YieldingClock())
    except InvalidProblem as error:
        raise Rejected(str(error)) from error


def _keep(user: User, offered: Offered) -> Offered:
    mine = Proposal.objects.for_user(user).order_by("-pk")
    mine.filter(pk__in=list(mine.values_list("pk", flat=True)[MOST_KEPT - 1 :])).delete()
    row = Proposal.objects.create(
        user=user,
        asked=offered.asked.as_json(),
        problem=problem_as_json(offered.problem),
        plan={
            "plan": offered.plan.as_json(),
            "waiting": offered.waiting,
            "meant": sorted(offered.meant),
            "passed": offered.passed,
        },
    )
    return replace(offered, id=row.pk)


def _report(user: User, offered: Offered) -> None:
    plan = offered.plan
    metrics.PROPOSED.labels(offered.asked.kind).inc()
    metrics.SECONDS.observe(plan.elapsed)
    logger.info(
        "plan proposed user=%s kind=%s tasks=%d blocks=%d left_out=%d moved=%d gap=%.4f ms=%d",
        *(user.pk, offered.asked.kind, len(offered.problem.tasks), len(plan.blocks)),
        *(len(plan.left_out), plan.cost.moved, plan.gap, plan.elapsed * 1000),
    )
