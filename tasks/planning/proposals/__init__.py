"""Proposals: request a plan, look at it, ask why, and apply all of it or parts."""

from tasks.planning.proposals.apply import PlanOutdated, apply
from tasks.planning.proposals.explanations import explain
from tasks.planning.proposals.free_slots import find_slots
from tasks.planning.proposals.offer import find_offer
from tasks.planning.proposals.present import present
from tasks.planning.proposals.promise import promise, promise_line
from tasks.planning.proposals.propose import delete_expired_proposals, get_proposal, propose
from tasks.planning.proposals.request import PlanRequest

__all__ = [
    "PlanOutdated",
    "PlanRequest",
    "apply",
    "delete_expired_proposals",
    "explain",
    "find_offer",
    "find_slots",
    "get_proposal",
    "present",
    "promise",
    "promise_line",
    "propose",
]
