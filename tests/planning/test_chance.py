"""The chance that a plan keeps its deadlines"""

from __future__ import annotations

from dataclasses import replace
from math import log
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.planning.chance import PRIOR_SPREAD, Spread, chances
from tasks.planning.solver import Chunks, Span, Task
from tests.planning.problems import HOUR, NINE_TO_FIVE, block, day, examples, planned, weeks

NINE = 9 * HOUR
EVEN = Spread(0.0, 0.45)
ERROR = 0.03  # of 400 samples


def taking(factor: float) -> Spread:
    """Return the spread of tasks that all take this many times their estimate, a hair less."""
    return Spread(log(factor) - 1e-6, 1e-9)


SURE = taking(1)


def report(deadline: int, minutes: int = 60, **fields) -> Task:
    return Task("report", minutes, deadline=deadline, hard=True, **fields)


def chance(problem, *blocks, spread: Spread = EVEN, **spreads: Spread) -> float:
    """Return the chance of the report; `spread` is that of all tasks without another."""
    known = {task.id: spread for task in problem.tasks} | spreads
    return chances(problem, blocks, known)["report"]


@pytest.mark.parametrize("deadline", [NINE + 30, NINE + 60, NINE + 90, NINE + 180])
@pytest.mark.parametrize("spread", [EVEN, PRIOR_SPREAD, Spread(-0.2, 0.2)])
def test_chance_equals_the_closed_form_for_one_block(deadline, spread):
    exact = NormalDist(*spread).cdf(log((deadline - NINE) / 60))

    one = chance(day(report(deadline)), block("report", NINE, NINE + 60), spread=spread)
    assert one == pytest.approx(exact, abs=ERROR)


def test_chance_has_the_prior_without_history():
    problem = day(report(NINE + 60))

    assert chances(problem, [block("report", NINE, NINE + 60)])["report"] == pytest.approx(
        NormalDist(*PRIOR_SPREAD).cdf(0), abs=ERROR
    )


def test_chance_is_the_same_for_the_same_plan():
    problem = day(report(NINE + 60), Task("mail", 30))
    plan = [block("mail", NINE, NINE + 30), block("report", NINE + 30, NINE + 90)]

    assert chances(problem, plan) == chances(problem, list(reversed(plan)))


def test_chance_of_a_task_behind_another_depends_on_both():
    problem = day(Task("mail", 60), report(NINE + 150))
    plan = [block("mail", NINE, NINE + 60), block("report", NINE + 60, NINE + 120)]

    alone, behind = chance(problem, *plan, mail=SURE), chance(problem, *plan)
    assert behind < alone - 0.02


def test_free_time_before_a_block_makes_up_for_a_delay():
    problem = day(Task("mail", 60), report(14 * HOUR))
    tight = [block("mail", 10 * HOUR, 11 * HOUR), block("report", 11 * HOUR, 12 * HOUR)]
    slack = [block("mail", 9 * HOUR, 10 * HOUR), block("report", 11 * HOUR, 12 * HOUR)]
    late = taking(2.5)  # the mail takes 2 h 30 min

    assert chance(problem, *tight, spread=SURE, mail=late) == 1.0  # 12:30 + 60 min
    problem = replace(problem, tasks=(Task("mail", 60), report(13 * HOUR)))
    assert chance(problem, *tight, spread=SURE, mail=late) == 0.0
    assert chance(problem, *slack, spread=SURE, mail=late) == 1.0


def test_work_continues_after_an_event():
    late = taking(1.5)  # an hour takes 90 minutes
    problem = day(report(12 * HOUR + 30), busy=(Span(11 * HOUR, 12 * HOUR),))

    assert chance(problem, block("report", 10 * HOUR, 11 * HOUR), spread=late) == 1.0
    problem = replace(problem, tasks=(report(12 * HOUR + 25),))
    assert chance(problem, block("report", 10 * HOUR, 11 * HOUR), spread=late) == 0.0


