"""Make proposals, store them for a day, and read them back."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

from core import clock
from core.models import User
from tasks.errors import NotFound
from tasks.models import Proposal
from tasks.planning.proposals import metrics
from tasks.planning.proposals.build import build_problem
from tasks.planning.proposals.keys import reject_unknown, reject_unknown_events
from tasks.planning.proposals.request import PlanRequest
from tasks.planning.proposals.search import find_plan
from tasks.planning.proposals.stored import StoredProposal

logger = logging.getLogger(__name__)

RETENTION = timedelta(days=1)
MAX_STORED = 50  # proposals of one person


def propose(user: User, request: PlanRequest, dry_run: bool = False) -> StoredProposal:
    """Make a plan and store it unless it is a dry run; tasks stay as they are.

    Raise `Rejected` if the request makes no sense, and `NotFound` if ``without`` or ``released``
    names a row, or ``around`` an event, that the person doesn't have.
    """
    reject_unknown(user, {*request.without, *request.released, *request.preferred})
    reject_unknown_events(user, request.around)
    return propose_again(user, request, dry_run)


def propose_again(user: User, request: PlanRequest, dry_run: bool = False) -> StoredProposal:
    """Make a plan for a request that was accepted before; its rows may have been deleted."""
    built = build_problem(user, request)
    proposal = StoredProposal(
        id=None,
        request=request,
        problem=built.problem,
        plan=find_plan(built),
        waiting=built.waiting,
        meant=built.meant,
        passed=built.passed,
        all_day=built.all_day,
        before=built.before,
    )
    if not dry_run:
        proposal = _store(user, proposal)
    _report(user, proposal)
    return proposal


def get_proposal(user: User, pk: int) -> StoredProposal:
    """Return a stored proposal of this person. Raise `NotFound` if there is none."""
    row = Proposal.objects.for_user(user).filter(pk=pk).first()
    if row is None:
        raise NotFound("plan")
    return StoredProposal.from_row(row)


def delete_expired_proposals() -> int:
    """Delete everybody's proposals that are older than a day; return how many. Safe to repeat."""
    return Proposal.objects.filter(created_at__lt=clock.now() - RETENTION).delete()[0]


def _store(user: User, proposal: StoredProposal) -> StoredProposal:
    """Store a proposal, and delete the person's oldest beyond the limit."""
    rows = Proposal.objects.for_user(user).order_by("-pk")
    rows.filter(pk__in=list(rows.values_list("pk", flat=True)[MAX_STORED - 1 :])).delete()
    row = Proposal.objects.create(user=user, **proposal.as_fields())
    return replace(proposal, id=row.pk)


def _report(user: User, proposal: StoredProposal) -> None:
    plan = proposal.plan
    metrics.PROPOSED.labels(proposal.request.kind).inc()
    metrics.SECONDS.observe(plan.elapsed)
    logger.info(
        "plan proposed user=%s kind=%s tasks=%d blocks=%d left_out=%d moved=%d gap=%.4f ms=%d",
        *(user.pk, proposal.request.kind, len(proposal.problem.tasks), len(plan.blocks)),
        *(len(plan.left_out), plan.cost.moved, plan.gap, plan.elapsed * 1000),
    )
