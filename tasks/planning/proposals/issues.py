"""Find problems in the current plan, so that the page can suggest a repair."""

from __future__ import annotations

from django.utils.translation import ngettext

from core.models import User
from tasks.planning.checker import Rule, violations
from tasks.planning.proposals.build import MAX_ROWS, current_plan, read_candidates
from tasks.planning.proposals.present import Json
from tasks.planning.proposals.problem import PlanProblem
from tasks.planning.proposals.request import PlanRequest

# Rules that no plan may break. A block outside the hours is the person's choice.
CHECKED_RULES = {Rule.OVERLAP, Rule.DEADLINE, Rule.ORDER}


def find_issues(user: User) -> Json:
    """Return whether blocks of the current plan have passed undone or collide, and how many."""
    empty = PlanProblem.empty(user, PlanRequest("repair", backlog=False))
    candidates = read_candidates(user, empty)[:MAX_ROWS]
    passed = sum(not row.blocks for row in candidates)
    if passed:
        text = ngettext(
            "%(count)d block is over but not done.",
            "%(count)d blocks are over but not done.",
            passed,
        )
        return _issue("passed", passed, text)
    current = current_plan(user, empty, candidates).problem
    broken = violations(current, current.current)
    colliding = len({violation.task for violation in broken if violation.rule in CHECKED_RULES})
    if colliding:
        text = ngettext(
            "%(count)d block no longer fits.", "%(count)d blocks no longer fit.", colliding
        )
        return _issue("collides", colliding, text)
    return {"offer": None, "count": 0, "sentence": "", "kind": "repair"}


def _issue(issue: str, count: int, text: str) -> Json:
    return {"offer": issue, "count": count, "sentence": text % {"count": count}, "kind": "repair"}
