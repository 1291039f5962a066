"""The sentences about durations, free slots and explanations"""

from __future__ import annotations

import pytest

from tasks.planning.explain.alternatives import Alternative, Side
from tasks.planning.explain.consequences import Consequence, Effect
from tasks.planning.explain.remedies import Remedy, RemedyKind
from tasks.planning.explain.sentences import (
    consequence_sentence,
    left_out_sentence,
    reason_sentence,
    remedy_sentence,
)
from tasks.planning.explain.trials import Trials
from tasks.planning.explain.why_here import Decider, Reason, is_no_worse
from tasks.planning.explain.why_not import explain_left_out
from tasks.planning.solver import PERSONAL, Block, Cost, Slot, Span, Task, solve
from tasks.planning.wording import Finish, Formatter, duration_text, slot_sentence

from .problems import HOUR, day

NINE, TEN, DAY = 9 * HOUR, 10 * HOUR, 24 * HOUR
TITLES = {"a": "Write", "b": "Call Bob", "c": "Walk"}
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday"]


def clock(minute: int) -> str:
    return f"{minute // 60 % 24}:{minute % 60:02}"


def weekday(minute: int) -> str:
    return WEEKDAYS[minute // DAY % 4]


def part(minute: int) -> str:
    return "morning" if minute % DAY < 12 * HOUR else "afternoon"


def event(minute: int) -> str:
    return "Team" if minute == TEN else ""


def formatter(**fields):
    title = TITLES.__getitem__
    times = (clock, clock, clock, weekday, weekday)
    return Formatter(*times, title, part=part, event=event, **fields)


TODAY, WEEK = formatter(only_today=True, now=NINE - 15), formatter()


def explanation_of(problem, task):
    problem = day(*problem.tasks, hours=problem.hours, rates=PERSONAL, until=problem.until)
    return explain_left_out(Trials.of_plan(problem, solve(problem, work=20_000)), task)


def slot(cost, affected=()):
    return Slot((Span(NINE, TEN),), (), cost, affected)


def effect(kind, task="b", **fields):
    return Consequence(kind, task, **fields)


@pytest.mark.parametrize(
    ("minutes", "text"), [(5, "5 min"), (60, "1h"), (90, "1h 30m"), (600, "10h")]
)
def test_duration_text_uses_hours_from_sixty_minutes(minutes, text):
    assert duration_text(minutes) == text


def test_left_out_sentence_compares_needed_and_free_time():
    problem = day(Task("a", 45, deadline=NINE + 30, hard=True), until=NINE + 40)
    assert left_out_sentence(explanation_of(problem, "a"), TODAY) == (
        "Doesn't fit today: 45 min needed, 30 min free before 9:30."
    )


def test_left_out_sentence_names_the_end_of_the_hours_rather_than_midnight():
    sentence = left_out_sentence(explanation_of(day(Task("a", 10 * HOUR)), "a"), WEEK)
    assert sentence == "Doesn't fit: 10h needed, 8h free before 17:00."


def test_left_out_sentence_names_the_task_that_it_waits_for():
    problem = day(Task("a", 9 * HOUR), Task("b", HOUR, after=("a",)))
    sentence = left_out_sentence(explanation_of(problem, "b"), TODAY)
    assert sentence == "Waits for “Write”, which isn't planned either."


def test_left_out_sentence_says_when_there_are_no_hours():
    due = left_out_sentence(
        explanation_of(day(Task("a", HOUR, deadline=NINE, hard=True)), "a"), WEEK
    )
    assert due == "Doesn't fit: no working hours before 9:00."
    never = left_out_sentence(explanation_of(day(Task("a", HOUR), hours=()), "a"), WEEK)
    assert never == "Doesn't fit: this plan has no working hours for it."


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        (RemedyKind.MOVE, {"other": Block(NINE, TEN, "b"), "to": TEN}, "Move “Call Bob” to 10:00."),
        (
            RemedyKind.POSTPONE,
            {"other": Block(NINE, TEN, "b")},
            "Leave “Call Bob” out of this plan.",
        ),
        (RemedyKind.SPLIT, {"value": 30}, "Split it into pieces of at least 30 min."),
        (RemedyKind.EVENING, {"span": Span(NINE, TEN)}, "Work until 10:00 on Monday."),
        (RemedyKind.MORNING, {"span": Span(NINE, TEN)}, "Start at 9:00 on Monday."),
        (RemedyKind.WEEKEND, {"span": Span(NINE, TEN)}, "Work on Monday 9:00–10:00."),
        (RemedyKind.DAY, {"begin": DAY + NINE}, "Do it on Tuesday instead."),
        (RemedyKind.EARLIEST, {"begin": DAY + NINE}, "Let it start on Tuesday."),
        (RemedyKind.DEADLINE, {"value": 2 * DAY}, "Move its deadline to Tuesday."),
    ],
)
def test_remedy_sentence_names_the_change_to_make(kind, fields, sentence):
    remedy = Remedy(kind, day(), (), **{"begin": NINE, **fields})
    assert remedy_sentence(remedy, WEEK) == sentence


