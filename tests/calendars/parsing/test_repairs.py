"""Broken files of other programs: the broken property is ignored, the event stays"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tasks.calendars.base import Window
from tasks.calendars.occurrences import expand, parse_calendars
from tasks.calendars.parsing.ignored import MAX_ENTRIES, IgnoredEntries
from tests.calendars.icalendar_text import event, ics

FILES = Path(__file__).parent / "files"
WINDOW = Window(date(2026, 1, 1), date(2027, 12, 31))
BERLIN = ZoneInfo("Europe/Berlin")
TEN = "DTSTART:20261203T100000Z"
ELEVEN = "DTEND:20261203T110000Z"
DAYS = "DTSTART;VALUE=DATE:20261203"
LOCAL = "DTSTART;TZID=Europe/Berlin:20261203T100000"
DAILY = "RRULE:FREQ=DAILY;COUNT=3"


def read(body, ignored=None):
    """Return the start and end of each occurrence, in UTC, in order."""
    text = body if isinstance(body, bytes) else body.encode()
    events = expand(parse_calendars(text), WINDOW, BERLIN, ignored=ignored)
    return sorted(map(_span, events))


def _span(event):
    if event.starts_on:
        return f"{event.starts_on}/{event.ends_on}"
    end = f"{event.ends_at:%H:%M}" if event.ends_at != event.starts_at else ""
    return f"{event.starts_at:%Y-%m-%d %H:%M}-{end}".rstrip("-")


def one(*lines):
    return read(ics(event("1", *lines)))


def days(*numbers, at="10:00-11:00"):
    return [f"2026-12-{number:02} {at}" for number in numbers]


EXPECTED = {
    "empty-rrule": ["2026-12-03/2026-12-04"],
    "bad-rdate": days(3),
    "bad-exdate-empty": days(3, 4, 5),
    "bad-dtend": days(3, at="10:00"),
    "rrule-xpart": days(3, 4, at="10:00"),
    "rscale": ["2026-12-10/2026-12-11", "2027-12-10/2027-12-11"],
    "bad-override-kills-series": days(3, 4, 5, 6, 7),
    "minutely-count": [
        f"2026-12-03 {at}" for at in ("10:00-10:05", "11:30-11:35", "13:00-13:05", "14:30-14:35")
    ],
    "until-date-tz": days(4, 5, 6, 7, at="01:00-02:00"),  # 20:00 in New York
    "end-before-start": days(20, at="10:00"),
    "dst-gap": [
        *("2027-03-27 01:30-02:30", "2027-03-28 01:30-02:30", "2027-03-29 00:30-01:30"),
    ],
    "latin1": days(3),
    "recid-date-for-datetime": [
        *("2026-12-03 09:00-10:00", "2026-12-04 14:00-15:00"),
        *("2026-12-05 09:00-10:00", "2026-12-06 09:00-10:00"),
    ],
    "same-uid-all": days(1, 2, 3, 4, 7, at="08:00-09:00"),
    "win-tz-novtimezone": [
        "2026-12-03 04:30",  # Calcutta
        "2026-12-03 08:00",  # UTC+02:00
        *("2026-12-03 09:00", "2026-12-03 09:00-10:00"),  # Berlin
        *["2026-12-03 15:00"] * 6,  # New York
        *("2026-12-03 15:00-16:00", "2026-12-03 18:00-19:00"),  # New York, Los Angeles
    ],
    "weekly-1753": ["2026-04-05/2026-04-06", "2027-04-04/2027-04-05"],
}


@pytest.mark.parametrize("name", sorted(path.stem for path in FILES.glob("*.ics")))
def test_file_of_another_program_is_read_as_it_is_meant(name):
    assert read((FILES / f"{name}.ics").read_bytes()) == EXPECTED[name]


@pytest.mark.parametrize(
    "line",
    [
        *("RRULE:", "RRULE:FREQ=", "RRULE:FREQ=SOMETIMES", "RRULE:FREQ=DAILY;COUNT=0", "RRULE:;"),
        *("RRULE:FREQ=DAILY;UNTIL=20261332", "RRULE:FREQ=WEEKLY;BYDAY=XX", "RRULE:None", "RRULE"),
        *("RRULE:FREQ=DAILY;BYMONTH=13", "RRULE:RSCALE=CHINESE;FREQ=YEARLY", "RDATE:", "RDATE:x"),
        *("RDATE:20261303T100000Z", "EXDATE:", "EXDATE:tomorrow", "EXDATE;VALUE=DATE:20261399"),
        *("EXRULE:FREQ=NEVER", "RDATE;VALUE=PERIOD:20261204T100000Z/x", "RDATE:20131210Z"),
        *("SEQUENCE:x", "STATUS:", "TRANSP:", "URL:", "GEO:x", "DTSTAMP:x", "X-FOO;:", "ATTENDEE"),
        *("RRULE:FREQ=YEARLY;BYEASTER=0", "RRULE:FREQ=DAILY;COUNT=many", "DURATION:x"),
    ],
)
def test_invalid_property_costs_only_itself(line):
    assert one(TEN, ELEVEN, line) == days(3)


@pytest.mark.parametrize(
    "end",
    [
        *("DTEND:None", "DTEND:", "DTEND:20261332T100000Z", "DTEND;VALUE=DATE:20261204", "DTEND"),
        *("DURATION:1 hour", "DURATION:P", "DURATION:-PT1H", "DURATION:PT", "DURATION:P99999999D"),
        *("DTEND:20261203T090000Z", "DTEND:20261201T110000Z", "DTEND:19700101T000000Z"),
        "DTEND;TZID=Asia/Tokyo:20261203T110000",
    ],
)
def test_timed_event_with_an_invalid_or_earlier_end_has_no_length(end):
    assert one(TEN, end) == days(3, at="10:00")


@pytest.mark.parametrize(
    ("end", "days_later"),
    [
        *(("DTEND;VALUE=DATE:20261203", 4), ("DTEND;VALUE=DATE:20261201", 4), ("DTEND:None", 4)),
        *(("DTEND;VALUE=DATE:20261206", 6), ("DTEND:20261206T000000", 6), ("DURATION:P2D", 5)),
        *(("DURATION:PT1H", 4), ("DURATION:PT48H", 5), ("DURATION:-P1D", 4), ("DURATION:P1W", 10)),
    ],
)
def test_all_day_event_lasts_a_day_at_least(end, days_later):
    assert one(DAYS, end) == [f"2026-12-03/2026-12-{days_later:02}"]


def test_valid_duration_counts_when_the_end_is_invalid():
    assert one(TEN, "DTEND:None", "DURATION:PT1H") == days(3)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("EXDATE:20261204T100000Z,rubbish", [3, 5]),
        ("EXDATE:,20261204T100000Z,", [3, 5]),
        ("EXDATE;VALUE=DATE:20261204", [3, 5]),
        ("EXDATE:20261204", [3, 5]),
        ("EXDATE;TZID=Europe/Berlin:20261204T110000", [3, 5]),
        ("EXDATE:20261204T100000", [3, 5]),  # without its zone
        ("EXDATE:20261203T100000Z", [4, 5]),
        ("EXDATE:20261204T113000Z", [3, 4, 5]),
        ("RDATE:rubbish,20261210T100000Z", [3, 4, 5, 10]),
        ("RDATE;VALUE=DATE:20261210", [3, 4, 5, 10]),
        ("RDATE;VALUE=PERIOD:20261210T100000Z/PT1H", [3, 4, 5, 10]),
        ("RDATE;VALUE=PERIOD:20261210T100000Z/20261210T110000Z", [3, 4, 5, 10]),
        ("EXRULE:FREQ=DAILY;INTERVAL=2;COUNT=2", [4]),
    ],
)
def test_valid_dates_of_a_list_count(line, expected):
    assert one(TEN, ELEVEN, DAILY, line) == days(*expected)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        *(("FREQ=DAILY;COUNT=2;X-FOO=1", [3, 4]), ("X-A=;FREQ=DAILY;COUNT=2;X-B", [3, 4])),
        *(("freq=daily;count=2;", [3, 4]), (" FREQ=DAILY; COUNT=2", [3, 4])),
        *(("FREQ=DAILY;COUNT=2;INTERVAL=0", [3, 4]), ("FREQ=DAILY;BYDAY=;COUNT=2", [3, 4])),
        *(("RRULE:FREQ=DAILY;COUNT=2", [3, 4]), ("FREQ=DAILY;COUNT=2;COUNT=9", [3, 4])),
        ("RSCALE=GREGORIAN;FREQ=DAILY;COUNT=2;SKIP=OMIT", [3, 4]),
        ("FREQ=DAILY;COUNT=2;WKST=XX", [3, 4]),
        ("FREQ=WEEKLY;BYDAY=1TH,MO;COUNT=3", [3, 7, 10]),
        ("FREQ=DAILY;COUNT=9;UNTIL=20261204T100000Z", [3, 4]),
        ("FREQ=WEEKLY;BYMONTHDAY=3,4;COUNT=2", [3, 4]),
        ("FREQ=WEEKLY;UNTIL=20261001", [3]),
        ("FREQ=DAILY;UNTIL=20261204T235959Z;COUNT=-1", [3, 4]),
    ],
)
def test_rule_is_followed_without_its_unknown_parts(rule, expected):
    assert one(TEN, ELEVEN, f"RRULE:{rule}") == days(*expected)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=HOURLY;INTERVAL=6;COUNT=3", ["10:00", "16:00", "22:00"]),
        ("FREQ=HOURLY;INTERVAL=6;UNTIL=20261203T220000Z", ["10:00", "16:00", "22:00"]),
        ("FREQ=MINUTELY;INTERVAL=45;UNTIL=20261203T120000Z", ["10:00", "10:45", "11:30"]),
        ("FREQ=SECONDLY;INTERVAL=1800;COUNT=3", ["10:00", "10:30", "11:00"]),
        ("FREQ=MINUTELY;BYHOUR=10,12;BYMINUTE=0,30;COUNT=3", ["10:00", "10:30", "12:00"]),
        ("FREQ=HOURLY;BYMINUTE=0,20;COUNT=3", ["10:00", "10:20", "11:00"]),
        ("FREQ=HOURLY;BYMINUTE=0,20;BYSETPOS=-1;COUNT=1", ["10:00", "10:20"]),
        ("FREQ=DAILY;BYHOUR=10,8,20;BYSETPOS=2,3;COUNT=2", ["10:00", "20:00"]),
    ],
)
def test_finite_rule_of_any_frequency_is_followed(rule, expected):
    assert one(TEN, f"RRULE:{rule}") == [f"2026-12-03 {at}" for at in expected]


@pytest.mark.parametrize(
    ("start", "until", "last"),
    [
        *((";TZID=America/New_York:20261203T200000", until, 7) for until in ("20261206", "2026")),
        (";TZID=America/New_York:20261203T200000", "20261206T200000", 7),
        (";TZID=America/New_York:20261203T200000", "20261206T195959", 6),
        (";TZID=America/New_York:20261203T200000", "20261207T010000Z", 7),
        (";TZID=America/New_York:20261203T200000", "20261207T005959Z", 6),
        (";TZID=Asia/Tokyo:20261203T070000", "20261206", 5),
        (":20261203T230000", "20261206", 6),
        (":20261203T100000Z", "20261206T100000", 6),
    ],
)
def test_until_counts_in_the_zone_of_the_start(start, until, last):
    spans = one(f"DTSTART{start}", f"RRULE:FREQ=DAILY;UNTIL={until}")
    expected_last = last if until != "2026" else 4  # invalid: the start only
    assert spans[-1][:10] == f"2026-12-{expected_last:02}"


@pytest.mark.parametrize(
    "until",
    [
        *("20261205", "20261205T000000Z", "20261205T235959Z", "20261205T120000"),
        *("20261205T225959Z", "20261204T230000Z"),  # the end and the begin of the day in Berlin
    ],
)
def test_until_of_days_is_a_day(until):
    assert len(one(DAYS, f"RRULE:FREQ=DAILY;UNTIL={until}")) == 3


@pytest.mark.parametrize(
    "change",
    [
        *([f"RECURRENCE-ID:{id}", "DTSTART:20261204T150000Z"] for id in ("", "x", "20261399")),
        ["RECURRENCE-ID:20261204T100000Z"],
        ["RECURRENCE-ID:20261204T100000Z", "DTSTART:"],
        ["RECURRENCE-ID:20261204T100000Z", "DTSTART:20261304T120000Z"],
        ["RECURRENCE-ID;RANGE=THISANDFUTURE:20261204T100000Z", "DTSTART:never"],
    ],
)
def test_broken_change_of_an_occurrence_affects_only_itself(change):
    series = event("1", TEN, ELEVEN, DAILY)
    assert read(ics(series, event("1", *change))) == days(3, 4, 5)


@pytest.mark.parametrize(
    ("start", "recurrence_id"),
    [
        (LOCAL, ";VALUE=DATE:20261204"),
        (LOCAL, ":20261204"),
        (LOCAL, ":20261204T090000Z"),
        (LOCAL, ":20261204T100000"),
        (LOCAL, ";TZID=America/New_York:20261204T040000"),
        (DAYS, ":20261204T000000Z"),
        (DAYS, ":20261204T100000"),
        (DAYS, ":20261203T230000Z"),  # midnight in Berlin
        (DAYS, ";TZID=Europe/Berlin:20261204T000000"),
    ],
)
def test_change_replaces_its_occurrence_however_it_is_identified(start, recurrence_id):
    moved = event("1", f"RECURRENCE-ID{recurrence_id}", "DTSTART:20261220T150000Z")
    spans = read(ics(event("1", start, DAILY), moved))
    assert [span[:10] for span in spans] == ["2026-12-03", "2026-12-05", "2026-12-20"]


def test_cancelled_change_without_a_start_removes_its_occurrence():
    cancelled = event("1", "RECURRENCE-ID:20261204T100000Z", "STATUS:CANCELLED")
    body = ics(event("1", TEN, DAILY), cancelled)
    events = expand(parse_calendars(body.encode()), WINDOW, BERLIN)
    assert [event.status for event in events] == ["confirmed", "cancelled", "confirmed"]


def test_gap_in_spring_moves_a_time_and_keeps_its_length():
    start = "DTSTART;TZID=America/New_York:20270313T023000"
    spans = one(start, "DTEND;TZID=America/New_York:20270313T033000", DAILY)
    assert spans == ["2027-03-13 07:30-08:30", "2027-03-14 07:30-08:30", "2027-03-15 06:30-07:30"]


@pytest.mark.parametrize("end", ["DURATION:PT1H", "DTEND;TZID=Europe/Berlin:20270328T033000"])
def test_single_event_in_the_gap_has_its_length(end):
    start = "DTSTART;TZID=Europe/Berlin:20270328T023000"
    assert one(start, end) == ["2027-03-28 01:30-02:30"]


@pytest.mark.parametrize("line", ["20261203T230000Z", "20261204T000000Z", "20261204T120000"])
def test_exdate_of_days_is_a_day(line):
    spans = one(DAYS, DAILY, f"EXDATE:{line}")
    assert [span[:10] for span in spans] == ["2026-12-03", "2026-12-05"]


def test_nominal_day_across_the_change_of_clocks_has_23_hours():
    start = "DTSTART;TZID=Europe/Berlin:20270327T120000"
    assert one(start, "DURATION:P1D") == ["2027-03-27 11:00-10:00"]
    assert one(start, "DURATION:PT24H") == ["2027-03-27 11:00-11:00"]


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=FORWARD", "2027-03-01"),
        ("RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=BACKWARD", "2027-02-28"),
        ("RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=OMIT", "2024-02-29"),
        ("RSCALE=GREGORIAN;FREQ=YEARLY", "2024-02-29"),
        ("rscale=gregorian;freq=yearly;skip=forward", "2027-03-01"),
        ("RSCALE=GREGORIAN;FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;SKIP=FORWARD", "2027-03-01"),
    ],
)
def test_skip_says_what_happens_to_missing_days(rule, first):
    window = Window(date(2023, 6, 1), date(2027, 12, 31))
    body = ics(event("1", "DTSTART;VALUE=DATE:20240229", f"RRULE:{rule}"))
    events = expand(parse_calendars(body.encode()), window, BERLIN)
    assert str(events[-1].starts_on) == first


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-8-sig"])
def test_text_is_decoded_in_the_encoding_of_its_bytes(encoding):
    body = ics(event("1", TEN, "LOCATION:Café Größe")).encode(encoding)
    (result,) = expand(parse_calendars(body), WINDOW, BERLIN)
    assert result.location == "Café Größe"


def test_text_folded_within_a_character_is_decoded():
    body = ics(event("1", TEN, "LOCATION:Größe")).encode().replace(b"\xc3\xb6", b"\xc3\r\n \xb6")
    (result,) = expand(parse_calendars(body), WINDOW, BERLIN)
    assert result.location == "Größe"


NEW_YORK = "2026-12-03 15:00"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *(("Eastern Standard Time", NEW_YORK), ("EASTERN STANDARD TIME", NEW_YORK)),
        *(("(UTC-05:00) Eastern Time (US & Canada)", NEW_YORK), ("US/EASTERN", NEW_YORK)),
        *(("(GMT-05:00) Eastern Time (US & Canada)", NEW_YORK), ("GMT-0500", NEW_YORK)),
        *(('"(UTC-05:00) Eastern Time (US & Canada)"', NEW_YORK), ("UTC-05:00", NEW_YORK)),
        *(("AMERICA/NEW_YORK", NEW_YORK), ("America/New York", NEW_YORK), ("-0500", NEW_YORK)),
        ("/mozilla.org/20070129_1/America/New_York", NEW_YORK),
        ("/citadel.org/20210210_1/america/new_york", NEW_YORK),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "2026-12-03 09:00"),
        ("(UTC+01:00) Brussels, Copenhagen, Madrid, Paris", "2026-12-03 09:00"),
        ("(UTC) Dublin, Edinburgh, Lisbon, London", "2026-12-03 10:00"),
        ("(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi", "2026-12-03 04:30"),
        ("(UTC-08:00) Pacific Time (US & Canada)", "2026-12-03 18:00"),
        ("(UTC+09:00) Osaka, Sapporo, Tokyo", "2026-12-03 01:00"),
        ("(UTC+04:00) Somewhere, Unknown", "2026-12-03 06:00"),
        *(("Tokyo Standard Time", "2026-12-03 01:00"), ("tokyo standard time", "2026-12-03 01:00")),
        *(("UTC", "2026-12-03 10:00"), ("utc", "2026-12-03 10:00"), ("PST", "2026-12-03 18:00")),
        *(("Z", "2026-12-03 10:00"), ("UTC\N{MINUS SIGN}05:00", NEW_YORK)),
        *(("No/Where", "2026-12-03 09:00"), ("", "2026-12-03 09:00")),  # the person's
    ],
)
def test_zone_is_found_by_any_of_its_names(name, expected):
    assert one(f"DTSTART;TZID={name}:20261203T100000") == [expected]


def test_summer_time_of_a_display_name_counts():
    name = "(UTC-05:00) Eastern Time (US & Canada)"
    assert one(f'DTSTART;TZID="{name}":20260703T100000') == ["2026-07-03 14:00"]


def test_file_may_define_a_zone_with_a_short_name():
    zone = "BEGIN:VTIMEZONE\nTZID:EST\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
    zone += "TZOFFSETFROM:+1000\nTZOFFSETTO:+1000\nEND:STANDARD\nEND:VTIMEZONE"
    body = ics(zone, event("1", "DTSTART;TZID=EST:20261203T100000"))
    assert read(body) == ["2026-12-03 00:00"]


def test_entries_with_one_uid_at_different_times_are_different_events():
    lessons = [event("1", f"DTSTART:202612{day:02}T080000Z") for day in (1, 2, 3)]
    body = ics(*lessons)
    events = expand(parse_calendars(body.encode()), WINDOW, BERLIN)
    assert len({event.remote_id for event in events}) == 3
    assert {event.uid for event in events} == {"1"}


def test_entries_with_one_uid_may_repeat_and_be_changed():
    first = event("1", TEN, ELEVEN, DAILY)
    second = event("1", "DTSTART:20261210T140000Z", "DURATION:PT1H", DAILY)
    change = event("1", "RECURRENCE-ID:20261211T140000Z", "DTSTART:20261211T180000Z")
    spans = read(ics(first, second, change))
    tenth, twelfth = (days(day, at="14:00-15:00") for day in (10, 12))
    assert spans == [*days(3, 4, 5), *tenth, "2026-12-11 18:00", *twelfth]


def test_all_day_entry_and_one_at_midnight_with_one_uid_are_different_events():
    body = ics(event("1", DAYS), event("1", "DTSTART:20261203T000000Z"))
    assert read(body) == ["2026-12-03 00:00", "2026-12-03/2026-12-04"]


def test_change_of_an_occurrence_and_all_earlier_ones_affects_only_itself():
    change = event(
        "1", "RECURRENCE-ID;RANGE=THISANDPRIOR:20261204T100000Z", "DTSTART:20261204T180000Z"
    )
    body = ics(event("1", TEN, ELEVEN, DAILY), change)
    assert read(body) == [*days(3), "2026-12-04 18:00", *days(5)]


def test_newer_version_of_an_entry_replaces_the_older_one():
    newer = event("1", TEN, "SEQUENCE:2", "LOCATION:new")
    older = event("1", TEN, "SEQUENCE:1", "LOCATION:old")
    events = expand(parse_calendars(ics(newer, older).encode()), WINDOW, BERLIN)
    assert [event.location for event in events] == ["new"]


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        ("FREQ=WEEKLY", 104),
        ("FREQ=WEEKLY;BYDAY=MO,WE", 208),
        ("FREQ=DAILY;INTERVAL=7", 104),
        ("FREQ=YEARLY;BYDAY=1SU;BYMONTH=4", 2),
        ("FREQ=MONTHLY;BYDAY=-1FR", 24),
        ("FREQ=WEEKLY;COUNT=100000", 104),
        ("FREQ=WEEKLY;COUNT=10", 0),
    ],
)
def test_rule_since_1753_is_expanded_within_the_window(rule, count):
    assert len(one("DTSTART;VALUE=DATE:17530401", f"RRULE:{rule}")) == count


def test_ignored_properties_are_reported_with_the_title_of_the_event():
    ignored = IgnoredEntries()
    read(ics(event("1", TEN, "DTEND:None"), event("2", "DTSTART:x")), ignored)
    assert ignored.rows() == [["Match", "start"], ["Match", "end"]]


def test_report_of_ignored_properties_is_bounded():
    ignored = IgnoredEntries()
    broken = [event(str(n), "DTSTART:x").replace("Match", f"{n}" * 100) for n in range(300)]
    read(ics(*broken), ignored)
    assert len(ignored.rows()) == 100
    assert max(len(title) for title, _ in ignored.rows()) <= 100


def test_entry_that_is_left_out_is_reported_after_many_small_repairs():
    repair = event("1", TEN, "DTEND:None")
    repairs = [repair.replace("UID:1", f"UID:{n}").replace("Match", str(n)) for n in range(150)]
    ignored = IgnoredEntries()
    read(ics(*repairs, event("lost", "DTSTART:never")), ignored)
    assert (len(ignored.rows()), ignored.rows()[0]) == (MAX_ENTRIES, ["Match", "start"])


def test_ignored_property_of_an_event_outside_the_window_is_not_reported():
    ignored = IgnoredEntries()
    read(ics(event("1", "DTSTART:20161203T100000Z", "DTEND:None")), ignored)
    assert ignored.rows() == []