def test_work_continues_in_the_next_hours():
    late = taking(1.5)
    hours = (*NINE_TO_FIVE, Span(24 * HOUR + NINE, 24 * HOUR + 17 * HOUR))
    problem = day(report(24 * HOUR + NINE + 30), hours=hours, until=48 * HOUR)
    plan = block("report", 16 * HOUR, 17 * HOUR)

    assert chance(problem, plan, spread=late) == 1.0
    problem = replace(problem, tasks=(report(24 * HOUR),))
    assert chance(problem, plan, spread=late) == 0.0


def test_a_promise_starts_on_time_and_interrupts_late_work():
    call = block("call", 11 * HOUR, 12 * HOUR)
    late = taking(1.5)
    tasks = (Task("call", 60, deadline=12 * HOUR), report(12 * HOUR + 30))
    problem = day(*tasks, pinned=(call,), current=(call,))
    plan = [block("report", 10 * HOUR, 11 * HOUR), call]

    assert chances(problem, plan, {"report": late, "call": SURE}) == {"call": 1.0, "report": 1.0}
    assert chances(problem, plan, {"report": late, "call": late}) == {"call": 0.0, "report": 0.0}


def test_a_promise_outside_the_hours_delays_nothing():
    dinner = block("dinner", 18 * HOUR, 20 * HOUR)
    hours = (*NINE_TO_FIVE, Span(24 * HOUR + NINE, 24 * HOUR + 17 * HOUR))
    tasks = (Task("dinner", 120, deadline=21 * HOUR), report(24 * HOUR + 10 * HOUR))
    problem = day(*tasks, hours=hours, until=48 * HOUR, pinned=(dinner,))
    plan = [dinner, block("report", 24 * HOUR + NINE, 24 * HOUR + 10 * HOUR)]
    spreads = {"dinner": taking(3), "report": SURE}

    assert chances(problem, plan, spreads) == {"dinner": 0.0, "report": 1.0}


def test_hours_that_do_not_overlap_delay_nothing_in_each_other():
    hours = {"default": NINE_TO_FIVE, "home": (Span(18 * HOUR, 21 * HOUR),)}
    problem = day(Task("mail", 60), report(20 * HOUR, hours="home"), hours=hours)
    plan = [block("mail", 16 * HOUR, 17 * HOUR), block("report", 18 * HOUR, 19 * HOUR)]

    assert chance(problem, *plan, spread=SURE, mail=taking(9)) == 1.0


def test_a_left_out_task_has_no_chance():
    assert chance(day(report(17 * HOUR)), spread=SURE) == 0.0


def test_a_task_planned_in_part_is_done_only_if_it_turns_out_short():
    problem = day(report(17 * HOUR, minutes=120, chunks=Chunks(30, 120)))
    exact = NormalDist(*EVEN).cdf(log(90 / 120))

    assert chance(problem, block("report", NINE, NINE + 90)) == pytest.approx(exact, abs=ERROR)


def test_the_last_chunk_takes_what_the_others_leave():
    problem = day(report(15 * HOUR, minutes=120, chunks=Chunks(30, 120)))
    plan = [block("report", 9 * HOUR, 10 * HOUR), block("report", 13 * HOUR, 14 * HOUR)]
    exact = NormalDist(*EVEN).cdf(log(180 / 120))

    assert chance(problem, *plan) == pytest.approx(exact, abs=ERROR)


def test_a_task_that_is_done_early_is_in_time_whatever_its_last_chunk():
    problem = day(report(12 * HOUR, minutes=120, chunks=Chunks(30, 120)))
    plan = [block("report", 9 * HOUR, 10 * HOUR), block("report", 13 * HOUR, 14 * HOUR)]
    exact = NormalDist(*EVEN).cdf(log(60 / 120))

    assert chance(problem, *plan) == pytest.approx(exact, abs=ERROR)


def test_the_rest_of_a_block_in_progress_is_uncertain():
    problem = day(report(NINE + 60), now=NINE + 40)

    assert chance(problem, block("report", NINE, NINE + 60)) == pytest.approx(0.5, abs=ERROR)


def test_deadlines_outside_the_plan_have_no_chance():
    tasks = [Task("past", 30, deadline=8 * HOUR), Task("next week", 30, deadline=200 * HOUR)]

    assert chances(day(*tasks, now=NINE), [block("past", NINE, NINE + 30)]) == {}


