"""Recurrence bugs known from other programs, one test for each.

The number in a test name refers to docs/pitfalls.md.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from core.wallclock import instant
from tasks.recurrence import InvalidRule, Rule, describe
from tasks.recurrence.ics import from_ics, to_ics_lines

JAN_31 = date(2027, 1, 31)
WEDNESDAY = date(2027, 1, 6)


def rule(text, start=WEDNESDAY, **fields):
    return Rule.validated(text, start, **fields)


def local_times(series, zone, count):
    return [
        instant(day, series.starts_at, ZoneInfo(zone)).astimezone(ZoneInfo(zone)).time()
        for day in series.preview(count)
    ]


def test_001_monthly_rule_keeps_the_31st_after_a_short_month():
    assert rule("FREQ=MONTHLY", JAN_31).preview(3) == [JAN_31, date(2027, 3, 31), date(2027, 5, 31)]
    clamped = rule("FREQ=MONTHLY", JAN_31, missing_days="clamp").preview(3)
    assert clamped == [JAN_31, date(2027, 2, 28), date(2027, 3, 31)]


def test_002_rule_repeats_every_quarter_and_every_year_on_a_fixed_day():
    assert rule("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15").preview(2) == [
        date(2027, 1, 15),
        date(2027, 4, 15),
    ]
    assert rule("FREQ=YEARLY").preview(2) == [WEDNESDAY, date(2028, 1, 6)]


def test_003_weekly_rule_repeats_only_on_the_given_weekdays():
    days = rule("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR").preview(20)
    assert {day.weekday() for day in days} == {0, 1, 2, 3, 4}


def test_004_every_two_months_advances_by_months_and_not_by_60_days():
    assert rule("FREQ=MONTHLY;INTERVAL=2").preview(3) == [
        WEDNESDAY,
        date(2027, 3, 6),
        date(2027, 5, 6),
    ]


@pytest.mark.parametrize("text", ["FREQ=DAILY", "FREQ=MONTHLY;BYMONTHDAY=15", "FREQ=WEEKLY"])
def test_005_006_rule_is_exported_as_valid_icalendar(text):
    start, recur = to_ics_lines(rule(text), None)
    assert start.startswith("DTSTART;VALUE=DATE:2027")
    assert recur == f"RRULE:{text}"


@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("Pacific/Auckland", date(2027, 9, 26)),
        ("Australia/Sydney", date(2027, 10, 3)),
        ("Europe/London", date(2027, 3, 28)),
        ("America/New_York", date(2027, 11, 7)),
    ],
)
def test_008_014_021_030_daily_rule_keeps_its_days_and_local_time_across_dst(zone, change):
    daily = rule("FREQ=DAILY", change - timedelta(days=2), starts_at=time(9))
    assert daily.preview(5) == [change + timedelta(days=n) for n in (-2, -1, 0, 1, 2)]
    assert set(local_times(daily, zone, 5)) == {time(9)}


def test_009_029_monthly_rule_repeats_on_the_last_day_of_the_month():
    assert rule("FREQ=MONTHLY;BYMONTHDAY=-1").preview(3) == [
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 3, 31),
    ]


def test_010_028_next_date_is_in_the_future_after_weeks_of_absence():
    weekly, today = rule("FREQ=WEEKLY"), date(2027, 3, 1)
    assert weekly.after(today) == date(2027, 3, 3)


def test_011_monthly_after_completion_on_10_september_repeats_on_10_october():
    monthly = rule("FREQ=MONTHLY", kind="after_completion")
    assert monthly.after_completion(date(2027, 9, 10)) == date(2027, 10, 10)


def test_012_next_date_lookup_leaves_earlier_dates_unchanged():
    weekly = rule("FREQ=WEEKLY")
    weekly.after(date(2027, 3, 1))
    assert weekly.preview(2) == [WEDNESDAY, date(2027, 1, 13)]


def test_013_repeating_item_requires_dtstart():
    assert to_ics_lines(rule("FREQ=DAILY"), None)[0] == "DTSTART;VALUE=DATE:20270106"
    with pytest.raises(InvalidRule):
        from_ics(["DUE;VALUE=DATE:20270106", "RRULE:FREQ=DAILY"], None)


@pytest.mark.parametrize("text", ["FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY", "FREQ=MONTHLY"])
def test_016_first_occurrence_is_the_start_date(text):
    assert rule(text).preview(1) == [WEDNESDAY]


def test_018_every_other_week_rule_respects_the_week_start():
    sunday_first = rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU").preview(4)
    monday_first = rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO").preview(4)
    assert [day.day for day in sunday_first] == [17, 18, 31, 1]
    assert [day.day for day in monday_first] == [10, 18, 24, 1]


def test_019_start_date_occurs_once_when_it_is_also_an_extra_date():
    daily = rule("FREQ=DAILY", rdates=[WEDNESDAY])
    assert daily.between(WEDNESDAY, WEDNESDAY) == [WEDNESDAY]


def test_020_029_start_date_is_preserved_by_edits_and_splits():
    before = rule("FREQ=DAILY")
    after = rule("FREQ=WEEKLY;BYDAY=TU", before.starts_on, starts_at=time(9))
    assert after.starts_on == WEDNESDAY
    assert after.split(date(2027, 2, 1))[0].starts_on == WEDNESDAY


def test_022_rule_with_every_kind_of_rfc_5545_part_is_expanded():
    text = "FREQ=YEARLY;INTERVAL=2;BYMONTH=1,12;BYWEEKNO=1,53;BYDAY=MO,TU;BYSETPOS=-1;WKST=SU"
    assert rule(text).preview()


def test_023_every_two_weeks_repeats_exactly_every_14_days():
    days = rule("FREQ=WEEKLY;INTERVAL=2").preview(60)
    assert {(late - early).days for early, late in pairwise(days)} == {14}


def test_024_rule_on_tuesday_and_thursday_repeats_on_both_days():
    assert [day.weekday() for day in rule("FREQ=WEEKLY;BYDAY=TU,TH").preview(4)] == [3, 1, 3, 1]


@pytest.mark.parametrize("start", [WEDNESDAY, date(2027, 1, 9), date(2027, 1, 10)])
def test_025_weekday_rule_has_no_dates_at_weekends(start):
    days = rule("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", start).preview(50)
    assert max(day.weekday() for day in days) == 4


def test_025_creation_day_that_does_not_match_the_rule_is_not_an_occurrence():
    assert rule("FREQ=WEEKLY;BYDAY=TU,TH").preview(1) == [date(2027, 1, 7)]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns"])
def test_027_weekday_is_correct_in_every_time_zone(zone):
    monday = rule("FREQ=WEEKLY;BYDAY=MO", starts_at=time(0, 15))
    for day in monday.preview(60):
        local = instant(day, monday.starts_at, ZoneInfo(zone)).astimezone(ZoneInfo(zone))
        assert (local.date(), local.weekday()) == (day, 0)


def test_028_completion_late_in_the_evening_counts_on_the_local_date():
    every_five = rule("FREQ=DAILY;INTERVAL=5", kind="after_completion")
    done_at = datetime(2027, 3, 2, 4, 30, tzinfo=UTC)  # 1 March, 23:30 in New York
    completed_on = done_at.astimezone(ZoneInfo("America/New_York")).date()
    assert every_five.after_completion(completed_on) == date(2027, 3, 6)


def test_029_end_before_the_start_is_rejected():
    with pytest.raises(InvalidRule, match="ends before it starts"):
        rule("FREQ=DAILY;UNTIL=19830101")


def test_030_skipped_31st_produces_a_warning():
    assert rule("FREQ=MONTHLY", JAN_31).warning() == "Months without a 31st are skipped."


@pytest.mark.parametrize("zone", [None, "Pacific/Kiritimati", "America/Los_Angeles"])
def test_031_032_033_034_035_date_without_a_time_is_the_same_in_every_zone(zone):
    dates = rule("FREQ=DAILY;COUNT=3", exdates=[date(2027, 1, 7)])
    assert from_ics(to_ics_lines(dates, zone), zone) == dates


def test_036_series_is_exported_with_its_zone():
    lines = to_ics_lines(rule("FREQ=WEEKLY", starts_at=time(9)), "Australia/Lord_Howe")
    assert lines[0] == "DTSTART;TZID=Australia/Lord_Howe:20270106T090000"


def test_038_rule_is_unchanged_when_the_zone_changes():
    assert rule("FREQ=DAILY", starts_at=time(9), zone=ZoneInfo("Asia/Tokyo")) == rule(
        "FREQ=DAILY", starts_at=time(9), zone=ZoneInfo("Europe/Berlin")
    )


def test_049_moved_and_removed_instances_survive_an_ics_round_trip():
    series = rule("FREQ=WEEKLY", exdates=[WEDNESDAY], rdates=[date(2027, 1, 8)])
    assert from_ics(to_ics_lines(series, None), None).preview(2) == [
        date(2027, 1, 8),
        date(2027, 1, 13),
    ]


def test_092_rule_repeating_every_second_is_rejected():
    with pytest.raises(InvalidRule, match="every hour at most"):
        rule("FREQ=SECONDLY", date(1970, 1, 1))


def test_weekly_rule_without_weekdays_is_described_and_exported():
    assert describe(rule("FREQ=WEEKLY")) == "every week on Wed"
    assert to_ics_lines(rule("FREQ=WEEKLY"), None)[1] == "RRULE:FREQ=WEEKLY"


def test_monthly_rule_on_the_15th_is_exported_with_its_day():
    assert to_ics_lines(rule("FREQ=MONTHLY;BYMONTHDAY=15"), None) == [
        "DTSTART;VALUE=DATE:20270115",
        "RRULE:FREQ=MONTHLY;BYMONTHDAY=15",
    ]


def test_end_of_an_all_day_series_is_exported_as_a_date():
    assert to_ics_lines(rule("FREQ=DAILY;UNTIL=20270203"), "Europe/Berlin")[1] == (
        "RRULE:FREQ=DAILY;UNTIL=20270203"
    )
