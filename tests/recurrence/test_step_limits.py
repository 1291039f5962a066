"""Hostile rules take a bounded number of steps (function calls, not time)"""

from __future__ import annotations

import sys
from datetime import date, timedelta

import pytest

from tasks.recurrence import InvalidRule, Rule, describe
from tasks.recurrence.gregorian import GREGORIAN_CYCLE

START = date(2027, 1, 1)
TODAY = date(2027, 6, 1)


def steps(work) -> int:
    """Count the function calls of `work`: a measure that does not depend on the machine."""
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


def assert_rejected(text, start=START):
    with pytest.raises(InvalidRule):
        Rule.validated(text, start)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;BYSETPOS=1",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30,31;BYDAY=MO,TU,WE;COUNT=9999",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=5",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=9999",
        "FREQ=DAILY;INTERVAL=7;BYDAY=SA",
        "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1",
        "FREQ=YEARLY;BYWEEKNO=20;BYMONTH=1",
        "FREQ=SECONDLY;INTERVAL=1",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;COUNT=99999999999999999999999",
    ],
)
def test_rule_without_dates_is_rejected_after_at_most_a_century_of_steps(text):
    # The search examines every day of 100 years at most, with a handful of calls each.
    assert steps(lambda: assert_rejected(text)) < 36_525 * 12


@pytest.mark.parametrize("size", [10, 100, 1_000, 100_000])
def test_overlong_rule_text_is_rejected_before_parsing(size):
    assert steps(lambda: assert_rejected("FREQ=DAILY;BYDAY=" + "MO," * 200 * size)) < 100


@pytest.mark.parametrize("years", [1, 10, 100, 1000])
@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR",
        "FREQ=MONTHLY;BYMONTHDAY=1,-1",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=YEARLY",
        "FREQ=YEARLY;BYWEEKNO=20,30;BYDAY=MO;BYSETPOS=-1",
        "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=-1",
    ],
)
def test_window_takes_few_steps_whatever_the_age_of_the_series(text, years):
    rule = Rule.validated(text, TODAY.replace(year=TODAY.year - years))
    window = TODAY.toordinal(), TODAY.toordinal() + 60
    rule.ordinals(*window)
    assert steps(lambda: rule.ordinals(*window)) < 400


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=9",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300",
        "FREQ=WEEKLY;INTERVAL=9999;BYMONTH=1;BYDAY=MO;BYSETPOS=2",
        "FREQ=YEARLY;BYDAY=-53MO;BYMONTH=3;BYYEARDAY=1",
    ],
)
def test_unvalidated_rule_without_dates_stops_searching_after_400_years(text):
    """The Gregorian calendar repeats after 400 years, so no search needs to reach year 9999."""
    unchecked = Rule(text, START)
    assert steps(lambda: unchecked.after(START)) < GREGORIAN_CYCLE * 3
    assert unchecked.preview() == []


def test_rule_with_a_large_count_of_a_rare_day_is_previewed_in_bounded_steps():
    rule = Rule.validated("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;COUNT=9999", START)
    assert steps(lambda: rule.preview()) < 9_999 * 40


def test_excluded_dates_are_looked_up_in_constant_time():
    days = [START + timedelta(days=n) for n in range(1000)]
    rule = Rule.validated("FREQ=DAILY", START, exdates=days)
    window = START.toordinal(), START.toordinal() + 1000
    assert steps(lambda: rule.ordinals(*window)) < 3_000


def test_longest_rule_text_can_be_validated_and_described():
    text = "FREQ=YEARLY;BYYEARDAY=" + ",".join(map(str, range(1, 120)))
    rule = Rule.validated(text, START)
    assert describe(rule).endswith("119th day of the year")
    assert rule.preview(2) == [START, START + timedelta(days=1)]
