"""The sentences that explain a plan"""

from __future__ import annotations

import pytest
from hypothesis import given

from tasks.planning.checker import Rule
from tasks.planning.explain import Binding, explain_block, explain_left_out
from tasks.planning.solver import Cost, Slot, Span, Task
from tasks.planning.solver.relaxations import RelaxationKind
from tasks.planning.wording import (
    Finish,
    Formatter,
    alternative_sentence,
    binding_sentence,
    duration_text,
    left_out_sentence,
    relaxation_sentence,
)

from .problems import HOUR, day, examples, planned, small_weeks

NINE, TEN = 9 * HOUR, 10 * HOUR
TITLES = {"a": "Write", "b": "Call Bob", "c": "Walk"}
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday"]


def clock(minute: int) -> str:
    return f"{minute // 60 % 24}:{minute % 60:02}"


def weekday(minute: int) -> str:
    return WEEKDAYS[minute // (24 * HOUR) % 4]


TODAY = Formatter(clock, clock, clock, weekday, weekday, TITLES.__getitem__, only_today=True)
WEEK = Formatter(clock, clock, clock, weekday, weekday, TITLES.__getitem__)
ANY_TITLE = Formatter(clock, clock, clock, weekday, weekday, str)


def explanation_of(problem, task):
    return explain_left_out(problem, planned(problem).blocks, task)


def relaxation_of(problem, task, kind):
    relaxations = explanation_of(problem, task).relaxations
    return next(relaxation for relaxation in relaxations if relaxation.kind is kind)


def slot(cost, affected=()):
    return Slot((Span(NINE, TEN),), (), cost, affected)


@pytest.mark.parametrize(
    ("minutes", "text"), [(5, "5 min"), (60, "1h"), (90, "1h 30m"), (600, "10h")]
)
def test_duration_text_uses_hours_from_sixty_minutes(minutes, text):
    assert duration_text(minutes) == text


def test_left_out_sentence_compares_needed_and_free_time():
    problem = day(Task("a", 45, deadline=NINE + 30, hard=True), until=NINE + 40)
    assert left_out_sentence(explanation_of(problem, "a"), TODAY) == (
        "Doesn't fit today: 45 min needed, 30 min free before 9:30. Shorten it to 30 min."
    )


def test_left_out_sentence_names_the_end_of_the_hours_rather_than_midnight():
    problem = day(Task("a", 10 * HOUR))
    sentence = left_out_sentence(explanation_of(problem, "a"), WEEK)
    assert sentence.startswith("Doesn't fit: 10h needed, 8h free before 17:00.")


def test_left_out_sentence_suggests_another_day_or_longer_hours():
    problem = day(Task("a", 30), Task("b", 55, weight=9), hours=(Span(16 * HOUR, 17 * HOUR),))
    assert left_out_sentence(explanation_of(problem, "a"), TODAY) == (
        "Doesn't fit today: 30 min needed, 5 min free before 17:00. "
        "Move “Call Bob” to tomorrow, or work until 17:25."
    )


def test_left_out_sentence_names_the_task_that_it_waits_for():
    problem = day(Task("a", 9 * HOUR), Task("b", HOUR, after=("a",)))
    sentence = left_out_sentence(explanation_of(problem, "b"), TODAY)
    assert sentence == "Waits for “Write”, which isn't planned either."


def test_left_out_sentence_says_when_there_are_no_hours():
    problem = day(Task("a", HOUR, deadline=NINE, hard=True), now=NINE, until=NINE)
    sentence = left_out_sentence(explanation_of(problem, "a"), TODAY)
    assert sentence == "Doesn't fit: this plan has no working hours for it."


@pytest.mark.parametrize(
    ("problem", "kind", "sentence"),
    [
        (
            day(Task("a", HOUR, deadline=NINE + 50, hard=True)),
            RelaxationKind.DEADLINE,
            "Move its deadline to 10:00.",
        ),
        (
            day(Task("a", HOUR, earliest=NINE), hours=(Span(NINE, NINE + 45),)),
            RelaxationKind.HOURS,
            "Work until 10:00.",
        ),
        (
            day(Task("a", HOUR, deadline=NINE + 45, hard=True), hours=(Span(NINE, TEN),)),
            RelaxationKind.HOURS,
            "Start work at 8:45.",
        ),
        (
            day(Task("a", HOUR, earliest=12 * HOUR - 50), hours=(Span(NINE, 12 * HOUR),)),
            RelaxationKind.EARLIEST,
            "Let it start on Monday.",
        ),
        (
            day(Task("a", 80), hours=(Span(NINE, NINE + 90),), busy=(Span(NINE + 45, NINE + 50),)),
            RelaxationKind.SPLIT,
            "Split it into pieces of at least 30 min.",
        ),
        (
            day(Task("a", HOUR), Task("b", HOUR, weight=2), hours=(Span(NINE, TEN),)),
            RelaxationKind.INSTEAD,
            "Move “Call Bob” to another day.",
        ),
    ],
)
def test_relaxation_sentence_names_the_change_to_make(problem, kind, sentence):
    assert relaxation_sentence(relaxation_of(problem, "a", kind), WEEK) == sentence


@pytest.mark.parametrize(
    ("binding", "sentence"),
    [
        (("both", Rule.PINNED), "Stays here: it is pinned or already started."),
        (("earlier", Rule.HOURS, "default"), "Can't be earlier: its hours start here."),
        (("later", Rule.HOURS, "default"), "Can't be later: its hours end here."),
        (("earlier", Rule.PAST, "540"), "Can't be earlier: it is already 9:00."),
        (("later", Rule.RANGE, "540"), "Can't be later: the plan ends here."),
        (("earlier", Rule.EARLIEST, "540"), "Can't be earlier: its earliest start is 9:00."),
        (("later", Rule.DEADLINE, "540"), "Can't be later: its deadline is 9:00."),
        (("later", Rule.OVERLAP, "b"), "Can't be later: “Call Bob” is in the way."),
        (
            ("later", Rule.OVERLAP, "event 540"),
            "Can't be later: the event at 9:00 is in the way.",
        ),
        (
            ("earlier", Rule.OVERLAP),
            "Can't be earlier: another piece of this task is in the way.",
        ),
        (
            ("earlier", Rule.BUFFER, "b"),
            "Can't be earlier: it needs a buffer after “Call Bob”.",
        ),
        (
            ("later", Rule.BUFFER, "event 540"),
            "Can't be later: it needs a buffer before the event at 9:00.",
        ),
        (("earlier", Rule.ORDER, "b"), "Can't be earlier: it waits for “Call Bob”."),
        (("later", Rule.ORDER, "b"), "Can't be later: “Call Bob” waits for it."),
        (("later", "late"), "Later, it would miss its deadline."),
        (("later", "moved"), "Later, it would leave its current place."),
        (("later", "shifted"), "Later is further from its current place."),
        (("later", "energy"), "Later, it would suit your energy less."),
        (("later", "delay"), "Later would only delay it."),
        (("earlier", "fragments"), "Earlier would make the plan worse."),
    ],
)
def test_binding_sentence_names_the_obstacle(binding, sentence):
    assert binding_sentence(Binding(*binding), TODAY) == sentence


@pytest.mark.parametrize(
    ("cost", "sentence"),
    [
        (Cost(), "No drawbacks."),
        (Cost(delay=600), "Finishes later."),
        (Cost(late=90, energy=-5), "More time past deadlines; suits your energy better."),
        (Cost(moved=1, shifted=30), "Moves it from its current place."),
        (Cost(fragments=-1), "Takes fewer pieces."),
    ],
)
def test_alternative_sentence_lists_drawbacks_before_benefits(cost, sentence):
    assert alternative_sentence(slot(cost), 0, None, WEEK) == sentence


def test_alternative_sentence_counts_other_blocks_and_compares_days():
    finish = Finish(current=2 * 24 * HOUR + NINE, new=3 * 24 * HOUR + NINE)
    alternative = slot(Cost(moved=4, shifted=90, delay=900), ("a", "b", "c"))
    assert alternative_sentence(alternative, 3, finish, WEEK) == (
        "Moves 3 other blocks; done on Thursday instead of Wednesday."
    )


def test_alternative_sentence_compares_times_on_the_same_day():
    sentence = alternative_sentence(slot(Cost(delay=60)), 0, Finish(NINE, TEN), WEEK)
    assert sentence == "Done at 10:00 instead of 9:00."


def test_alternative_sentence_names_up_to_two_tasks_that_move():
    alternative = slot(Cost(left_out=2), ("a", "b"))
    assert alternative_sentence(alternative, 2, None, WEEK) == (
        "Moves “Write” and “Call Bob”; fits fewer tasks."
    )


@examples(12, 300)
@given(small_weeks)
def test_every_explanation_has_a_sentence_on_random_weeks(problem):
    plan = planned(problem, 3_000)
    for block in plan.blocks[:4]:
        explanation = explain_block(problem, plan.blocks, block)
        for binding in explanation.bindings:
            assert binding_sentence(binding, ANY_TITLE).endswith(".")
        for alternative in explanation.alternatives:
            assert alternative_sentence(alternative, 1, None, ANY_TITLE).endswith(".")
    for task in plan.left_out[:2]:
        assert left_out_sentence(explain_left_out(problem, plan.blocks, task), ANY_TITLE)
