"""The components of a plan's cost, and their packing into one integer"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tasks.planning import checker
from tasks.planning.solver import Block, Chunks, Cost, EnergyStep, Task
from tasks.planning.solver.cost import evaluate, pack, packing

from .problems import HOUR, block, day, examples, light_weeks

NINE, TEN, ELEVEN = 9 * HOUR, 10 * HOUR, 11 * HOUR


def test_cost_of_waiting_is_weight_times_minutes():
    problem = day(Task("a", 60, weight=10), now=NINE)
    assert evaluate(problem, [block("a", TEN, ELEVEN)]) == Cost(delay=60)


def test_cost_of_a_missed_soft_deadline_is_weight_times_minutes():
    problem = day(Task("a", 60, weight=3, deadline=TEN - 5))
    assert evaluate(problem, [block("a", NINE, TEN)]).late == 15


def test_cost_counts_no_lateness_for_a_hard_deadline():
    problem = day(Task("a", 60, deadline=TEN - 5, hard=True))
    assert evaluate(problem, [block("a", NINE, TEN)]).late == 0


def test_cost_of_leaving_out_is_the_weight():
    assert evaluate(day(Task("a", 60, weight=3)), []) == Cost(left_out=3)


def test_cost_of_leaving_out_counts_lateness_until_the_plan_ends():
    problem = day(Task("a", 60, weight=3, deadline=TEN), until=ELEVEN)
    assert evaluate(problem, []) == Cost(left_out=3, late=180)


def test_cost_counts_a_left_out_hard_deadline_as_missed():
    assert evaluate(day(Task("a", 60, weight=3, deadline=TEN, hard=True)), []).missed == 3


def test_cost_counts_no_miss_for_a_hard_deadline_after_the_plan():
    problem = day(Task("a", 60, deadline=ELEVEN, hard=True), until=TEN)
    assert evaluate(problem, []).missed == 0


def test_cost_counts_half_a_task_as_left_out():
    problem = day(Task("a", 60, weight=3, chunks=Chunks(30, 30)))
    assert evaluate(problem, [block("a", NINE, NINE + 30)]).left_out == 3


def test_cost_of_moving_within_a_day_is_the_minutes():
    problem = day(Task("a", 60), current=(block("a", NINE, TEN),))
    cost = evaluate(problem, [block("a", ELEVEN, ELEVEN + 60)])
    assert (cost.moved, cost.shifted) == (0, 2 * 120)


def test_cost_of_a_block_that_leaves_its_day_grows_with_its_minutes():
    problem = day(Task("a", 60, weight=9), current=(block("a", NINE, TEN),))
    assert evaluate(problem, []).moved == (9 + 3) * (15 + 60)


def test_cost_of_energy_counts_only_lacking_levels():
    steps = (EnergyStep(NINE, NINE + 30, 0), EnergyStep(NINE + 30, TEN, 2))
    problem = day(Task("a", 60, energy=2), energy=steps)
    assert evaluate(problem, [block("a", NINE, TEN)]).energy == 6 * 2 * 30


def test_cost_of_fragments_counts_each_chunk_after_the_first():
    problem = day(Task("a", 60, chunks=Chunks(30, 30)))
    blocks = [block("a", NINE, NINE + 30), block("a", TEN, TEN + 30)]
    assert evaluate(problem, blocks).fragments == 40


def test_cost_counts_an_unsplittable_task_with_a_pinned_block_as_done():
    pin = block("a", NINE, NINE + 15)
    assert evaluate(day(Task("a", 60), pinned=(pin,)), [pin]).left_out == 0


@examples(30, 1000)
@given(light_weeks, st.data())
def test_cost_equals_the_price_of_the_checker_for_random_blocks(week, data):
    ids = [task.id for task in week.problem.tasks] or ["x"]
    begin = st.integers(0, week.problem.until)
    random_blocks = st.builds(
        lambda task, begin, length: Block(begin, begin + length, task),
        st.sampled_from(ids),
        begin,
        st.sampled_from([10, 30, 60, 90]),
    )
    blocks = data.draw(st.lists(random_blocks, max_size=12, unique=True))
    problem = week.problem
    assert evaluate(problem, blocks) == checker.price(problem, blocks)


@examples(30, 500)
@given(light_weeks, st.data())
def test_packed_costs_sort_like_costs(week, data):
    scale = packing(week.problem)
    task_sets = st.sets(st.sampled_from([task.id for task in week.problem.tasks] or ["x"]))
    first, second = data.draw(task_sets), data.draw(task_sets)
    cost = evaluate(week.problem, [block for block in week.hidden if block.task in first])
    other_cost = evaluate(week.problem, [block for block in week.hidden if block.task in second])
    assert (pack(cost, scale) < pack(other_cost, scale)) == (cost < other_cost)
