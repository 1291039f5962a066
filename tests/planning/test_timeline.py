"""solver.timeline: where free time begins and ends"""

from __future__ import annotations

from tasks.planning.solver import Span, Task
from tasks.planning.solver.timeline import fixed_blocks, gaps

from .problems import HOUR, block, day

NINE, NOON, FIVE = 9 * HOUR, 12 * HOUR, 17 * HOUR


def spans(problem) -> list[tuple[int, int]]:
    return [(gap.begin, gap.end) for gap in gaps(problem)]


def test_a_day_without_events_is_one_gap():
    assert spans(day()) == [(NINE, FIVE)]


def test_events_cut_with_the_buffer_and_hours_without():
    assert spans(day(busy=(Span(600, 660),), buffer=10)) == [(NINE, 590), (670, FIVE)]


def test_an_event_before_the_hours_keeps_its_buffer():
    assert spans(day(busy=(Span(480, NINE - 2),), buffer=10)) == [(NINE + 8, FIVE)]


def test_an_all_day_event_leaves_nothing():
    assert spans(day(busy=(Span(0, 1440),))) == []


def test_an_event_across_midnight_cuts_both_days():
    hours = (Span(1320, 1440), Span(1440, 1560))
    assert spans(day(hours=hours, until=2880, busy=(Span(1400, 1500),))) == [
        (1320, 1400),
        (1500, 1560),
    ]


def test_nothing_is_free_before_now():
    assert spans(day(now=600)) == [(600, FIVE)]


def test_pinned_blocks_are_not_free():
    pinned = (block("a", 600, 660),)
    assert spans(day(Task("a", 60), pinned=pinned)) == [(NINE, 600), (660, FIVE)]


def test_ranges_closer_than_the_buffer_are_one_gap_with_two_windows():
    (gap,) = gaps(day(hours=(Span(NINE, NOON), Span(NOON + 5, FIVE)), buffer=10))
    assert gap.windows["default"] == (Span(NINE, NOON), Span(NOON + 5, FIVE))
    assert not gap.plain


def test_groups_of_hours_share_a_gap():
    hours = {"default": (Span(NINE, NOON),), "home": (Span(600, FIVE),)}
    (gap,) = gaps(day(hours=hours))
    assert gap.fit("home", NINE, 60) == 600
    assert gap.fit("default", 690, 60) == -1


def test_a_block_in_progress_stands():
    running = block("a", 580, 640)
    assert fixed_blocks(day(Task("a", 60), now=600, current=(running,))) == (running,)


def test_a_block_that_is_over_does_not():
    assert fixed_blocks(day(Task("a", 60), now=700, current=(block("a", 580, 640),))) == ()
