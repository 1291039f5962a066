"""Notices when a plan has come apart, so that the page can offer to repair it."""

from __future__ import annotations

from core.models import User
from tasks.planning.checker import Rule, violations
from tasks.planning.proposals.build import MOST, candidates, standing
from tasks.planning.proposals.present import Shown
from tasks.planning.proposals.request import Asked, window
from tasks.planning.proposals.timegrid import Wall

# What makes a plan wrong, whoever made it. Blocks outside the hours are a matter of taste.
WRONG = {Rule.OVERLAP, Rule.DEADLINE, Rule.ORDER}


def offer(user: User) -> Shown:
    """What is wrong with the present plan: blocks that have passed undone, or that collide."""
    asked, wall = Asked("repair", backlog=False), Wall.of_person(user)
    stretch = window(user, asked)
    found = candidates(user, asked, stretch, wall)[:MOST]
    passed = [row for row in found if not row.blocks]
    if passed:
        return _said("passed", len(passed), "has passed and is", "have passed and are", "not done")
    problem = standing(user, stretch, wall, found)
    broken = violations(problem, problem.current)
    colliding = {each.task for each in broken if each.rule in WRONG}
    if colliding:
        return _said("collides", len(colliding), "does", "do", "not fit any more")
    return {"offer": None, "count": 0, "sentence": "", "kind": "repair"}


def _said(offer: str, count: int, one: str, many: str, what: str) -> Shown:
    blocks = f"1 block {one}" if count == 1 else f"{count} blocks {many}"
    return {"offer": offer, "count": count, "sentence": f"{blocks} {what}.", "kind": "repair"}
