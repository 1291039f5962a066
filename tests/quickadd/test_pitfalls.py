"""tasks.quickadd: date and repeat bugs known from other planners"""

from __future__ import annotations

from datetime import date

import pytest

from tasks.quickadd import Names, parse
from tasks.recurrence import Rule

TODAY = date(2026, 11, 24)  # a Tuesday


def rule_of(phrase: str, today: date = TODAY) -> Rule:
    parsed = parse(f"Pay rent {phrase}", today, Names({}, {}, {}))
    assert (parsed.title, parsed.problems) == ("Pay rent", ())
    assert parsed.rule
    return parsed.rule


def days_of(phrase: str, today: date = TODAY, length: int = 4) -> list[str]:
    return [f"{day:%a %d %b}" for day in rule_of(phrase, today).preview(length)]


def test_every_two_months_advances_by_months_and_not_by_seconds():
    assert days_of("every 2 months") == ["Tue 24 Nov", "Sun 24 Jan", "Wed 24 Mar", "Mon 24 May"]


def test_every_month_on_the_31st_skips_shorter_months_without_shifting():
    assert days_of("every month on the 31st") == [
        "Thu 31 Dec",
        "Sun 31 Jan",
        "Wed 31 Mar",
        "Mon 31 May",
    ]


def test_every_month_on_the_last_day_occurs_in_every_month():
    assert days_of("every month on the last day", length=3) == [
        "Mon 30 Nov",
        "Thu 31 Dec",
        "Sun 31 Jan",
    ]


def test_nearest_day_before_moves_the_31st_to_the_last_day():
    phrase = "every month on the 31st or the nearest day before"

    assert days_of(phrase, length=3) == ["Mon 30 Nov", "Thu 31 Dec", "Sun 31 Jan"]


def test_every_29_february_occurs_in_leap_years():
    assert [day.year for day in rule_of("every 29 feb").preview(3)] == [2028, 2032, 2036]


def test_every_two_weeks_repeats_every_14_days():
    assert days_of("every 2 weeks on tue", length=3) == ["Tue 24 Nov", "Tue 08 Dec", "Tue 22 Dec"]


def test_every_two_weeks_skips_weeks_by_the_preferred_week_start():
    sunday_first = parse(
        "Gym every 2 weeks on sun, mon", date(2026, 11, 25), Names({}, {}, {}), week_start=6
    )

    assert [f"{day:%a %d %b}" for day in sunday_first.rule.preview(3)] == [
        "Sun 29 Nov",
        "Mon 30 Nov",
        "Sun 13 Dec",
    ]


def test_repeat_on_two_weekdays_includes_both():
    assert days_of("every tue and thu", length=3) == ["Tue 24 Nov", "Thu 26 Nov", "Tue 01 Dec"]


@pytest.mark.parametrize("today", [date(2026, 11, 24 + n) for n in range(7)])
def test_every_weekday_never_falls_on_a_weekend(today):
    days = rule_of("every weekday", today).preview(10)

    assert days[0] >= today
    assert all(day.weekday() < 5 for day in days)


def test_first_occurrence_is_today_and_not_one_interval_later():
    assert rule_of("every 3 days").preview(1) == [TODAY]


def test_first_occurrence_matches_the_rule_even_with_an_explicit_date():
    parsed = parse("Gym every 2 weeks on mon fri", TODAY, Names({}, {}, {}))
    dated = parse("Gym fri every 2 weeks on mon", TODAY, Names({}, {}, {}))

    assert parsed.scheduled_date == date(2026, 11, 27)
    assert dated.scheduled_date == dated.rule.starts_on == date(2026, 11, 30)


def test_every_month_after_completion_counts_from_the_completion_date():
    rule = rule_of("every! month", date(2026, 9, 10))

    assert rule.after_completion(date(2026, 9, 12)) == date(2026, 10, 12)


def test_until_ends_on_the_written_date():
    assert rule_of("every day until 3 may").last() == date(2027, 5, 3)


def test_relative_dates_work_at_both_ends_of_the_calendar():
    no_names = Names({}, {}, {})

    assert parse("Rest today", date.min, no_names).scheduled_date == date.min
    assert parse("Rest tomorrow", date.max, no_names).problems == (
        "That date is too far in the future.",
    )
