"""planning.wording: what a person reads"""

from __future__ import annotations

import pytest
from hypothesis import given

from tasks.planning.checker import Rule
from tasks.planning.explain import (
    Binding,
    Kind,
    binding_sentence,
    change_sentence,
    price_sentence,
    sentence,
    why_here,
    why_not,
)
from tasks.planning.solver import Cost, Span, Task

from .problems import HOUR, day, examples, planned, small_weeks

NINE = 9 * HOUR
TITLES = {"a": "Write", "b": "Call Bob", "c": "Walk"}


def when(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


def refusal_of(problem, task):
    return why_not(problem, planned(problem).blocks, task)


def test_a_refusal_says_what_is_needed_and_what_would_help():
    problem = day(Task("a", 45, deadline=NINE + 30, hard=True), until=NINE + 40)
    said = sentence(refusal_of(problem, "a"), when, TITLES.get)
    assert said == "Needs 45 min before 9:30; 30 free. Would fit if it took 30 min."


def test_a_refusal_names_what_the_task_waits_for():
    problem = day(Task("a", 9 * HOUR), Task("b", HOUR, after=("a",)))
    said = sentence(refusal_of(problem, "b"), when, TITLES.get)
    assert said == "Waits for “Write”, not planned either."


def test_a_refusal_without_a_remedy_says_the_need_alone():
    problem = day(Task("a", HOUR, deadline=NINE, hard=True), now=NINE, until=NINE)
    assert sentence(refusal_of(problem, "a"), when, TITLES.get) == (
        "Needs 60 min before 9:00; 0 free."
    )


@pytest.mark.parametrize(
    ("problem", "kind", "said"),
    [
        (
            day(Task("a", HOUR, deadline=NINE + 50, hard=True)),
            Kind.DEADLINE,
            "Would fit with the deadline moved to 10:00.",
        ),
        (
            day(Task("a", HOUR), hours=(Span(NINE, NINE + 45),)),
            Kind.HOURS,
            "Would fit with the hours extended by 15 min.",
        ),
        (
            day(Task("a", HOUR, earliest=12 * HOUR - 50), hours=(Span(NINE, 12 * HOUR),)),
            Kind.EARLIEST,
            "Would fit if it could start 11:00.",
        ),
        (
            day(Task("a", 80), hours=(Span(NINE, NINE + 90),), busy=(Span(NINE + 45, NINE + 50),)),
            Kind.SPLIT,
            "Would fit in pieces of at least 30 min.",
        ),
        (
            day(Task("a", HOUR), Task("b", HOUR, weight=2), hours=(Span(NINE, NINE + 60),)),
            Kind.INSTEAD,
            "Would fit in the place of “Call Bob”.",
        ),
    ],
)
def test_each_kind_of_change_has_its_sentence(problem, kind, said):
    change = next(change for change in refusal_of(problem, "a").changes if change.kind is kind)
    assert change_sentence(change, when, TITLES.get) == said


@pytest.mark.parametrize(
    ("binding", "said"),
    [
        (("both", Rule.PINNED), "Stays: it is pinned, or has begun."),
        (("earlier", Rule.HOURS, "default"), "Not earlier: its hours begin here."),
        (("later", Rule.HOURS, "default"), "Not later: its hours end here."),
        (("earlier", Rule.PAST, "540"), "Not earlier: it is 9:00 already."),
        (("later", Rule.RANGE, "540"), "Not later: the plan ends 9:00."),
        (("earlier", Rule.EARLIEST, "540"), "Not earlier: its earliest start is 9:00."),
        (("later", Rule.DEADLINE, "540"), "Not later: its deadline is 9:00."),
        (("later", Rule.OVERLAP, "b"), "Not later: “Call Bob” is in the way."),
        (("later", Rule.OVERLAP, "event 540"), "Not later: the event of 9:00 is in the way."),
        (("earlier", Rule.OVERLAP), "Not earlier: another piece of it is in the way."),
        (("earlier", Rule.BUFFER, "b"), "Not earlier: the buffer after “Call Bob”."),
        (("later", Rule.BUFFER, "event 540"), "Not later: the buffer before the event of 9:00."),
        (("earlier", Rule.ORDER, "b"), "Not earlier: it waits for “Call Bob”."),
        (("later", Rule.ORDER, "b"), "Not later: “Call Bob” waits for it."),
        (("later", "late"), "Not later: it would be late."),
        (("later", "moved"), "Not later: it stands here in the present plan."),
        (("later", "shifted"), "Not later: it would move further from where it stood."),
        (("later", "mismatch"), "Not later: the energy there fits it less well."),
        (("later", "delay"), "Not later: it would only be done later."),
    ],
)
def test_each_binding_has_its_sentence(binding, said):
    assert binding_sentence(Binding(*binding), when, TITLES.get) == said


@pytest.mark.parametrize(
    ("price", "said"),
    [
        (Cost(), "Costs nothing more."),
        (Cost(delay=600), "Finishes 5 h later."),
        (Cost(late=90, delay=90), "Overruns deadlines 45 min more, finishes 45 min later."),
        (Cost(mismatch=60, delay=-390), "Energy fits less well; but finishes 3 h 15 min earlier."),
        (Cost(moved=1, shifted=30), "Moves more of the present plan, moves it further."),
        (Cost(fragments=-1), "Takes fewer pieces."),
    ],
)
def test_a_price_says_the_dearest_first_and_what_is_gained(price, said):
    assert price_sentence(price, (), TITLES.get, weight=2) == said


def test_a_price_without_the_weight_says_no_minutes():
    assert price_sentence(Cost(delay=600), (), TITLES.get) == "Finishes later."


def test_a_price_names_the_displaced_and_claims_no_minutes_for_them():
    said = price_sentence(Cost(left_out=2, delay=-60), ("a", "b", "c"), TITLES.get, weight=2)
    assert (
        said == "Displaces “Write”, “Call Bob” and “Walk”, leaves more out; but finishes earlier."
    )


@examples(12, 300)
@given(small_weeks)
def test_whatever_is_found_can_be_said(problem):
    plan = planned(problem, 3_000)
    for block in plan.blocks[:4]:
        explanation = why_here(problem, plan.blocks, block)
        for binding in explanation.bindings:
            assert binding_sentence(binding, when, str).startswith(("Not earlier", "Not later"))
        for slot in explanation.alternatives:
            assert price_sentence(slot.price, slot.displaced, str).endswith(".")
    for task in plan.left_out[:2]:
        assert sentence(why_not(problem, plan.blocks, task), when, str)