def test_remedy_sentence_leaves_today_out():
    longer = Remedy(RemedyKind.EVENING, day(), (), NINE, span=Span(NINE, TEN))
    other = Remedy(RemedyKind.POSTPONE, day(), (), NINE, other=Block(NINE, TEN, "b"))
    assert remedy_sentence(longer, TODAY) == "Work until 10:00."
    assert remedy_sentence(other, TODAY) == "Move “Call Bob” to tomorrow."


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (Reason(Decider.PROMISE), "You set this time."),
        (Reason(Decider.ACCEPTED), "Accepted before, so it stays."),
        (Reason(Decider.DEADLINE, NINE), "It must be done by 9:00."),
        (Reason(Decider.WAITS, task="b"), "“Call Bob” must be done first."),
        (Reason(Decider.EVENT, TEN), "Your “Team” ends at 10:00."),
        (Reason(Decider.EVENT, NINE), "Your event ends at 9:00."),
        (Reason(Decider.GAP, TEN), "Short tasks fill the gap before “Team” at 10:00."),
        (Reason(Decider.FIRST, NINE), "It is the most important thing you can start now."),
        (Reason(Decider.FIRST, TEN), "Nothing in this plan is more important, so it comes first."),
        (Reason(Decider.ENERGY), "Demanding work goes where your energy is high."),
        (Reason(Decider.IDEAL, span=Span(NINE, TEN)), "Its ideal time is 9:00–10:00."),
        (Reason(Decider.HEAVIER, task="b"), "“Call Bob” comes first: it is more important."),
    ],
)
def test_reason_sentence_names_what_decides(reason, sentence):
    assert reason_sentence(reason, TODAY) == sentence


@pytest.mark.parametrize("decider", Decider)
def test_every_decider_has_a_sentence(decider):
    reason = Reason(decider, TEN, Span(NINE, TEN), "b")
    sentence = reason_sentence(reason, TODAY)
    assert sentence.endswith(".")
    assert "%(" not in sentence


@pytest.mark.parametrize(
    ("effects", "sentence"),
    [
        ([effect(Effect.LEFT_OUT)], "Then “Call Bob” doesn't fit today."),
        ([effect(Effect.MISSED)], "“Call Bob” would miss its deadline."),
        ([effect(Effect.LATE, days=1)], "“Call Bob” would be a day late."),
        ([effect(Effect.LATE, "a", own=True, days=2)], "It would be 2 days late."),
        ([effect(Effect.LATE, before=NINE, after=TEN)], "“Call Bob” would be 1h late."),
        ([effect(Effect.MOVED, after=DAY)], "“Call Bob” moves to Tuesday."),
        ([effect(Effect.SHIFTED, before=NINE, after=TEN)], "“Call Bob” moves by 1h."),
        (
            [effect(Effect.SHIFTED, name, before=NINE, after=NINE + 30) for name in "bc"],
            "2 blocks move by up to 30 min.",
        ),
        (
            [effect(Effect.ENERGY, "a", own=True, after=15 * HOUR)],
            "In the afternoon, when your energy is lower.",
        ),
        (
            [effect(Effect.LATER, "a", own=True, before=NINE, after=TEN)],
            "Done at 10:00 instead of 9:00.",
        ),
        ([], "Just as good."),
    ],
)
def test_consequence_sentence_says_what_an_alternative_would_do(effects, sentence):
    assert consequence_sentence(effects, TODAY, is_no_worse=True) == sentence


def test_consequence_sentence_without_a_known_effect_is_no_praise():
    assert not is_no_worse(Alternative(Side.LATER, Block(0, 1, "a"), {}, Cost(delay=1)))
    text = consequence_sentence([], TODAY, is_no_worse=False)
    assert text == "A little worse for the rest of the day."


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
def test_slot_sentence_lists_drawbacks_before_benefits(cost, sentence):
    assert slot_sentence(slot(cost), 0, None, WEEK) == sentence


def test_slot_sentence_counts_other_blocks_and_compares_days():
    finish = Finish(current=2 * 24 * HOUR + NINE, new=3 * 24 * HOUR + NINE)
    alternative = slot(Cost(moved=4, shifted=90, delay=900), ("a", "b", "c"))
    assert slot_sentence(alternative, 3, finish, WEEK) == (
        "Moves 3 other blocks; done on Thursday instead of Wednesday."
    )


def test_slot_sentence_compares_times_on_the_same_day():
    sentence = slot_sentence(slot(Cost(delay=60)), 0, Finish(NINE, TEN), WEEK)
    assert sentence == "Done at 10:00 instead of 9:00."


def test_slot_sentence_names_up_to_two_tasks_that_move():
    alternative = slot(Cost(left_out=2), ("a", "b"))
    assert slot_sentence(alternative, 2, None, WEEK) == (
        "Moves “Write” and “Call Bob”; fits fewer tasks."
    )
