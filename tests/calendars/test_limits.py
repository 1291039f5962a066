"""Limits of what is expanded from other people's calendars"""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from tasks.calendars import occurrences, outline
from tasks.calendars.base import TooLarge, Window
from tasks.calendars.occurrences import expand, parse_calendars
from tests.calendars.icalendar_text import event, ics

WINDOW = Window(date(2026, 2, 1), date(2027, 4, 1))
NINE = "DTSTART:20260302T090000Z"


def read(*parts):
    return expand(parse_calendars(ics(*parts).encode()), WINDOW, ZoneInfo("Europe/Berlin"))


def count(rule, start=NINE):
    return len(read(event("1", start, f"RRULE:{rule}")))


def number_list(first, last):
    return ",".join(str(number) for number in range(first, last + 1))


@pytest.mark.parametrize(
    ("rule", "times"),
    [
        ("FREQ=DAILY;COUNT=10", 10),
        ("FREQ=DAILY;BYHOUR=9,12,15;UNTIL=20260303T230000Z", 6),
        ("FREQ=HOURLY;COUNT=8", 8),
        ("FREQ=WEEKLY;BYDAY=MO,FR;COUNT=4", 4),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=28", 2),
        ("FREQ=DAILY;BYDAY=MO,TU;BYSETPOS=1;COUNT=3", 3),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1;COUNT=3", 4),  # and the start, which always counts
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=1", 2),
    ],
)
def test_expand_returns_all_occurrences_of_usual_rules(rule, times):
    assert count(rule) == times


@pytest.mark.parametrize(
    ("start", "rule", "times"),
    [
        ("DTSTART;VALUE=DATE:16041224", "FREQ=YEARLY", 1),  # a birthday without a year
        ("DTSTART:19000101T090000Z", "FREQ=DAILY;UNTIL=20260203T230000Z", 3),
        ("DTSTART:20000101T090000Z", "FREQ=HOURLY;COUNT=5", 0),
    ],
)
def test_expand_returns_occurrences_of_rules_that_began_long_ago(start, rule, times):
    assert count(rule, start) == times


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY",
        "FREQ=SECONDLY;COUNT=1000000000",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3",
        "FREQ=MINUTELY;UNTIL=29990101T000000Z",
        "FREQ=DAILY;BYHOUR=" + number_list(0, 23) + ";BYMINUTE=" + number_list(0, 59),
        "FREQ=HOURLY;BYMINUTE=" + number_list(0, 59),
        "FREQ=DAILY;BYSECOND=" + number_list(0, 59),
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=0",
        "FREQ=DAILY;BYMONTHDAY=0",
        "FREQ=DAILY;BYSETPOS=2",
        "FREQ=WEEKLY;BYMONTH=2;BYYEARDAY=300",
        "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYMONTH=6;COUNT=1000",
        "FREQ=DAILY;BYEASTER=400",
    ],
)
def test_expand_returns_the_start_of_a_rule_that_matches_too_often_or_never(rule):
    assert count(rule) == 1


def test_expand_returns_every_hour_of_a_rule_since_1900():
    assert (
        count("FREQ=HOURLY", "DTSTART:19000101T000000Z") == 425 * 24 - 1
    )  # clocks skip an hour in March


def test_expand_returns_the_start_of_an_event_with_too_many_rules():
    rules = [f"RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;INTERVAL={n}" for n in range(1, 200)]
    assert len(read(event("1", NINE, *rules))) == 1


def test_expand_ignores_dates_of_an_event_beyond_the_limit():
    days = ",".join(f"{year}0302T090000Z" for year in range(2000, 8001))
    assert len(read(event("1", NINE, f"RDATE:{days}"))) == 2  # of 2026 and 2027


def test_expand_applies_many_this_and_future_changes_within_the_limits():
    changes = [
        event("1", f"RECURRENCE-ID;RANGE=THISANDFUTURE:{day:%Y%m%d}T090000Z", NINE)
        for day in (date(2026, 3, 3 + n) for n in range(28))
    ]
    assert len(read(event("1", "DTSTART:20160302T090000Z", "RRULE:FREQ=DAILY"), *changes)) > 400


def test_expand_ignores_a_zone_that_changes_every_second():
    inner = "BEGIN:STANDARD\nDTSTART:19700101T000000\nRRULE:FREQ=SECONDLY\n"
    inner += "TZOFFSETFROM:+0300\nTZOFFSETTO:+0300\nEND:STANDARD"
    zone = f"BEGIN:VTIMEZONE\nTZID:Mars\n{inner}\nEND:VTIMEZONE"
    (result,) = read(zone, event("1", "DTSTART;TZID=Mars:20260302T090000"))
    assert result.starts_at.hour == 8


def test_parse_rejects_too_many_events(monkeypatch):
    monkeypatch.setattr(occurrences, "MAX_EVENTS", 5)
    assert len(read(*[event(str(n)) for n in range(5)])) == 5
    with pytest.raises(TooLarge, match="more than 5 entries"):
        read(*[event(str(n)) for n in range(6)])


def test_expand_rejects_too_many_occurrences(monkeypatch):
    monkeypatch.setattr(occurrences, "MAX_EVENTS", 5)
    with pytest.raises(TooLarge, match="more than 5 events within a year"):
        read(event("1", NINE, "RRULE:FREQ=DAILY"))


@pytest.mark.parametrize("module", [outline, occurrences])
def test_reading_stops_at_the_time_limit(monkeypatch, module):
    monkeypatch.setattr(module, "TIME_LIMIT", -1)
    with pytest.raises(TooLarge, match="too long to read"):
        read(event())


def entries(count, *lines):
    """Return entries with one UID at different times."""
    starts = (
        f"DTSTART:2026{1 + n % 12:02}{1 + n % 28:02}T{n % 24:02}{n // 24 % 60:02}00Z"
        for n in range(count)
    )
    return [event("1", start, *lines) for start in starts]


def test_expand_bounds_the_occurrences_of_all_entries_with_one_uid():
    assert len(read(*entries(40, "RRULE:FREQ=HOURLY"))) < 12_500


def test_expand_bounds_the_steps_of_all_entries_with_one_uid():
    endless = "RRULE:FREQ=SECONDLY;BYMINUTE=3;COUNT=1000000000"
    assert len(read(*entries(200, *[endless] * 5), event("good"))) == 184  # of the window


def test_expand_finds_the_series_of_many_changes_quickly():
    changes = [
        event("1", f"RECURRENCE-ID;VALUE=DATE:2026{1 + n % 12:02}{1 + n % 28:02}", NINE)
        for n in range(3_000)
    ]
    assert len(read(*entries(3_000, "RRULE:FREQ=DAILY;COUNT=3"), *changes)) > 1_000


@pytest.mark.parametrize("head", ["DTSTART;" + " " * 100_000, "DTSTART;TZID=" + "x" * 100_000])
def test_long_parameters_take_no_time(head):
    assert len(read(event("1", f"{head}:20260302T090000Z"))) == 1
