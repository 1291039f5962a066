"""Problems for the tests: short constructors, and random problems that shrink."""

from __future__ import annotations

from random import Random

from hypothesis import settings
from hypothesis import strategies as st

from benchmarks.personal_problems import personal_week
from benchmarks.planner_problems import big_fortnight, feasible_week, small_week
from tasks.planning.solver import Block, Plan, Problem, Span, Task, solve
from tests.lanes import BIG

HOUR = 60
DAY = 24 * HOUR
NINE_TO_FIVE = (Span(9 * HOUR, 17 * HOUR),)


def examples(regular: int, big: int):
    """Limit a property test to some examples, or more in the big lane; always the same ones."""
    return settings(max_examples=big if BIG else regular, deadline=None, derandomize=not BIG)


def day(*tasks: Task, hours=NINE_TO_FIVE, **fields) -> Problem:
    """Return a problem of one day from midnight to midnight, with working hours."""
    limits = {"now": 0, "until": DAY, **fields}
    groups = hours if isinstance(hours, dict) else {"default": tuple(hours)}
    return Problem(tasks=tasks, hours=groups, **limits)


def planned(problem: Problem, work: int = 20_000) -> Plan:
    """Plan with a budget of work, so that the speed of the machine doesn't matter."""
    return solve(problem, work=work, seconds=60)


def begins(plan: Plan) -> dict[str, int]:
    return {block.task: block.begin for block in plan.blocks}


def block(task: str, begin: int, end: int) -> Block:
    return Block(begin, end, task)


def _week(seed: int, count: int):
    return feasible_week(Random(seed), count, count)


def week_of(seed: int, count: int = 30) -> Problem:
    return _week(seed, count).problem


# A week with fewer tasks is a prefix of a longer one of the same seed, so failures shrink well.
seeds = st.integers(0, 2**32)
weeks = st.builds(_week, seeds, st.integers(25, 60))
light_weeks = st.builds(_week, seeds, st.integers(1, 12))
small_weeks = st.builds(lambda seed: small_week(Random(seed)), seeds)
fortnights = st.builds(lambda seed: big_fortnight(Random(seed)), seeds)
personal_weeks = st.builds(lambda seed: personal_week(Random(seed)), seeds)
