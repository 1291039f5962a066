"""Free time: where gaps begin and end"""

from __future__ import annotations

from tasks.planning.solver import Span, Task
from tasks.planning.solver.timeline import fixed_blocks, gaps

from .problems import HOUR, block, day

NINE, NOON, FIVE = 9 * HOUR, 12 * HOUR, 17 * HOUR


def spans(problem) -> list[tuple[int, int]]:
    return [(gap.begin, gap.end) for gap in gaps(problem)]


def test_day_without_events_is_one_gap():
    assert spans(day()) == [(NINE, FIVE)]


def test_gaps_keep_the_buffer_to_events_but_not_to_hours():
    assert spans(day(busy=(Span(600, 660),), buffer=10)) == [(NINE, 590), (670, FIVE)]


def test_gaps_keep_the_buffer_to_an_event_before_the_hours():
    assert spans(day(busy=(Span(480, NINE - 2),), buffer=10)) == [(NINE + 8, FIVE)]


def test_all_day_event_leaves_no_gap():
    assert spans(day(busy=(Span(0, 1440),))) == []


def test_event_across_midnight_shortens_both_days():
    hours = (Span(1320, 1440), Span(1440, 1560))
    assert spans(day(hours=hours, until=2880, busy=(Span(1400, 1500),))) == [
        (1320, 1400),
        (1500, 1560),
    ]


def test_gaps_start_no_earlier_than_now():
    assert spans(day(now=600)) == [(600, FIVE)]


def test_gaps_exclude_pinned_blocks():
    pinned = (block("a", 600, 660),)
    assert spans(day(Task("a", 60), pinned=pinned)) == [(NINE, 600), (660, FIVE)]


def test_hours_closer_than_the_buffer_are_one_gap_with_two_windows():
    (gap,) = gaps(day(hours=(Span(NINE, NOON), Span(NOON + 5, FIVE)), buffer=10))
    assert gap.windows["default"] == (Span(NINE, NOON), Span(NOON + 5, FIVE))
    assert not gap.plain


def test_groups_of_hours_share_a_gap():
    hours = {"default": (Span(NINE, NOON),), "home": (Span(600, FIVE),)}
    (gap,) = gaps(day(hours=hours))
    assert gap.fit("home", NINE, 60) == 600
    assert gap.fit("default", 690, 60) == -1


def test_block_in_progress_is_fixed():
    running = block("a", 580, 640)
    assert fixed_blocks(day(Task("a", 60), now=600, current=(running,))) == (running,)


def test_block_that_is_over_is_not_fixed():
    assert fixed_blocks(day(Task("a", 60), now=700, current=(block("a", 580, 640),))) == ()
