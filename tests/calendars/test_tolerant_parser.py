"""One mistake in a calendar costs an event at most"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tasks.calendars.base import Unavailable, Window
from tasks.calendars.occurrences import name_of, parsed, within
from tests.calendars.icalendar_text import event, ics

WINDOW = Window(date(2026, 2, 1), date(2027, 4, 1))
BERLIN = ZoneInfo("Europe/Berlin")
NINE = "DTSTART:20260302T090000Z"


def read(text):
    return within(parsed(text.encode()), WINDOW, BERLIN)


def uids(*parts, **head):
    return sorted(event.uid for event in read(ics(*parts, **head)))


def zone(*lines, name="Mars"):
    inner = "\n".join(["BEGIN:STANDARD", "DTSTART:19700101T000000", *lines, "END:STANDARD"])
    return f"BEGIN:VTIMEZONE\nTZID:{name}\n{inner}\nEND:VTIMEZONE"


@pytest.mark.parametrize(
    "lines",
    [
        ["SUMMARY:Starts never"],
        [NINE, "RRULE:BYDAY=MO"],
        [NINE, "RRULE:FREQ=DAILY;INTERVAL=-1"],
        [NINE, "RRULE:FREQ=DAILY;BYMONTH=13"],
        [NINE, "RRULE:FREQ=WEEKLY;BYDAY=XX"],
        [NINE, "DTEND:99991231T235959Z", "RRULE:FREQ=DAILY"],
        [NINE, "DURATION:P9999999D"],
        ["DTSTART;VALUE=DATE:20269999"],
        ["DTSTART;TZID=Eu\x00rope:20260302T090000"],
        ["DTSTART:00010101T000000Z", "DTEND;TZID=Europe/Berlin:99991231T235959"],
    ],
)
def test_an_impossible_event_takes_no_other_with_it(lines):
    assert uids(event("good"), event("bad", *lines), event("fine"))[-2:] == ["fine", "good"]


@pytest.mark.parametrize(
    "lines",
    [
        [NINE, "DTSTART:20260303T090000Z"],
        ["UID:other", NINE],
        [NINE, "SEQUENCE:abc"],
        [NINE, "URL:http://[", "ATTENDEE"],
        [NINE, "a line that is none"],
        [NINE, "BEGIN:VEVENT", "UID:inner", "END:VEVENT"],
        [NINE, "BEGIN:VALARM", "TRIGGER:never", "END:VALARM"],
        ["DTSTART;TZID=Europe:20260302T090000"],
        ["DTSTART;TZID=No/Where:20260302T090000"],
    ],
)
def test_what_can_be_understood_of_an_event_is(lines):
    assert uids(event("1", *lines)) == ["1"]


def test_of_two_starts_the_first_counts():
    (found,) = read(ics(event("1", NINE, "DTSTART:20260303T090000Z")))
    assert found.starts_at == datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "broken",
    [
        zone(),
        zone("TZOFFSETFROM:+9900", "TZOFFSETTO:+9900"),
        zone("TZOFFSETFROM:+0100", "TZOFFSETTO:+0100", "RRULE:FREQ=SECONDLY"),
        "BEGIN:VTIMEZONE\nEND:VTIMEZONE",
        "SUMMARY:Of nothing",
        "a line that is none",
        "END:VEVENT\nEND:VCALENDAR\nEND:VCALENDAR",
    ],
)
def test_a_mistake_outside_an_event_costs_no_event(broken):
    text = f"X-STRAY:1\n{ics(event('1', 'DTSTART;TZID=Mars:20260302T090000'), broken)}X-STRAY:1\n"
    assert [found.uid for found in read(text)] == ["1"]


def test_all_calendars_of_a_file_are_one():
    text = ics(event("1")) + ics(event("2"), head="X-WR-CALNAME:Other")
    assert sorted(found.uid for found in read(text)) == ["1", "2"]
    assert name_of(parsed(text.encode())) == "Football"


@pytest.mark.parametrize("cut", [30, 120, -14])
def test_half_a_file_is_no_calendar(cut):
    with pytest.raises(Unavailable, match="not a calendar"):
        parsed((ics(event("1")) + ics(event("2"))).strip()[:cut].encode())


@pytest.mark.parametrize("head", ["X-WR-TIMEZONE:No/Where", "CALSCALE:other", "METHOD"])
def test_a_mistake_in_the_head_costs_nothing(head):
    assert uids(event("1"), head=head) == ["1"]


def test_a_calendar_that_is_somewhere_floats_there():
    floating = event("1", "DTSTART:20260302T090000")
    (found,) = read(ics(floating, head="X-WR-TIMEZONE:America/New_York"))
    assert found.starts_at == datetime(2026, 3, 2, 14, tzinfo=UTC)


def test_the_zone_of_one_calendar_is_not_that_of_another():
    at = event("1", "DTSTART;TZID=Mars:20260302T090000")
    three = zone("TZOFFSETFROM:+0300", "TZOFFSETTO:+0300")
    four = zone("TZOFFSETFROM:+0400", "TZOFFSETTO:+0400")
    hours = [read(ics(each, at))[0].starts_at.hour for each in (three, four)]
    assert hours == [6, 5]


@pytest.mark.parametrize("zone", ["", ";TZID=America/New_York"])
def test_a_whole_day_is_in_no_zone(zone):
    (found,) = read(ics(event("1", f"DTSTART{zone};VALUE=DATE:20260302")))
    assert (found.starts_on, found.ends_on) == (date(2026, 3, 2), date(2026, 3, 3))


def test_an_exception_of_whole_days_is_in_no_zone_either():
    days = "DTSTART;VALUE=DATE:20260302", "RRULE:FREQ=DAILY;COUNT=3"
    without = "EXDATE;TZID=America/New_York;VALUE=DATE:20260303"
    assert len(read(ics(event("1", *days, without)))) == 2


def test_this_and_all_that_follow_are_each_one_event():
    weekly = event("1", NINE, "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=5")
    later = event(
        "1", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260316T090000Z", "DTSTART:20260316T110000Z"
    )
    found = read(ics(weekly, later))
    assert [each.starts_at.hour for each in found] == [9, 9, 11, 11, 11]
    assert len({each.remote_id for each in found}) == 5


def test_the_id_of_an_event_is_never_longer_than_an_index_takes():
    long = read(ics(event("会" * 1000), event("会" * 1000 + "議"), event("short")))
    assert len({each.remote_id for each in long}) == 3
    assert max(len(each.remote_id.encode()) for each in long) <= 500
