"""Rule.between, ordinals, after, preview and last"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tasks.recurrence import Rule, expand

WEDNESDAY = date(2027, 1, 6)


def rule(text, start=WEDNESDAY, **fields):
    return Rule.validated(text, start, **fields)


def days(*numbers):
    return [date(2027, 1, number) for number in numbers]


def test_between_includes_both_ends_of_the_window():
    daily = rule("FREQ=DAILY;INTERVAL=2")
    assert daily.between(date(2027, 1, 8), date(2027, 1, 12)) == days(8, 10, 12)
    assert daily.between(date(2027, 1, 9), date(2027, 1, 9)) == []
    assert daily.between(date(2027, 1, 12), date(2027, 1, 8)) == []


def test_between_returns_no_date_before_the_start():
    assert rule("FREQ=DAILY").between(date.min, WEDNESDAY) == [WEDNESDAY]


def test_ordinals_match_the_dates_of_between():
    weekly = rule("FREQ=WEEKLY;BYDAY=MO,FR", exdates=days(11), rdates=days(9))
    first, last = date(2027, 1, 1), date(2027, 1, 31)
    ordinals = weekly.ordinals(first.toordinal(), last.toordinal())
    assert [date.fromordinal(n) for n in ordinals] == weekly.between(first, last)


def test_start_that_does_not_match_the_rule_is_not_an_instance():
    series = rule("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3")
    assert series.preview() == days(7, 12, 14)


def test_count_and_until_are_inclusive():
    assert rule("FREQ=DAILY;COUNT=3").preview() == days(6, 7, 8)
    assert rule("FREQ=DAILY;UNTIL=20270108").preview() == days(6, 7, 8)


def test_excluded_dates_use_up_count_and_extra_dates_do_not():
    series = rule("FREQ=DAILY;COUNT=3", exdates=days(7), rdates=days(20))
    assert series.preview() == days(6, 8, 20)


def test_excluded_date_overrides_an_extra_date():
    series = rule("FREQ=DAILY;COUNT=1", exdates=days(9), rdates=days(9, 10))
    assert series.preview() == days(6, 10)


def test_extra_date_may_precede_the_start_or_repeat_a_date_of_the_rule():
    series = rule("FREQ=DAILY;COUNT=2", rdates=days(2, 7))
    assert series.preview() == days(2, 6, 7)
    assert series.after(date(2027, 1, 1)) == date(2027, 1, 2)


def test_after_returns_a_date_strictly_later():
    weekly = rule("FREQ=WEEKLY")
    assert weekly.after(WEDNESDAY - timedelta(days=1)) == WEDNESDAY
    assert weekly.after(WEDNESDAY) == date(2027, 1, 13)


def test_after_returns_none_past_the_end_of_the_series():
    assert rule("FREQ=DAILY;COUNT=3").after(date(2027, 1, 8)) is None


def test_after_finds_a_date_decades_away():
    leap_mondays = rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO")
    assert leap_mondays.after(date(2052, 1, 1)) == date(2072, 2, 29)
    assert leap_mondays.after(date(2072, 2, 29)) == date(2112, 2, 29)


def test_rule_has_no_dates_after_the_year_9999():
    assert rule("FREQ=YEARLY").after(date(9999, 1, 7)) is None
    assert rule("FREQ=MONTHLY").between(date(9999, 12, 1), date.max) == [date(9999, 12, 6)]
    assert rule("FREQ=YEARLY;BYWEEKNO=1").between(date(9999, 1, 1), date.max)


def test_preview_starts_at_the_given_date():
    assert rule("FREQ=DAILY").preview(2, since=date(2027, 1, 20)) == days(20, 21)
    assert rule("FREQ=DAILY;COUNT=3").preview(since=date(2027, 1, 8)) == days(8)


@pytest.mark.parametrize("text", ["FREQ=DAILY", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY"])
def test_last_returns_none_for_an_endless_series(text):
    assert rule(text).last() is None


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("FREQ=DAILY;COUNT=10", date(2027, 1, 15)),
        ("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=3", date(2027, 1, 13)),
        ("FREQ=MONTHLY;UNTIL=20290101", date(2028, 12, 6)),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=3", date(2036, 2, 29)),
    ],
)
def test_last_returns_the_final_date_of_a_series_that_ends(text, last):
    assert rule(text).last() == last


def test_last_accounts_for_excluded_and_extra_dates():
    series = rule("FREQ=DAILY;COUNT=3")
    assert replace(series, exdates=tuple(days(8))).last() == date(2027, 1, 7)
    assert replace(series, rdates=tuple(days(30))).last() == date(2027, 1, 30)


def test_last_returns_a_date_when_every_date_is_excluded():
    assert rule("FREQ=DAILY;COUNT=2", exdates=days(6, 7)).last() == date(2027, 1, 7)


def test_clamped_days_of_one_month_are_merged_into_one_date():
    series = rule("FREQ=MONTHLY;BYMONTHDAY=29,30,31", missing_days="clamp")
    assert series.between(date(2027, 2, 1), date(2027, 2, 28)) == [date(2027, 2, 28)]


def test_clamped_day_counted_from_the_end_moves_into_the_previous_month():
    """In RFC 7529, the 31st-to-last day of February moves back to the end of January."""
    series = rule("FREQ=MONTHLY;BYMONTHDAY=-31", date(2027, 1, 1), missing_days="clamp")
    assert series.preview(4) == [*days(1, 31), date(2027, 3, 1), date(2027, 3, 31)]
    yearly = rule("FREQ=YEARLY;BYYEARDAY=-366", date(2028, 1, 1), missing_days="clamp")
    assert yearly.preview(2) == [date(2028, 1, 1), date(2028, 12, 31)]


def test_clamping_does_not_move_days_of_a_daily_rule():
    """BYMONTHDAY only limits a DAILY rule, so no day is missing (RFC 7529 §4.1)."""
    series = rule("FREQ=DAILY;BYMONTHDAY=31", missing_days="clamp")
    assert series.preview(2) == [date(2027, 1, 31), date(2027, 3, 31)]


def test_count_is_bounded_by_the_days_in_question(monkeypatch):
    rule = Rule.validated(
        "FREQ=YEARLY;COUNT=9999;BYMONTH=2;BYDAY=MO,TU;BYSETPOS=1", date(2020, 1, 1)
    )
    windows = []
    search = expand.search
    monkeypatch.setattr(expand, "search", lambda *args: windows.append(args[1:3]) or search(*args))

    assert rule.between(date(2026, 1, 1), date(2026, 12, 31)) == [date(2026, 2, 2)]
    assert max(last - first for first, last in windows) <= 2 * 4096


@pytest.mark.parametrize("count", [1, 5, 400, 9999])
def test_counted_rule_ends_on_the_same_day_seen_from_anywhere(count):
    rule = Rule.validated(f"FREQ=DAILY;COUNT={count}", date(2020, 1, 1))
    last = date(2020, 1, 1) + timedelta(days=count - 1)

    assert rule.last() == last
    assert rule.after(last - timedelta(days=1)) == last
    assert rule.after(last) is None
    assert rule.between(last, date(2199, 1, 1)) == [last]
    assert rule.next_between(last, date(2199, 1, 1)) == last
