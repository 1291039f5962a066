"""Proposals: a plan is asked for, offered, explained, and taken over in whole or in part."""

from tasks.planning.proposals.apply import WorldChanged, apply
from tasks.planning.proposals.explanations import explain, slots
from tasks.planning.proposals.issues import offer
from tasks.planning.proposals.propose import find, forget_old, propose
from tasks.planning.proposals.request import Asked

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
