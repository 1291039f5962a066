"""Search the plan of a request: each action that people know is one call of the solver."""

from __future__ import annotations

from dataclasses import replace

from core.ops.yielding_clock import YieldingClock
from tasks.errors import Rejected
from tasks.planning.proposals.problem import PlanProblem
from tasks.planning.proposals.timegrid import up
from tasks.planning.solver import (
    Day,
    InvalidProblem,
    Plan,
    extended,
    leave_day,
    pull_forward,
    replan,
    run_late,
    solve,
)

MAX_MINUTES = 24 * 60  # of one task


def find_plan(built: PlanProblem) -> Plan:
    """Plan, slide or repair, as the request says. Raise `Rejected` for an impossible problem."""
    try:
        return _call(built)
    except InvalidProblem as error:
        raise Rejected(str(error)) from error


def _call(built: PlanProblem) -> Plan:
    request, problem = built.request, built.problem
    if request.kind == "early":
        return pull_forward(problem, today_of(built), seed=request.seed)
    if request.kind == "late" and request.rest_of_day:
        return leave_day(problem, today_of(built), seed=request.seed)
    if request.kind == "late":
        return run_late(problem, today_of(built), up(request.late_minutes), seed=request.seed)
    search = replan if request.kind == "repair" else solve
    return search(problem, seed=request.seed, clock=YieldingClock())


def today_of(built: PlanProblem) -> Day:
    """Return the day in progress; its night counts as well."""
    now = built.problem.now
    days = (day for day in built.problem.days if day.begin <= now < day.end)
    return next(days, Day(now, built.hours.end_of(built.range.first_day)))


def lengthened(built: PlanProblem) -> PlanProblem:
    """Return the problem of a late start with the block in progress as long as it will take.

    `PlanProblem.before` still has the block as it is.
    """
    request, problem = built.request, built.problem
    if request.kind != "late" or request.rest_of_day:
        return built
    running = {block.task for block in problem.current if block.begin <= problem.now < block.end}
    room = [MAX_MINUTES - task.minutes for task in problem.tasks if task.id in running]
    minutes = max(0, min([up(request.late_minutes), *room]))
    return replace(built, problem=extended(problem, minutes))


def exempt_rows(built: PlanProblem, plan: Plan) -> tuple[str, ...]:
    """Return the rows of a plan that lunch, breaks, buffer and the share of a day don't bind.

    These are given up for hard deadlines, and when blocks of today only slide: the person
    requested that.
    """
    if not built.request.slides:
        return plan.urgent
    begin, end, *_rules = today_of(built)
    return tuple({*plan.urgent, *(b.task for b in plan.blocks if begin <= b.begin < end)})
