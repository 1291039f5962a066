"""What would keep a worker for ever is not begun"""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from tasks.calendars import occurrences, outline
from tasks.calendars.base import TooMuch, Window
from tasks.calendars.occurrences import parsed, within
from tests.calendars.icalendar_text import event, ics

WINDOW = Window(date(2026, 2, 1), date(2027, 4, 1))
NINE = "DTSTART:20260302T090000Z"


def read(*parts):
    return within(parsed(ics(*parts).encode()), WINDOW, ZoneInfo("Europe/Berlin"))


def count(rule, start=NINE):
    return len(read(event("1", start, f"RRULE:{rule}")))


def listed(first, last):
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
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1;COUNT=3", 4),  # and the start, as ever
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=1", 2),
    ],
)
def test_what_people_repeat_is_expanded(rule, times):
    assert count(rule) == times


@pytest.mark.parametrize(
    ("start", "rule", "times"),
    [
        ("DTSTART;VALUE=DATE:16041224", "FREQ=YEARLY", 1),  # a birthday of an unknown year
        ("DTSTART:19000101T090000Z", "FREQ=DAILY;UNTIL=20260203T230000Z", 3),
        ("DTSTART:20000101T090000Z", "FREQ=HOURLY;COUNT=5", 0),
    ],
)
def test_so_is_what_began_long_ago(start, rule, times):
    assert count(rule, start) == times


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYHOUR=" + listed(0, 23) + ";BYMINUTE=" + listed(0, 59),
        "FREQ=HOURLY;BYMINUTE=" + listed(0, 59),
        "FREQ=DAILY;BYSECOND=" + listed(0, 59),
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=0",
        "FREQ=DAILY;BYMONTHDAY=0",
        "FREQ=DAILY;BYSETPOS=2",
        "FREQ=WEEKLY;BYMONTH=2;BYYEARDAY=300",
        "FREQ=DAILY;BYEASTER=400",
    ],
)
def test_what_comes_too_often_or_never_is_left_out(rule):
    assert count(rule) == 0


def test_an_hour_of_every_day_since_1900_is_left_out():
    assert count("FREQ=HOURLY", "DTSTART:19000101T000000Z") == 0


def test_many_rules_in_one_event_are_left_out():
    rules = [f"RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;INTERVAL={n}" for n in range(1, 200)]
    assert read(event("1", NINE, *rules)) == []


def test_many_days_in_one_event_are_left_out():
    days = ",".join(f"{year}0302T090000Z" for year in range(1000, 7001))
    assert read(event("1", NINE, f"RDATE:{days}")) == []


def test_many_changes_of_all_that_follow_are_left_out():
    changes = [
        event("1", f"RECURRENCE-ID;RANGE=THISANDFUTURE:{day:%Y%m%d}T090000Z", NINE)
        for day in (date(2026, 3, 3 + n) for n in range(28))
    ]
    assert read(event("1", "DTSTART:20160302T090000Z", "RRULE:FREQ=DAILY"), *changes) == []


def test_a_zone_that_changes_every_second_is_not_used():
    inner = "BEGIN:STANDARD\nDTSTART:19700101T000000\nRRULE:FREQ=SECONDLY\n"
    inner += "TZOFFSETFROM:+0300\nTZOFFSETTO:+0300\nEND:STANDARD"
    zone = f"BEGIN:VTIMEZONE\nTZID:Mars\n{inner}\nEND:VTIMEZONE"
    (found,) = read(zone, event("1", "DTSTART;TZID=Mars:20260302T090000"))
    assert found.starts_at.hour == 8


def test_too_many_events_are_refused(monkeypatch):
    monkeypatch.setattr(occurrences, "MOST", 5)
    assert len(read(*[event(str(n)) for n in range(5)])) == 5
    with pytest.raises(TooMuch, match="more than 5 entries"):
        read(*[event(str(n)) for n in range(6)])


def test_so_are_too_many_that_come_of_a_few(monkeypatch):
    monkeypatch.setattr(occurrences, "MOST", 5)
    with pytest.raises(TooMuch, match="more than 5 events within a year"):
        read(event("1", NINE, "RRULE:FREQ=DAILY"))


@pytest.mark.parametrize("module", [outline, occurrences])
def test_reading_has_an_end(monkeypatch, module):
    monkeypatch.setattr(module, "PATIENCE", -1)
    with pytest.raises(TooMuch, match="too long to read"):
        read(event())
