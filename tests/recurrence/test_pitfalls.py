"""What went wrong with recurrence in other programs, one test for each report.

The number is the line of docs/pitfalls.md.
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


def test_001_monthly_from_the_31st_neither_jumps_to_march_nor_stays_shifted():
    assert rule("FREQ=MONTHLY", JAN_31).preview(3) == [JAN_31, date(2027, 3, 31), date(2027, 5, 31)]
    clamped = rule("FREQ=MONTHLY", JAN_31, missing_days="clamp").preview(3)
    assert clamped == [JAN_31, date(2027, 2, 28), date(2027, 3, 31)]


def test_002_quarterly_yearly_and_every_x_months_on_a_fixed_day():
    assert rule("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15").preview(2) == [
        date(2027, 1, 15),
        date(2027, 4, 15),
    ]
    assert rule("FREQ=YEARLY").preview(2) == [WEDNESDAY, date(2028, 1, 6)]


def test_003_weekdays_can_be_chosen():
    days = rule("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR").preview(20)
    assert {day.weekday() for day in days} == {0, 1, 2, 3, 4}


def test_004_two_months_are_months_and_not_sixty_days():
    assert rule("FREQ=MONTHLY;INTERVAL=2").preview(3) == [
        WEDNESDAY,
        date(2027, 3, 6),
        date(2027, 5, 6),
    ]


@pytest.mark.parametrize("text", ["FREQ=DAILY", "FREQ=MONTHLY;BYMONTHDAY=15", "FREQ=WEEKLY"])
def test_005_006_repetition_goes_out_as_valid_icalendar(text):
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
def test_008_014_021_030_a_daily_task_stays_daily_and_at_its_hour_over_dst(zone, change):
    daily = rule("FREQ=DAILY", change - timedelta(days=2), starts_at=time(9))
    assert daily.preview(5) == [change + timedelta(days=n) for n in (-2, -1, 0, 1, 2)]
    assert set(local_times(daily, zone, 5)) == {time(9)}


def test_009_029_the_last_day_of_the_month():
    assert rule("FREQ=MONTHLY;BYMONTHDAY=-1").preview(3) == [
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 3, 31),
    ]


def test_010_028_after_weeks_away_the_next_date_is_in_the_future():
    weekly, today = rule("FREQ=WEEKLY"), date(2027, 3, 1)
    assert weekly.after(today) == date(2027, 3, 3)


def test_011_a_month_after_completion_on_10_september_is_10_october():
    monthly = rule("FREQ=MONTHLY", kind="after_completion")
    assert monthly.after_completion(date(2027, 9, 10)) == date(2027, 10, 10)


def test_012_completing_moves_nothing():
    weekly = rule("FREQ=WEEKLY")
    weekly.after(date(2027, 3, 1))
    assert weekly.preview(2) == [WEDNESDAY, date(2027, 1, 13)]


def test_013_a_repeating_item_always_has_dtstart():
    assert to_ics_lines(rule("FREQ=DAILY"), None)[0] == "DTSTART;VALUE=DATE:20270106"
    with pytest.raises(InvalidRule):
        from_ics(["DUE;VALUE=DATE:20270106", "RRULE:FREQ=DAILY"], None)


@pytest.mark.parametrize("text", ["FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY", "FREQ=MONTHLY"])
def test_016_the_first_occurrence_is_the_start(text):
    assert rule(text).preview(1) == [WEDNESDAY]


def test_018_every_other_week_turns_where_the_persons_week_does():
    sunday_first = rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU").preview(4)
    monday_first = rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO").preview(4)
    assert [day.day for day in sunday_first] == [17, 18, 31, 1]
    assert [day.day for day in monday_first] == [10, 18, 24, 1]


def test_019_today_can_be_the_first_day_and_comes_once():
    daily = rule("FREQ=DAILY", rdates=[WEDNESDAY])
    assert daily.between(WEDNESDAY, WEDNESDAY) == [WEDNESDAY]


def test_020_029_an_edit_keeps_the_start():
    before = rule("FREQ=DAILY")
    after = rule("FREQ=WEEKLY;BYDAY=TU", before.starts_on, starts_at=time(9))
    assert after.starts_on == WEDNESDAY
    assert after.split(date(2027, 2, 1))[0].starts_on == WEDNESDAY


def test_022_every_part_of_rfc_5545_is_understood():
    text = "FREQ=YEARLY;INTERVAL=2;BYMONTH=1,12;BYWEEKNO=1,53;BYDAY=MO,TU;BYSETPOS=-1;WKST=SU"
    assert rule(text).preview()


def test_023_every_two_weeks_neither_skips_nor_becomes_weekly():
    days = rule("FREQ=WEEKLY;INTERVAL=2").preview(60)
    assert {(late - early).days for early, late in pairwise(days)} == {14}


def test_024_tuesday_and_thursday_are_two_days_a_week():
    assert [day.weekday() for day in rule("FREQ=WEEKLY;BYDAY=TU,TH").preview(4)] == [3, 1, 3, 1]


@pytest.mark.parametrize("start", [WEDNESDAY, date(2027, 1, 9), date(2027, 1, 10)])
def test_025_a_weekday_task_never_shows_at_the_weekend(start):
    days = rule("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", start).preview(50)
    assert max(day.weekday() for day in days) == 4


def test_025_a_series_made_on_another_day_does_not_show_that_day():
    assert rule("FREQ=WEEKLY;BYDAY=TU,TH").preview(1) == [date(2027, 1, 7)]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns"])
def test_027_a_weekday_is_never_a_day_early_whatever_the_zone(zone):
    monday = rule("FREQ=WEEKLY;BYDAY=MO", starts_at=time(0, 15))
    for day in monday.preview(60):
        local = instant(day, monday.starts_at, ZoneInfo(zone)).astimezone(ZoneInfo(zone))
        assert (local.date(), local.weekday()) == (day, 0)


def test_028_done_late_in_the_evening_counts_on_the_local_day():
    every_five = rule("FREQ=DAILY;INTERVAL=5", kind="after_completion")
    done_at = datetime(2027, 3, 2, 4, 30, tzinfo=UTC)  # 1 March, 23:30 in New York
    completed_on = done_at.astimezone(ZoneInfo("America/New_York")).date()
    assert every_five.after_completion(completed_on) == date(2027, 3, 6)


def test_029_an_end_in_the_past_is_refused():
    with pytest.raises(InvalidRule, match="end before it starts"):
        rule("FREQ=DAILY;UNTIL=19830101")


def test_030_the_31st_is_skipped_only_with_a_warning():
    assert rule("FREQ=MONTHLY", JAN_31).warning() == "Months without a 31st are skipped."


@pytest.mark.parametrize("zone", [None, "Pacific/Kiritimati", "America/Los_Angeles"])
def test_031_032_033_034_035_a_date_is_the_same_date_everywhere(zone):
    dates = rule("FREQ=DAILY;COUNT=3", exdates=[date(2027, 1, 7)])
    assert from_ics(to_ics_lines(dates, zone), zone) == dates


def test_036_a_series_keeps_its_zone_on_the_way_out():
    lines = to_ics_lines(rule("FREQ=WEEKLY", starts_at=time(9)), "Australia/Lord_Howe")
    assert lines[0] == "DTSTART;TZID=Australia/Lord_Howe:20270106T090000"


def test_038_travelling_rewrites_no_rule():
    assert rule("FREQ=DAILY", starts_at=time(9), zone=ZoneInfo("Asia/Tokyo")) == rule(
        "FREQ=DAILY", starts_at=time(9), zone=ZoneInfo("Europe/Berlin")
    )


def test_049_moved_and_removed_instances_are_dates_of_their_own():
    series = rule("FREQ=WEEKLY", exdates=[WEDNESDAY], rdates=[date(2027, 1, 8)])
    assert from_ics(to_ics_lines(series, None), None).preview(2) == [
        date(2027, 1, 8),
        date(2027, 1, 13),
    ]


def test_092_a_rule_of_seconds_is_refused():
    with pytest.raises(InvalidRule, match="once a day at most"):
        rule("FREQ=SECONDLY", date(1970, 1, 1))


def test_a_weekly_rule_without_days_works_and_goes_out():
    assert describe(rule("FREQ=WEEKLY")) == "every week on Wed"
    assert to_ics_lines(rule("FREQ=WEEKLY"), None)[1] == "RRULE:FREQ=WEEKLY"


def test_monthly_on_the_15th_does_not_go_out_as_plain_monthly():
    assert to_ics_lines(rule("FREQ=MONTHLY;BYMONTHDAY=15"), None) == [
        "DTSTART;VALUE=DATE:20270115",
        "RRULE:FREQ=MONTHLY;BYMONTHDAY=15",
    ]


def test_the_end_of_an_all_day_series_goes_out_as_a_date():
    assert to_ics_lines(rule("FREQ=DAILY;UNTIL=20270203"), "Europe/Berlin")[1] == (
        "RRULE:FREQ=DAILY;UNTIL=20270203"
    )
