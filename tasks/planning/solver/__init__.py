"""The planner's solver in pure Python: takes a problem, returns a plan (docs/planner.md)."""

from tasks.planning.solver.diff import Diff, diff, merge_accepted
from tasks.planning.solver.plan import solve
from tasks.planning.solver.problem import (
    ENERGY_OF_CLARITY,
    WEIGHT_OF_IMPACT,
    Block,
    Chunks,
    Cost,
    Day,
    EnergyStep,
    Plan,
    Problem,
    Span,
    Task,
)
from tasks.planning.solver.rates import PERSONAL
from tasks.planning.solver.repair import replan
from tasks.planning.solver.slide import extended, leave_day, pull_forward, run_late
from tasks.planning.solver.slots import Slot, slots_for
from tasks.planning.solver.validation import InvalidProblem

__all__ = [
    "ENERGY_OF_CLARITY",
    "PERSONAL",
    "WEIGHT_OF_IMPACT",
    "Block",
    "Chunks",
    "Cost",
    "Day",
    "Diff",
    "EnergyStep",
    "InvalidProblem",
    "Plan",
    "Problem",
    "Slot",
    "Span",
    "Task",
    "diff",
    "extended",
    "leave_day",
    "merge_accepted",
    "pull_forward",
    "replan",
    "run_late",
    "slots_for",
    "solve",
]
