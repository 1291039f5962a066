"""solver.cost: each component, and the integer that sorts like all of them"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tasks.planning import checker
from tasks.planning.solver import Block, Chunks, Cost, EnergyStep, Task
from tasks.planning.solver.cost import evaluate, pack, packing

from .problems import HOUR, block, day, examples, light_weeks

NINE, TEN, ELEVEN = 9 * HOUR, 10 * HOUR, 11 * HOUR


def test_a_task_done_at_once_costs_only_its_delay():
    assert evaluate(day(Task("a", 60, weight=3)), [block("a", 0, 60)]) == Cost(delay=180)


def test_a_soft_deadline_costs_weight_times_minutes():
    problem = day(Task("a", 60, weight=3, deadline=TEN - 5))
    assert evaluate(problem, [block("a", NINE, TEN)]).late == 15


def test_a_hard_deadline_is_never_late():
    problem = day(Task("a", 60, deadline=TEN - 5, hard=True))
    assert evaluate(problem, [block("a", NINE, TEN)]).late == 0


def test_leaving_out_costs_the_weight():
    assert evaluate(day(Task("a", 60, weight=3)), []) == Cost(left_out=3)


def test_leaving_out_a_soft_deadline_counts_as_finishing_when_the_plan_ends():
    problem = day(Task("a", 60, weight=3, deadline=TEN), until=ELEVEN)
    assert evaluate(problem, []) == Cost(left_out=3, late=180)


def test_leaving_out_a_hard_deadline_within_the_plan_is_a_miss():
    assert evaluate(day(Task("a", 60, weight=3, deadline=TEN, hard=True)), []).missed == 3


def test_leaving_out_a_hard_deadline_after_the_plan_is_no_miss():
    problem = day(Task("a", 60, deadline=ELEVEN, hard=True), until=TEN)
    assert evaluate(problem, []).missed == 0


def test_half_a_task_counts_as_left_out():
    problem = day(Task("a", 60, weight=3, chunks=Chunks(30, 30)))
    assert evaluate(problem, [block("a", NINE, NINE + 30)]) == Cost(left_out=3)


def test_moving_counts_blocks_and_minutes():
    problem = day(Task("a", 60), current=(block("a", NINE, TEN),))
    cost = evaluate(problem, [block("a", ELEVEN, ELEVEN + 60)])
    assert (cost.moved, cost.shifted) == (1, 120)


def test_dropping_a_planned_block_counts_as_moving_it():
    problem = day(Task("a", 60), current=(block("a", NINE, TEN),))
    assert evaluate(problem, []).moved == 1


def test_mismatch_counts_minutes_times_levels():
    steps = (EnergyStep(NINE, NINE + 30, 0), EnergyStep(NINE + 30, TEN, 2))
    problem = day(Task("a", 60, energy=2), energy=steps)
    assert evaluate(problem, [block("a", NINE, TEN)]).mismatch == 60


def test_every_chunk_after_the_first_is_a_fragment():
    problem = day(Task("a", 60, chunks=Chunks(30, 30)))
    blocks = [block("a", NINE, NINE + 30), block("a", TEN, TEN + 30)]
    assert evaluate(problem, blocks).fragments == 1


def test_a_pinned_block_finishes_what_cannot_be_split():
    pin = block("a", NINE, NINE + 15)
    assert evaluate(day(Task("a", 60), pinned=(pin,)), [pin]).left_out == 0


@examples(30, 1000)
@given(light_weeks, st.data())
def test_the_checker_finds_the_same_price_for_any_blocks(week, data):
    ids = [task.id for task in week.problem.tasks] or ["x"]
    begin = st.integers(0, week.problem.until)
    some = st.builds(
        lambda task, begin, length: Block(begin, begin + length, task),
        st.sampled_from(ids),
        begin,
        st.sampled_from([10, 30, 60, 90]),
    )
    blocks = data.draw(st.lists(some, max_size=12, unique=True))
    problem = week.problem
    assert evaluate(problem, blocks) == checker.price(problem, blocks)


@examples(30, 500)
@given(light_weeks, st.data())
def test_packed_costs_sort_like_costs(week, data):
    scale = packing(week.problem)
    chosen = st.sets(st.sampled_from([task.id for task in week.problem.tasks] or ["x"]))
    first, second = data.draw(chosen), data.draw(chosen)
    one = evaluate(week.problem, [block for block in week.hidden if block.task in first])
    other = evaluate(week.problem, [block for block in week.hidden if block.task in second])
    assert (pack(one, scale) < pack(other, scale)) == (one < other)
