"""The parser skips invalid lines and events, and reads everything else"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tasks.calendars.base import Unavailable, Window
from tasks.calendars.occurrences import calendar_name, expand, parse_calendars
from tests.calendars.icalendar_text import event, ics

WINDOW = Window(date(2026, 2, 1), date(2027, 4, 1))
BERLIN = ZoneInfo("Europe/Berlin")
NINE = "DTSTART:20260302T090000Z"


def read(text):
    return expand(parse_calendars(text.encode()), WINDOW, BERLIN)


def uids(*parts, **head):
    return sorted(event.uid for event in read(ics(*parts, **head)))


def zone(*lines, name="Mars"):
    inner = "\n".join(["BEGIN:STANDARD", "DTSTART:19700101T000000", *lines, "END:STANDARD"])
    return f"BEGIN:VTIMEZONE\nTZID:{name}\n{inner}\nEND:VTIMEZONE"


@pytest.mark.parametrize(
    "lines",
    [
        ["SUMMARY:No start"],
        ["DTSTART;VALUE=DATE:20269999"],
        ["DTSTART;TZID=Eu\x00rope:20260302T090000"],
        ["DTSTART:00010101T000000Z", "DTEND;TZID=Europe/Berlin:99991231T235959"],
    ],
)
def test_parser_skips_only_the_invalid_event(lines):
    assert uids(event("good"), event("bad", *lines), event("fine"))[-2:] == ["fine", "good"]


@pytest.mark.parametrize(
    "lines",
    [
        [NINE, "DTSTART:20260303T090000Z"],
        ["UID:other", NINE],
        [NINE, "SEQUENCE:abc"],
        [NINE, "DURATION:P9999999D"],
        [NINE, "RRULE:BYDAY=MO"],
        [NINE, "RRULE:FREQ=DAILY;BYMONTH=13"],
        [NINE, "RRULE:FREQ=WEEKLY;BYDAY=XX"],
        [NINE, "URL:http://[", "ATTENDEE"],
        [NINE, "an invalid line"],
        [NINE, "BEGIN:VEVENT", "UID:inner", "END:VEVENT"],
        [NINE, "BEGIN:VALARM", "TRIGGER:never", "END:VALARM"],
        ["DTSTART;TZID=Europe:20260302T090000"],
        ["DTSTART;TZID=No/Where:20260302T090000"],
    ],
)
def test_parser_keeps_an_event_with_invalid_properties(lines):
    assert uids(event("1", *lines)) == ["1"]


def test_parser_uses_the_first_of_two_starts():
    (result,) = read(ics(event("1", NINE, "DTSTART:20260303T090000Z")))
    assert result.starts_at == datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "broken",
    [
        zone(),
        zone("TZOFFSETFROM:+9900", "TZOFFSETTO:+9900"),
        zone("TZOFFSETFROM:+0100", "TZOFFSETTO:+0100", "RRULE:FREQ=SECONDLY"),
        "BEGIN:VTIMEZONE\nEND:VTIMEZONE",
        "SUMMARY:Of nothing",
        "an invalid line",
        "END:VEVENT\nEND:VCALENDAR\nEND:VCALENDAR",
    ],
)
def test_parser_keeps_events_when_other_components_are_invalid(broken):
    text = f"X-STRAY:1\n{ics(event('1', 'DTSTART;TZID=Mars:20260302T090000'), broken)}X-STRAY:1\n"
    assert [event.uid for event in read(text)] == ["1"]


def test_parser_merges_all_calendars_of_a_file():
    text = ics(event("1")) + ics(event("2"), head="X-WR-CALNAME:Other")
    assert sorted(event.uid for event in read(text)) == ["1", "2"]
    assert calendar_name(parse_calendars(text.encode())) == "Football"


@pytest.mark.parametrize(
    "lines",
    [
        "BEGIN:VEVENT\nUID:open\nDTSTART:20260303T090000Z",
        "BEGIN:VEVENT\nUID:open\nDTSTART:20260303T090000Z\nEND:VEVNT",
        "BEGIN:VEVENT\nUID:open\nDTSTART:20260303T090000Z\nBEGIN:VALARM\nTRIGGER:PT0S\nEND:VEVENT",
        "BEGIN:VEVENT\nUID:open\nDTSTART:20260303T090000Z\nEND:VALARM\nEND:VEVENT",
    ],
)
def test_parser_reads_events_without_the_end_of_a_component(lines):
    assert uids(event("1"), lines, event("2")) == ["1", "2", "open"]
    assert uids(event("1"), lines) == ["1", "open"]


@pytest.mark.parametrize(
    "lines", ["BEGIN:VTODO", "BEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD", "END:X"]
)
def test_parser_reads_events_around_a_component_without_its_end(lines):
    assert uids(event("1"), *[lines] * 20, event("2")) == ["1", "2"]


def test_zone_of_a_file_is_known_when_parts_of_it_have_no_end():
    later = "BEGIN:DAYLIGHT\nDTSTART:20270101T000000\nTZOFFSETFROM:+0700\nTZOFFSETTO:+0800"
    text = zone("TZOFFSETFROM:+0700", "TZOFFSETTO:+0700").replace("END:STANDARD", later)
    (result,) = read(ics(text, event("1", "DTSTART;TZID=Mars:20260302T090000")))
    assert result.starts_at == datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.mark.parametrize("name", ["mars", '"Mars"', "MARS"])
def test_zone_of_a_file_is_found_in_any_case(name):
    text = zone("TZOFFSETFROM:+0700", "TZOFFSETTO:+0700")
    (result,) = read(ics(text, event("1", f"DTSTART;TZID={name}:20260302T090000")))
    assert result.starts_at == datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.mark.parametrize("end", ["\r", "\n", "\r\r\n", "\r\n\r\n"])
def test_parser_reads_all_line_ends(end):
    assert [event.uid for event in read(ics(event("1")).replace("\r\n", end))] == ["1"]


@pytest.mark.parametrize("cut", [30, 120, -14])
def test_parser_rejects_a_truncated_file(cut):
    with pytest.raises(Unavailable, match="contain a calendar"):
        parse_calendars((ics(event("1")) + ics(event("2"))).strip()[:cut].encode())


@pytest.mark.parametrize("head", ["X-WR-TIMEZONE:No/Where", "CALSCALE:other", "METHOD"])
def test_parser_keeps_events_when_calendar_properties_are_invalid(head):
    assert uids(event("1"), head=head) == ["1"]


def test_floating_times_are_in_the_calendars_zone():
    floating = event("1", "DTSTART:20260302T090000")
    (result,) = read(ics(floating, head="X-WR-TIMEZONE:America/New_York"))
    assert result.starts_at == datetime(2026, 3, 2, 14, tzinfo=UTC)


def test_every_occurrence_of_a_floating_series_names_no_zone():
    floating = event("1", "DTSTART:20260302T090000", "RRULE:FREQ=DAILY;COUNT=3")
    assert [result.zone for result in read(ics(floating))] == ["", "", ""]


def test_custom_zone_of_one_calendar_does_not_apply_to_another():
    meeting = event("1", "DTSTART;TZID=Mars:20260302T090000")
    plus_three = zone("TZOFFSETFROM:+0300", "TZOFFSETTO:+0300")
    plus_four = zone("TZOFFSETFROM:+0400", "TZOFFSETTO:+0400")
    hours = [read(ics(mars, meeting))[0].starts_at.hour for mars in (plus_three, plus_four)]
    assert hours == [6, 5]


@pytest.mark.parametrize("zone", ["", ";TZID=America/New_York"])
def test_all_day_event_ignores_a_zone(zone):
    (result,) = read(ics(event("1", f"DTSTART{zone};VALUE=DATE:20260302")))
    assert (result.starts_on, result.ends_on) == (date(2026, 3, 2), date(2026, 3, 3))


def test_all_day_exception_ignores_a_zone():
    days = "DTSTART;VALUE=DATE:20260302", "RRULE:FREQ=DAILY;COUNT=3"
    without = "EXDATE;TZID=America/New_York;VALUE=DATE:20260303"
    assert len(read(ics(event("1", *days, without)))) == 2


def test_this_and_future_override_gives_each_occurrence_its_own_id():
    weekly = event("1", NINE, "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=5")
    later = event(
        "1", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260316T090000Z", "DTSTART:20260316T110000Z"
    )
    occurrences = read(ics(weekly, later))
    assert [occurrence.starts_at.hour for occurrence in occurrences] == [9, 9, 11, 11, 11]
    assert len({occurrence.remote_id for occurrence in occurrences}) == 5


def test_event_id_is_never_longer_than_an_index_allows():
    events = read(ics(event("会" * 1000), event("会" * 1000 + "議"), event("short")))
    assert len({event.remote_id for event in events}) == 3
    assert max(len(event.remote_id.encode()) for event in events) <= 500
