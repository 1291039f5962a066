"""Changes that make a deadline more likely to hold"""

from __future__ import annotations

from hypothesis import given

from tasks.planning import checker
from tasks.planning.chance import Sampler
from tasks.planning.improvements import LEAST_GAIN, improvements
from tasks.planning.solver import Span, Task
from tests.planning.problems import HOUR, block, day, examples, planned, weeks

EVENT = Span(12 * HOUR, 13 * HOUR)


def improved(problem, *plan):
    sampler = Sampler(problem, {})
    return improvements(sampler, plan, "report", sampler.chance(plan, "report"))


def report(deadline: int, minutes: int = 60, **fields) -> Task:
    return Task("report", minutes, deadline=deadline, hard=True, weight=9, **fields)


def test_starting_earlier_raises_the_chance():
    first, *_ = improved(day(report(15 * HOUR)), block("report", 14 * HOUR, 15 * HOUR))

    assert (first.kind, first.block) == ("earlier", block("report", 9 * HOUR, 10 * HOUR))
    assert first.chance > 0.95


def test_an_earlier_start_waits_for_what_the_task_needs():
    tasks = Task("draft", 60), report(15 * HOUR, after=("draft",))
    plan = block("draft", 11 * HOUR, 12 * HOUR), block("report", 14 * HOUR, 15 * HOUR)
    first, *_ = improved(day(*tasks), *plan)

    assert first.block == block("report", 12 * HOUR, 13 * HOUR)


def test_splitting_helps_where_only_short_stretches_are_free():
    problem = day(report(15 * HOUR, 90), busy=(Span(9 * HOUR + 40, 13 * HOUR + 30),))
    change, *_ = improved(problem, block("report", 13 * HOUR + 30, 15 * HOUR))

    assert (change.kind, change.block) == ("split", block("report", 9 * HOUR, 9 * HOUR + 40))


def test_moving_a_less_important_block_makes_room():
    tasks = Task("mail", 120, weight=1), report(13 * HOUR, 120)
    plan = block("mail", 9 * HOUR, 11 * HOUR), block("report", 11 * HOUR, 13 * HOUR)
    change, *_ = improved(day(*tasks), *plan)

    assert (change.kind, change.other, change.block) == (
        *("move", plan[0]),
        block("report", 9 * HOUR, 11 * HOUR),
    )


def test_a_more_important_block_stays_though_it_has_no_deadline():
    tasks = Task("launch", 120, weight=27), report(13 * HOUR, 120)
    plan = block("launch", 9 * HOUR, 11 * HOUR), block("report", 11 * HOUR, 13 * HOUR)

    assert improved(day(*tasks), *plan) == []


def test_promises_and_blocks_that_are_due_first_stay():
    call = block("call", 9 * HOUR, 10 * HOUR)
    tasks = Task("call", 60), Task("due", 60, deadline=11 * HOUR), report(13 * HOUR, 120)
    plan = call, block("due", 10 * HOUR, 11 * HOUR), block("report", 11 * HOUR, 13 * HOUR)

    assert improved(day(*tasks, pinned=(call,)), *plan) == []


def test_a_task_that_the_person_placed_is_not_moved():
    promise = block("report", 14 * HOUR, 15 * HOUR)

    assert improved(day(report(15 * HOUR), pinned=(promise,)), promise) == []


@given(week=weeks)
@examples(10, 200)
def test_changes_break_no_rule_and_raise_the_chance(week):
    problem = week.problem
    plan = planned(problem, 2_000).blocks
    sampler = Sampler(problem, {})
    for task, chance in sampler.chances(plan).items():
        for change in improvements(sampler, plan, task, chance):
            assert change.chance >= chance + LEAST_GAIN
            if change.kind == "earlier":
                rest = [item for item in plan if item.task != task]
                whole = len(plan) == len(rest) + 1
                broken = checker.violations(problem, [*rest, change.block])
                assert not (whole and broken), broken
