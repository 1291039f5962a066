"""to_ics_lines and from_ics: the same rule, out and in"""

from __future__ import annotations

import random
from datetime import date, time, timedelta

import pytest

from tasks.recurrence import InvalidRule, Rule
from tasks.recurrence.ics import from_ics, to_ics_lines
from tests.recurrence.random_rules import SEED, WILD, rules

MONDAY = date(2027, 1, 4)
ZONES = (None, "UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/Nuuk")
TIMES = (None, time(0), time(2, 30), time(9), time(23, 30))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("starts_at", TIMES)
def test_a_rule_written_and_read_is_the_same_rule(zone, starts_at):
    rng = random.Random(f"{SEED}-ics-{zone}-{starts_at}")
    for rule in synchronized(f"ics-{zone}-{starts_at}", 30, rng.choice(("skip", "clamp"))):
        excluded = rule.preview(4)[1:]
        extra = [rule.starts_on + timedelta(days=rng.randrange(1, 400))]
        fields = {"starts_at": starts_at, "exdates": excluded, "rdates": extra}
        rule = Rule.validated(rule.rrule, rule.starts_on, missing_days=rule.missing_days, **fields)
        assert from_ics(to_ics_lines(rule, zone), zone) == rule, rule


def synchronized(name, count, missing_days):
    """Random rules that start on one of their dates, as DTSTART must."""
    for rule in rules(name, count, WILD, missing_days=missing_days):
        text = str(rule.parts.completed(rule.starts_on))
        yield Rule.validated(text, rule.preview(1)[0], missing_days=missing_days)


def test_a_whole_day_is_a_date_and_never_meets_a_zone():
    rule = Rule.validated("FREQ=DAILY;UNTIL=20270503", MONDAY, exdates=[date(2027, 1, 5)])
    assert to_ics_lines(rule, "Pacific/Kiritimati") == [
        "DTSTART;VALUE=DATE:20270104",
        "RRULE:FREQ=DAILY;UNTIL=20270503",
        "EXDATE;VALUE=DATE:20270105",
    ]


def test_a_time_is_local_and_its_end_in_utc():
    rule = Rule.validated("FREQ=DAILY;UNTIL=20270503", MONDAY, time(9), rdates=[date(2027, 6, 1)])
    assert to_ics_lines(rule, "Europe/Berlin") == [
        "DTSTART;TZID=Europe/Berlin:20270104T090000",
        "RRULE:FREQ=DAILY;UNTIL=20270503T070000Z",
        "RDATE;TZID=Europe/Berlin:20270601T090000",
    ]


def test_without_a_zone_times_float():
    rule = Rule.validated("FREQ=DAILY;UNTIL=20270503", MONDAY, time(9))
    assert to_ics_lines(rule, None) == [
        "DTSTART:20270104T090000",
        "RRULE:FREQ=DAILY;UNTIL=20270503T090000",
    ]


def test_clamping_is_said_as_rfc_7529_says_it():
    rule = Rule.validated("FREQ=MONTHLY;BYMONTHDAY=31", date(2027, 1, 31), missing_days="clamp")
    assert to_ics_lines(rule, None)[1] == (
        "RRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD"
    )


def test_dtstart_is_a_date_of_the_rule_because_others_show_it():
    rule = Rule.validated("FREQ=MONTHLY;BYMONTH=2", date(2027, 1, 31), missing_days="clamp")
    start, recur = to_ics_lines(rule, None)
    assert start == "DTSTART;VALUE=DATE:20270228"
    assert "BYMONTHDAY=31" in recur
    assert from_ics([start, recur], None).preview() == rule.preview()


def test_counting_from_completion_cannot_be_written():
    with pytest.raises(InvalidRule, match="cannot be put on a calendar"):
        to_ics_lines(Rule.validated("FREQ=DAILY", MONDAY, kind="after_completion"), None)


def test_it_reads_what_other_programs_write():
    rule = from_ics(
        "BEGIN:VEVENT\r\nSUMMARY:Standup\r\n"
        'dtstart;X-A="b:c;d";TZID="Europe/Berlin":20270104T090000\r\n'
        "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270\r\n 503T215959Z;\r\n"
        "EXDATE;TZID=Europe/Berlin:20270106T090000,20270111T090000\r\n"
        "EXDATE:20270113T080000Z\r\nEND:VEVENT\r\n",
        "America/New_York",
    )
    assert (rule.rrule, rule.starts_at) == ("FREQ=WEEKLY;UNTIL=20270503;BYDAY=MO,WE", time(9))
    assert rule.exdates == (date(2027, 1, 6), date(2027, 1, 11), date(2027, 1, 13))


def test_what_is_in_utc_is_read_on_the_owners_clock():
    lines = ["DTSTART:20270104T230000Z", "RRULE:FREQ=DAILY", "EXDATE:20270105T230000Z"]
    rule = from_ics(lines, "Pacific/Auckland")
    assert (rule.starts_on, rule.starts_at) == (date(2027, 1, 5), time(12))
    assert rule.exdates == (date(2027, 1, 6),)


def test_a_zone_with_a_foreign_name_is_the_owners():
    lines = ["DTSTART;TZID=W. Europe Standard Time:20270104T090000"]
    rule = from_ics([*lines, "RRULE:FREQ=DAILY;UNTIL=20270503T070000Z"], "Europe/Berlin")
    assert rule.rrule == "FREQ=DAILY;UNTIL=20270503"


def test_of_a_period_the_start_counts():
    lines = ["DTSTART:20270104T090000", "RRULE:FREQ=WEEKLY"]
    rule = from_ics([*lines, "RDATE;VALUE=PERIOD:20270106T090000/PT1H"], None)
    assert rule.rdates == (date(2027, 1, 6),)


START_LINE = "DTSTART;VALUE=DATE:20270104"


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["RRULE:FREQ=DAILY"], "one DTSTART and one RRULE"),
        ([START_LINE], "one DTSTART and one RRULE"),
        ([START_LINE, "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"], "one DTSTART and one RRULE"),
        ([START_LINE, "RRULE:FREQ=DAILY", "EXRULE:FREQ=WEEKLY"], "EXRULE is obsolete"),
        (["DTSTART:today", "RRULE:FREQ=DAILY"], "must be a list of dates"),
        (["DTSTART:20270230", "RRULE:FREQ=DAILY"], "does not exist"),
        (["DTSTART:00010101T000000Z", "RRULE:FREQ=DAILY"], "does not exist"),
        ([START_LINE, "RRULE:RSCALE=HEBREW;FREQ=YEARLY"], "Only the Gregorian calendar"),
        ([START_LINE, "RRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD"], "not forward"),
        ([START_LINE, "RRULE:FREQ=HOURLY"], "once a day at most"),
    ],
)
def test_it_refuses_with_a_sentence(lines, sentence):
    with pytest.raises(InvalidRule, match=sentence):
        from_ics(lines, "America/New_York")