@st.composite
def worked_days(draw):
    """Return a problem of one day, its plan, and the actual minutes of each block."""
    edges = sorted(draw(st.sets(st.integers(0, 60), min_size=12, max_size=12)))
    spans = [Span(begin * 10, end * 10) for begin, end in zip(edges[::2], edges[1::2], strict=True)]
    kinds = draw(st.lists(st.sampled_from(["event", "promise", "block"]), min_size=6, max_size=6))
    items = [
        (kind, block(f"{n}", *span))
        for n, (kind, span) in enumerate(zip(kinds, spans, strict=True))
    ]
    plan = [item for kind, item in items if kind != "event"]
    actual = {item.task: draw(st.integers(1, 120)) for item in plan}
    problem = day(
        *(Task(b.task, b.end - b.begin, deadline=draw(st.integers(1, 1200))) for b in plan),
        hours=(Span(draw(st.integers(0, 100)), 400), Span(500, 1200)),
        until=1200,
        busy=tuple(Span(b.begin, b.end) for kind, b in items if kind == "event"),
        pinned=tuple(b for kind, b in items if kind == "promise"),
    )
    return problem, plan, actual


def ends_minute_by_minute(problem, plan, actual) -> dict[str, int]:
    """Carry out a plan as the docstring of chance.py says, one minute after the other."""
    hours = {m for span in problem.hours["default"] for m in range(*span)}
    hours -= {m for span in problem.busy for m in range(*span)}
    promises = [b for b in problem.pinned if hours & {*range(b.begin, b.end)}]
    ends = {b.task: b.begin + actual[b.task] for b in problem.pinned if b not in promises}
    hours |= {m for b in promises for m in range(b.begin, b.end)}
    work = [b for b in plan if b not in problem.pinned]
    left = dict(actual)
    for minute in sorted(hours):
        begun = [b for b in promises if b.begin <= minute and left[b.task]][-1:]
        current = begun or [b for b in work if left[b.task]][:1]
        if current and current[0].begin <= minute:
            task = current[0].task
            left[task] -= 1
            if not left[task]:
                ends[task] = minute + 1
    return ends


@given(worked_days())
@examples(300, 5_000)
def test_chance_agrees_with_carrying_out_a_plan_minute_by_minute(example):
    problem, plan, actual = example
    ends = ends_minute_by_minute(problem, plan, actual)
    spreads = {b.task: taking((actual[b.task] - 0.01) / (b.end - b.begin)) for b in plan}

    deadlines = {task.id: task.deadline for task in problem.tasks}
    in_time = {task: ends.get(task, 1 << 20) <= deadline for task, deadline in deadlines.items()}
    assert chances(problem, plan, spreads) == in_time


@given(week=weeks, later=st.integers(0, 600))
@examples(15, 300)
def test_chance_does_not_fall_with_a_later_deadline(week, later):
    problem = week.problem
    plan = planned(problem, 2_000).blocks
    tasks = tuple(
        replace(task, deadline=task.deadline and min(problem.until, task.deadline + later))
        for task in problem.tasks
    )
    before, after = (chances(p, plan) for p in (problem, replace(problem, tasks=tasks)))

    assert all(before[task] <= after[task] for task in before)


@given(week=weeks, factor=st.floats(0, 1))
@examples(15, 300)
def test_chance_does_not_rise_with_longer_durations(week, factor):
    plan = planned(week.problem, 2_000).blocks
    longer = {task.id: Spread(PRIOR_SPREAD.mean + factor, 0.45) for task in week.problem.tasks}
    before, after = (chances(week.problem, plan, spreads) for spreads in ({}, longer))

    assert all(before[task] >= after[task] for task in before)


@given(week=weeks, minutes=st.integers(1, 60))
@examples(15, 300)
def test_chance_does_not_rise_when_all_blocks_start_later(week, minutes):
    problem = week.problem
    plan = planned(problem, 2_000).blocks
    later = [item._replace(begin=item.begin + minutes, end=item.end + minutes) for item in plan]
    before, after = (chances(problem, blocks) for blocks in (plan, later))

    assert all(before[task] >= after[task] for task in before)
