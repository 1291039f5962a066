"""Rule.after_completion: series that count from completion"""

from __future__ import annotations

from datetime import date

import pytest

from tasks.recurrence import Rule

START = date(2027, 1, 31)


def rule(text):
    return Rule.validated(text, START, kind="after_completion")


@pytest.mark.parametrize(
    ("text", "completed_on", "following"),
    [
        ("FREQ=DAILY;INTERVAL=5", date(2027, 3, 3), date(2027, 3, 8)),
        ("FREQ=WEEKLY;INTERVAL=2", date(2027, 3, 3), date(2027, 3, 17)),
        ("FREQ=MONTHLY", date(2027, 9, 10), date(2027, 10, 10)),
        ("FREQ=MONTHLY", date(2027, 1, 31), date(2027, 2, 28)),
        ("FREQ=MONTHLY", date(2027, 2, 28), date(2027, 3, 28)),
        ("FREQ=MONTHLY;INTERVAL=12", date(2027, 12, 31), date(2028, 12, 31)),
        ("FREQ=YEARLY", date(2028, 2, 29), date(2029, 2, 28)),
        ("FREQ=YEARLY;INTERVAL=4", date(2028, 2, 29), date(2032, 2, 29)),
    ],
)
def test_after_completion_counts_from_the_completion_date(text, completed_on, following):
    assert rule(text).after_completion(completed_on) == following


def test_after_completion_returns_none_after_until():
    series = rule("FREQ=DAILY;INTERVAL=5;UNTIL=20270310")
    assert series.after_completion(date(2027, 3, 5)) == date(2027, 3, 10)
    assert series.after_completion(date(2027, 3, 6)) is None


def test_after_completion_returns_none_once_count_is_reached():
    series = rule("FREQ=DAILY;COUNT=3")
    assert series.after_completion(START, done=2) == date(2027, 2, 1)
    assert series.after_completion(START, done=3) is None


@pytest.mark.parametrize("text", ["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY"])
def test_after_completion_returns_none_after_the_year_9999(text):
    assert rule(text).after_completion(date.max) is None


def test_after_completion_series_has_only_its_first_date_before_completion():
    series = rule("FREQ=DAILY")
    assert series.between(date.min, date.max) == [START]
    assert series.after(START) is None


def test_preview_of_an_after_completion_series_assumes_completion_on_each_date():
    assert rule("FREQ=MONTHLY;COUNT=3").preview() == [START, date(2027, 2, 28), date(2027, 3, 28)]


def test_last_date_of_an_after_completion_series_is_its_until_or_none():
    assert rule("FREQ=DAILY;COUNT=3").last() is None
    assert rule("FREQ=DAILY;UNTIL=20270310").last() == date(2027, 3, 10)
