"""Proposals: a plan is asked for, offered, explained, and taken over in whole or in part."""

from tasks.planning.proposals.apply import WorldChanged, apply
from tasks.planning.proposals.asked import Asked
from tasks.planning.proposals.explained import explain, slots
from tasks.planning.proposals.offer import offer
from tasks.planning.proposals.propose import find, forget_old, propose

__all__ = [
    "Asked",
    "WorldChanged",
    "apply",
    "explain",
    "find",
    "forget_old",
    "offer",
    "propose",
    "slots",
]
