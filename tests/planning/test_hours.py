"""Weekly hours and energy as spans: weekdays, midnight, clock changes"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tasks.planning.solver import EnergyStep, Span
from tasks.planning.solver.hours import energy_steps, weekly_hours

MONDAY = date(2026, 3, 2)
BERLIN = ZoneInfo("Europe/Berlin")


def plain(day: date, minute: int) -> int:
    return (day - MONDAY).days * 1440 + minute


def berlin(day: date, minute: int) -> int:
    local = datetime.combine(day, time(minute // 60, minute % 60), BERLIN)
    return int(local.astimezone(UTC).timestamp()) // 60


def test_weekly_hours_follow_each_weekday():
    ranges = {0: [(540, 720), (780, 1020)], 1: [(600, 660)]}
    spans = weekly_hours(ranges, MONDAY, MONDAY + timedelta(days=2), plain)
    assert spans == (Span(540, 720), Span(780, 1020), Span(2040, 2100))


def test_weekly_hours_run_past_midnight():
    spans = weekly_hours({0: [(1320, 120)]}, MONDAY, MONDAY + timedelta(days=1), plain)
    assert spans == (Span(1320, 1560),)


def test_weekly_hours_include_the_evening_before_the_first_day():
    assert weekly_hours({6: [(1320, 120)]}, MONDAY, MONDAY, plain) == (Span(0, 120),)


def test_weekly_hours_join_ranges_that_meet_at_midnight():
    spans = weekly_hours({0: [(1200, 0)], 1: [(0, 60)]}, MONDAY, date(2026, 3, 3), plain)
    assert spans == (Span(1200, 1500),)


def test_weekly_hours_are_an_hour_shorter_in_the_night_of_the_spring_change():
    saturday = date(2026, 3, 28)
    (span,) = weekly_hours({5: [(1320, 360)]}, saturday, saturday, berlin)
    assert span.end - span.begin == 7 * 60


def test_weekly_hours_keep_local_times_after_a_clock_change():
    sunday = date(2026, 3, 29)
    (span,) = weekly_hours({6: [(540, 600)]}, sunday, sunday, berlin)
    assert span.begin == datetime(2026, 3, 29, 7, tzinfo=UTC).timestamp() // 60


def test_energy_steps_join_equal_hours():
    levels = [1] * 9 + [2] * 3 + [1] * 12
    steps = energy_steps(levels, MONDAY, MONDAY + timedelta(days=1), plain)
    assert steps[:3] == (EnergyStep(0, 540, 1), EnergyStep(540, 720, 2), EnergyStep(720, 1980, 1))
