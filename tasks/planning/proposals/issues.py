"""Find what no longer works in the current plan: collisions, and blocks that passed undone."""

from __future__ import annotations

from typing import NamedTuple

from core.models import User
from tasks.planning.checker import Rule, violations
from tasks.planning.proposals.build import build_problem
from tasks.planning.proposals.problem import Candidate, PlanProblem
from tasks.planning.proposals.request import PlanRequest
from tasks.planning.solver import Block, InvalidProblem, diff, replan

# Rules that no plan may break. A block outside the hours is the person's choice.
CHECKED_RULES = {Rule.OVERLAP, Rule.DEADLINE, Rule.ORDER}
# Positions that the search for a repair may examine: enough to know that there is one.
WORK = 1000


class Collision(NamedTuple):
    """A block that breaks a rule, and the key of the row in its way (or "event …")."""

    rule: Rule
    block: Block
    against: str


def read_current(user: User) -> PlanProblem:
    """Return the current plan with what a repair may use."""
    return build_problem(user, PlanRequest("repair", backlog=False))


def passed_rows(built: PlanProblem) -> list[Candidate]:
    """Return the rows whose blocks have passed undone, by time."""
    rows = [row for row in built.rows.values() if not row.blocks]
    return sorted(rows, key=lambda row: row.passed)


def collisions(built: PlanProblem) -> list[Collision]:
    """Return one collision of each row that has any, by time."""
    collisions: dict[str, Collision] = {}
    for rule, key, begin, against in violations(built.problem, built.problem.current):
        if rule in CHECKED_RULES and key not in collisions:
            block = next(b for b in built.rows[key].blocks if b.begin == begin)
            collisions[key] = Collision(rule, block, against)
    return sorted(collisions.values(), key=lambda collision: collision.block)


def repaired(built: PlanProblem) -> set[str]:
    """Return the rows that a repair would move, place again or remove; bounded work."""
    try:
        plan = replan(built.problem, work=WORK)
    except InvalidProblem:
        return set()
    changes = diff(built.before, plan.blocks)
    moved = (after for _before, after in changes.moved)
    return {block.task for block in (*changes.added, *changes.removed, *moved)}
