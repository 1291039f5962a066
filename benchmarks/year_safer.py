"""Accept the changes that make deadlines more likely, as the proposal of a plan lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tasks.planning.chance import Sampler
from tasks.planning.improvements import Improvement, ImprovementKind, improvements
from tasks.planning.solver import Block, Problem
from tasks.planning.solver.plan import plan_around

LIKELY = 0.8  # a smaller chance comes with changes
MAX_IMPROVED = 3  # deadlines, the most important first
MAX_TRIED = 2  # changes of one deadline

Blocks = Sequence[Block]


def safer(problem: Problem, plan: Blocks) -> Blocks:
    """Return a plan with the changes that raise the weighted chance of all deadlines."""
    sampler = Sampler(problem, {})
    chances = sampler.chances(plan)
    weights = {task.id: task.weight for task in problem.tasks}
    placed = {block.task for block in plan}
    risks = [name for name, chance in chances.items() if chance < LIKELY and name in placed]
    for name in sorted(risks, key=lambda name: (-weights[name], chances[name]))[:MAX_IMPROVED]:
        for change in improvements(sampler, plan, name, chances[name])[:MAX_TRIED]:
            candidate = _changed(problem, plan, name, change)
            after = sampler.chances(candidate)
            if _value(weights, after) > _value(weights, chances):
                plan, chances = candidate, after
                break
    return plan


def _value(weights: Mapping[str, int], chances: Mapping[str, float]) -> float:
    return sum(weights[name] * chance for name, chance in chances.items())


def _changed(problem: Problem, plan: Blocks, name: str, change: Improvement) -> Blocks:
    """Return the plan with a change; a block that made room goes to free time later."""
    last = max(block for block in plan if block.task == name)
    rest = [block for block in plan if block not in (last, change.other)]
    if change.kind == ImprovementKind.SPLIT and change.block:
        size = change.block.end - change.block.begin
        return sorted([*rest, change.block, last._replace(end=last.end - size)])
    blocks = sorted([*rest, change.block or last])
    return blocks if change.other is None else plan_around(problem, blocks).blocks
