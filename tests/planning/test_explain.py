"""Explanations: the checker verifies every claim"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.planner_problems import big_fortnight, small_week
from tasks.planning import checker
from tasks.planning.explain.alternatives import APART
from tasks.planning.explain.consequences import Consequence, Effect, consequences
from tasks.planning.explain.remedies import Extension, RemedyKind
from tasks.planning.explain.trials import Trials
from tasks.planning.explain.why_here import Decider, Reason, explain_block
from tasks.planning.explain.why_not import Shortage, explain_left_out
from tasks.planning.solver import PERSONAL, Chunks, Cost, Day, EnergyStep, Span, Task, solve

from .problems import DAY, HOUR, block, day, examples, light_weeks, seeds

EIGHT, NINE, TEN, ELEVEN, NOON, FIVE = (hour * HOUR for hour in (8, 9, 10, 11, 12, 17))
MORNING = (Span(NINE, NOON),)


def personal(*tasks, **fields):
    """Return a problem of one day with the rates of a person."""
    return day(*tasks, **{"rates": PERSONAL, "now": EIGHT, **fields})


def planned(problem) -> Trials:
    return Trials.of_plan(problem, solve(problem, work=20_000))


def explained(problem, task="a"):
    trials = planned(problem)
    [own] = trials.of_task(task)
    return explain_block(trials, own)


def reasons(problem, task="a"):
    return [reason.decider for reason in explained(problem, task).reasons]


def effects(problem, task="a"):
    trials = planned(problem)
    [own] = trials.of_task(task)
    return [consequences(trials, option) for option in explain_block(trials, own).alternatives]


def remedy(problem, task, kind, extensions=()):
    explanation = explain_left_out(planned(problem), task, extensions)
    return next((r for r in explanation.remedies if r.kind is kind), None)


def test_reason_of_a_promise_is_the_person():
    pin = block("a", NINE, TEN)
    explanation = explain_block(Trials(personal(Task("a", HOUR), pinned=(pin,)), [pin]), pin)
    assert (explanation.reasons, explanation.alternatives) == ((Reason(Decider.PROMISE),), ())


def test_reason_of_an_accepted_block_is_that_it_stays():
    accepted = (block("a", NOON, NOON + HOUR),)
    assert reasons(personal(Task("a", HOUR), current=accepted)) == [Decider.ACCEPTED]


def test_reason_of_a_block_in_progress_is_that_it_started():
    running = (block("a", NINE, TEN),)
    problem = personal(Task("a", HOUR), current=running, now=NINE + 10)
    assert reasons(problem) == [Decider.STARTED]


def test_reason_of_the_first_block_is_that_nothing_is_more_important():
    problem = personal(Task("a", HOUR, weight=27), Task("b", HOUR))
    assert reasons(problem) == [Decider.FIRST, Decider.HOURS]


def test_reason_is_no_begin_of_hours_that_began_before_now():
    problem = personal(Task("a", HOUR), now=TEN, hours=(Span(TEN, FIVE),))
    assert Decider.HOURS not in reasons(problem)


def test_reason_of_the_next_block_is_what_is_more_important():
    problem = personal(Task("a", HOUR), Task("b", HOUR, weight=27))
    assert explained(problem).reasons == (Reason(Decider.HEAVIER, task="b"),)


def test_no_alternative_swaps_two_chunks_of_a_task():
    problem = personal(Task("a", 2 * HOUR, chunks=Chunks(30, 90)))
    chunks = block("a", NINE, NINE + 90), block("a", ELEVEN, ELEVEN + 30)
    for chunk in chunks:
        alternatives = explain_block(Trials(problem, chunks), chunk).alternatives
        assert alternatives
        [other] = {*chunks} - {chunk}
        moved = [{*option.change["a"]} for option in alternatives]
        assert all(other in blocks for blocks in moved)


def test_task_that_can_only_begin_after_its_deadline_names_what_it_waits_for():
    pin = block("b", NOON, NOON + HOUR)
    problem = personal(
        Task("b", HOUR), Task("a", HOUR, after=("b",), deadline=ELEVEN, hard=True), pinned=(pin,)
    )
    explanation = explain_left_out(planned(problem), "a")

    assert explanation.shortage is Shortage.BLOCKED
    assert (explanation.waits_for, explanation.before) == (("b",), NOON + HOUR)


def test_reason_names_what_must_be_done_first():
    problem = personal(Task("b", HOUR), Task("a", HOUR, weight=27, after=("b",)))
    assert explained(problem).reasons == (Reason(Decider.WAITS, task="b"),)


def test_reason_of_a_block_after_an_event_is_the_event():
    problem = personal(Task("a", HOUR), busy=(Span(NINE, TEN),), buffer=5)
    assert Reason(Decider.EVENT, TEN) in explained(problem).reasons


def test_reason_is_a_deadline_beyond_which_there_is_free_time():
    problem = personal(Task("a", HOUR, deadline=TEN, hard=True))
    assert explained(problem).reasons[0] == Reason(Decider.DEADLINE, TEN)


def test_reason_is_no_deadline_after_which_there_is_no_free_time():
    problem = personal(Task("a", HOUR, deadline=FIVE + HOUR, hard=True), hours=MORNING)
    assert Decider.DEADLINE not in reasons(problem)


def test_reason_is_a_soft_deadline_that_every_later_time_misses():
    problem = personal(Task("a", HOUR, deadline=TEN))
    assert explained(problem).reasons[0] == Reason(Decider.DUE, TEN)


def test_reason_is_the_energy_of_a_demanding_task():
    energy = (EnergyStep(NINE, ELEVEN, 0), EnergyStep(ELEVEN, NOON, 2), EnergyStep(NOON, FIVE, 0))
    assert reasons(personal(Task("a", HOUR, energy=2), energy=energy))[0] is Decider.ENERGY


def test_reason_is_the_ideal_time():
    afternoon = Span(NOON, FIVE)
    explanation = explained(personal(Task("a", HOUR, ideal=(afternoon,))))
    assert explanation.reasons[0] == Reason(Decider.IDEAL, span=afternoon)


def test_reason_is_the_earliest_start():
    assert Decider.EARLIEST in reasons(personal(Task("a", HOUR, earliest=NOON)))


def test_reason_of_a_short_task_is_the_gap_before_an_event():
    problem = personal(
        Task("a", 30), Task("b", 2 * HOUR, weight=27), busy=(Span(TEN, ELEVEN),), buffer=5
    )
    assert explained(problem).reasons[0] == Reason(Decider.GAP, TEN)


def test_reason_of_two_equal_tasks_is_that_they_are_equal():
    problem = personal(Task("a", HOUR), Task("b", HOUR))
    trials = planned(problem)
    first, second = trials.blocks
    assert explain_block(trials, second).reasons == (Reason(Decider.EQUAL, task=first.task),)


def test_alternative_swaps_two_blocks():
    problem = personal(Task("a", HOUR, weight=27), Task("b", HOUR), hours=(Span(NINE, ELEVEN),))
    [option] = explained(problem).alternatives
    assert option.change == {"a": [block("a", TEN, ELEVEN)], "b": [block("b", NINE, TEN)]}


def test_alternative_says_which_task_would_not_fit():
    problem = personal(
        *(Task("a", HOUR, weight=27), Task("b", HOUR, deadline=ELEVEN, hard=True)),
        hours=(Span(NINE, ELEVEN),),
    )
    for options in effects(problem):
        assert Effect.LEFT_OUT in {c.effect for c in options} or options[0].effect is Effect.SHIFTED


def test_consequence_counts_the_days_after_a_soft_deadline():
    task = Task("a", HOUR, deadline=TEN)
    hours = (Span(NINE, TEN), Span(DAY + NINE, DAY + TEN))
    [[first, *_rest]] = effects(personal(task, hours=hours, until=2 * DAY))
    assert first == Consequence(Effect.LATE, "a", True, TEN, DAY + TEN, 1)


def test_consequence_is_lower_energy_in_the_afternoon():
    energy = (EnergyStep(NINE, NOON, 2), EnergyStep(NOON, FIVE, 0))
    busy = (Span(TEN, NOON),)
    [[first, *_rest]] = effects(personal(Task("a", HOUR, energy=2), energy=energy, busy=busy))
    assert first == Consequence(Effect.ENERGY, "a", True, after=NOON)


def test_explain_left_out_rejects_a_planned_task():
    with pytest.raises(ValueError, match="is in the plan"):
        explain_left_out(planned(personal(Task("a", HOUR))), "a")


def test_shortage_is_time_on_a_full_day():
    problem = personal(Task("a", 3 * HOUR, weight=9), Task("b", HOUR), hours=MORNING)
    explanation = explain_left_out(planned(problem), "b")
    assert (explanation.shortage, explanation.needed, explanation.free) == (Shortage.TIME, 60, 0)


def test_shortage_is_waiting_for_an_unplanned_task():
    problem = personal(Task("a", 9 * HOUR), Task("b", HOUR, after=("a",)))
    explanation = explain_left_out(planned(problem), "b")
    assert (explanation.shortage, explanation.waits_for) == (Shortage.WAITS, ("a",))
    assert explanation.remedies == ()


def test_shortage_is_hours_when_there_are_none_before_the_deadline():
    problem = personal(Task("a", HOUR, deadline=NINE, hard=True))
    assert explain_left_out(planned(problem), "a").shortage is Shortage.NO_HOURS


def test_free_time_of_a_splittable_task_is_the_sum_of_all_gaps():
    task = Task("a", 3 * HOUR, chunks=Chunks(30, 60))
    problem = personal(task, hours=MORNING, busy=(Span(TEN, TEN + 30),))
    assert explain_left_out(planned(problem), "a").free == 150


def test_remedy_moves_an_accepted_block_out_of_the_way():
    problem = personal(
        Task("a", HOUR, deadline=TEN, hard=True), Task("b", HOUR), now=NINE, hours=MORNING
    )
    accepted = block("b", NINE, TEN)
    trials = Trials(replace(problem, current=(accepted,)), [accepted])
    move = explain_left_out(trials, "a").remedies[0]
    assert (move.kind, move.other, move.to) == (RemedyKind.MOVE, accepted, TEN)


def test_remedy_splits_a_task():
    problem = personal(Task("a", 2 * HOUR), hours=MORNING, busy=(Span(TEN, TEN + 30),))
    assert remedy(problem, "a", RemedyKind.SPLIT).value == HOUR


def test_remedy_works_longer_by_the_shortest_extension():
    problem = personal(Task("a", HOUR), hours=(Span(NINE, NINE + 45),))
    spans = [Span(NINE + 45, NINE + 45 + minutes) for minutes in (60, 15, 120)]
    longer = remedy(
        problem, "a", RemedyKind.EVENING, [Extension(RemedyKind.EVENING, span) for span in spans]
    )
    assert longer.span == Span(NINE + 45, TEN)


def test_remedy_goes_to_another_day_if_the_person_chose_this_one():
    hours = (Span(NINE, NINE + 30), Span(DAY + NINE, DAY + FIVE))
    task = Task("a", HOUR, earliest=0, latest=DAY)
    assert remedy(personal(task, hours=hours, until=2 * DAY), "a", RemedyKind.DAY).begin == (
        DAY + NINE
    )


def test_remedy_starts_earlier():
    problem = personal(Task("a", HOUR, earliest=ELEVEN + 10), hours=MORNING)
    assert remedy(problem, "a", RemedyKind.EARLIEST).begin == NINE


def test_remedy_moves_a_hard_deadline():
    problem = personal(Task("a", HOUR, deadline=NINE + 50, hard=True))
    assert remedy(problem, "a", RemedyKind.DEADLINE).value == TEN


def test_remedy_takes_a_task_of_the_same_importance_out_of_the_plan():
    problem = personal(Task("a", 3 * HOUR), Task("b", 2 * HOUR), hours=MORNING)
    trials = planned(problem)
    [absent] = {"a", "b"} - {b.task for b in trials.blocks}
    kinds = [r.kind for r in explain_left_out(trials, absent).remedies]
    assert kinds == [RemedyKind.POSTPONE]


def test_no_remedy_shortens_a_task():
    problem = personal(Task("a", HOUR), hours=(Span(NINE, NINE + 45),))
    assert explain_left_out(planned(problem), "a").remedies == ()


def personal_weeks(weeks):
    return weeks.map(lambda problem: replace(problem, rates=PERSONAL))


def humane(problem, seed):
    """Return a week with lunch, breaks, a share of each day, domains and accepted blocks."""
    random = Random(seed)
    first, last = problem.now // DAY, problem.until // DAY
    days = tuple(
        Day(n * DAY, (n + 1) * DAY, random.choice([None, 240]), Span(n * DAY + NOON, n * DAY + 840))
        for n in range(first, last + 1)
    )
    tasks = tuple(
        replace(task, domain=random.choice("xyz"), weight=random.choice([1, 3, 9, 27]))
        for task in problem.tasks
    )
    rules = {"lunch_minutes": 30, "break_after": 120, "break_minutes": 15, "buffer": 5}
    week = replace(problem, tasks=tasks, days=days, rates=PERSONAL, pinned=(), current=(), **rules)
    accepted = solve(week, work=3_000).blocks
    return replace(week, current=tuple(b for b in accepted if random.random() < 0.3))


light = personal_weeks(light_weeks.map(lambda week: week.problem))
small = personal_weeks(st.builds(lambda seed: small_week(Random(seed)), seeds))
humane_weeks = st.builds(humane, small, seeds)


@examples(20, 400)
@given(st.one_of(light, small, humane_weeks))
def test_alternatives_state_their_price_and_break_no_rule(problem):
    trials = planned(problem)
    problem = trials.problem
    before = checker.price(problem, trials.blocks)
    for own in trials.blocks:
        options = explain_block(trials, own).alternatives
        for option in options:
            plan = trials.changed(option.change)
            assert checker.violations(problem, plan) == []
            after = checker.price(problem, plan)
            assert option.price == tuple(b - a for a, b in zip(before, after, strict=True))
            assert option.block in plan
            assert abs(option.block.begin - own.begin) >= APART
        assert len({option.block.begin for option in options}) == len(options)
        assert options == tuple(sorted(options, key=lambda option: option.sums))


@examples(20, 400)
@given(st.one_of(light, small, humane_weeks))
def test_reasons_are_true(problem):
    trials = planned(problem)
    for own in trials.blocks:
        reasons = explain_block(trials, own).reasons
        assert reasons
        assert len(set(reasons)) == len(reasons) <= 2
        for reason in reasons:
            assert _is_true(trials, own, reason), (own, reason)


def _is_true(trials, own, reason) -> bool:
    """Check the claim of a reason without the code that found it."""
    problem, task = trials.problem, trials.tasks[own.task]
    other = trials.tasks.get(reason.task)
    before = [b for b in trials.blocks if b.task == reason.task]
    match reason.decider:
        case Decider.DEADLINE:
            return task.hard and own.end <= task.deadline == reason.minute
        case Decider.DUE:
            return not task.hard and own.end <= task.deadline == reason.minute
        case Decider.WAITS:
            return reason.task in task.after and max(b.end for b in before) <= own.begin
        case Decider.EARLIEST:
            return task.earliest == reason.minute <= own.begin
        case Decider.ENERGY:
            return task.energy == 2 and not _lacking(problem, own)
        case Decider.GAP:
            return any(s.begin == reason.minute >= own.end for s in problem.busy)
        case Decider.FIRST:
            later = [b.task for b in trials.blocks if b.begin > own.begin]
            return all(
                trials.tasks[n].weight <= task.weight for n in later if not _fixed(trials, n)
            )
        case Decider.HEAVIER:
            return other.weight > task.weight and min(b.begin for b in before) < own.begin
        case Decider.EQUAL:
            return other.weight == task.weight and min(b.begin for b in before) < own.begin
        case Decider.URGENT:
            return other.deadline is not None and min(b.begin for b in before) < own.begin
        case Decider.EVENT:
            return any(s.end == reason.minute <= own.begin for s in problem.busy)
        case Decider.HOURS:
            return any(s.begin == own.begin for s in problem.hours[task.hours])
        case Decider.STAYS:
            return bool({*before} & {*problem.current})
        case Decider.ACCEPTED:
            return own in problem.current
        case _:
            return reason.decider in (Decider.BEST, Decider.ONLY, Decider.FIXED)


def _fixed(trials, name):
    return any(b in trials.fixed for b in trials.of_task(name))


def _lacking(problem, own):
    return any(
        level < 2 and begin < own.end and end > own.begin for begin, end, level in problem.energy
    )


@examples(20, 400)
@given(st.one_of(small, humane_weeks))
def test_remedies_make_room_and_break_no_rule(problem):
    trials = planned(problem)
    for name in list(trials.tasks):
        if trials.missing(name):
            remedies = explain_left_out(trials, name).remedies
            assert len({remedy.kind for remedy in remedies}) == len(remedies)
            for option in remedies:
                _assert_fits(trials, name, option)


def _assert_fits(trials, name, option):
    assert checker.violations(option.problem, option.blocks) == []
    task = next(task for task in option.problem.tasks if task.id == name)
    own = [b for b in option.blocks if b.task == name]
    assert sum(b.end - b.begin for b in own) == task.minutes == trials.tasks[name].minutes
    before = {b for b in trials.blocks if b.task != name}
    after = {b for b in option.blocks if b.task != name}
    assert len(before - after) == (option.other is not None)


@examples(10, 100)
@given(st.one_of(small, humane_weeks))
def test_trials_price_and_check_like_the_whole_plan(problem):
    trials = planned(problem)
    for own in trials.blocks:
        change = {own.task: []}
        plan = trials.changed(change)
        before, after = (Cost(*checker.price(problem, p)) for p in (trials.blocks, plan))
        assert trials.price(change) == tuple(b - a for a, b in zip(before, after, strict=True))


def test_explanations_of_a_large_plan_need_few_checks(monkeypatch):
    checks = []

    def counted(problem, blocks):
        checks.append(len(blocks))
        return checker.violations(problem, blocks)

    monkeypatch.setattr("tasks.planning.explain.trials.violations", counted)
    problem = replace(big_fortnight(Random(1)), rates=PERSONAL)
    trials = Trials.of_plan(problem, solve(problem, work=5_000))
    absent = [name for name in trials.tasks if trials.missing(name)]
    for explain in (
        *(lambda own=own: explain_block(trials, own) for own in trials.blocks[::8]),
        *(lambda name=name: explain_left_out(trials, name) for name in absent[::8]),
    ):
        checks.clear()
        explain()
        assert len(checks) <= 150
        assert max(checks, default=0) < len(trials.blocks)  # the days of a change, not all days
