"""to_ics_lines and from_ics: rules written to and read from iCalendar"""

from __future__ import annotations

import random
from datetime import date, time, timedelta

import pytest

from tasks.recurrence import InvalidRule, Rule
from tasks.recurrence.ics import from_ics, to_ics_lines
from tests.recurrence.random_rules import ALL_NUMBERS, SEED, rules

MONDAY = date(2027, 1, 4)
ZONES = (None, "UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/Nuuk")
TIMES = (None, time(0), time(2, 30), time(9), time(23, 30))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("starts_at", TIMES)
def test_ics_round_trip_returns_the_same_rule(zone, starts_at):
    rng = random.Random(f"{SEED}-ics-{zone}-{starts_at}")
    for rule in rules_starting_on_a_date(
        f"ics-{zone}-{starts_at}", 30, rng.choice(("skip", "clamp"))
    ):
        excluded = rule.preview(4)[1:]
        extra = [rule.starts_on + timedelta(days=rng.randrange(1, 400))]
        fields = {"starts_at": starts_at, "exdates": excluded, "rdates": extra}
        rule = Rule.validated(rule.rrule, rule.starts_on, missing_days=rule.missing_days, **fields)
        assert from_ics(to_ics_lines(rule, zone), zone) == rule, rule


def rules_starting_on_a_date(name, count, missing_days):
    """Yield random rules that start on one of their dates, as iCalendar requires of DTSTART."""
    for rule in rules(name, count, ALL_NUMBERS, missing_days=missing_days):
        text = str(rule.parts.with_implied(rule.starts_on))
        yield Rule.validated(text, rule.preview(1)[0], missing_days=missing_days)


def test_to_ics_writes_all_day_series_as_dates_without_a_zone():
    rule = Rule.validated("FREQ=DAILY;UNTIL=20270503", MONDAY, exdates=[date(2027, 1, 5)])
    assert to_ics_lines(rule, "Pacific/Kiritimati") == [
        "DTSTART;VALUE=DATE:20270104",
        "RRULE:FREQ=DAILY;UNTIL=20270503",
        "EXDATE;VALUE=DATE:20270105",
    ]


def test_to_ics_writes_times_in_the_zone_and_until_in_utc():
    rule = Rule.validated("FREQ=DAILY;UNTIL=20270503", MONDAY, time(9), rdates=[date(2027, 6, 1)])
    assert to_ics_lines(rule, "Europe/Berlin") == [
        "DTSTART;TZID=Europe/Berlin:20270104T090000",
        "RRULE:FREQ=DAILY;UNTIL=20270503T070000Z",
        "RDATE;TZID=Europe/Berlin:20270601T090000",
    ]


def test_to_ics_writes_floating_times_without_a_zone():
    rule = Rule.validated("FREQ=DAILY;UNTIL=20270503", MONDAY, time(9))
    assert to_ics_lines(rule, None) == [
        "DTSTART:20270104T090000",
        "RRULE:FREQ=DAILY;UNTIL=20270503T090000",
    ]


def test_to_ics_writes_clamping_as_rfc_7529_skip():
    rule = Rule.validated("FREQ=MONTHLY;BYMONTHDAY=31", date(2027, 1, 31), missing_days="clamp")
    assert to_ics_lines(rule, None)[1] == (
        "RRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD"
    )


def test_to_ics_writes_the_first_matching_date_as_dtstart():
    rule = Rule.validated("FREQ=MONTHLY;BYMONTH=2", date(2027, 1, 31), missing_days="clamp")
    start, recur = to_ics_lines(rule, None)
    assert start == "DTSTART;VALUE=DATE:20270228"
    assert "BYMONTHDAY=31" in recur
    assert from_ics([start, recur], None).preview() == rule.preview()


def test_to_ics_rejects_an_after_completion_series():
    with pytest.raises(InvalidRule, match="can't be added to a calendar"):
        to_ics_lines(Rule.validated("FREQ=DAILY", MONDAY, kind="after_completion"), None)


def test_from_ics_reads_folded_lines_and_parameters_of_other_programs():
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


def test_from_ics_converts_utc_values_to_the_owners_zone():
    lines = ["DTSTART:20270104T230000Z", "RRULE:FREQ=DAILY", "EXDATE:20270105T230000Z"]
    rule = from_ics(lines, "Pacific/Auckland")
    assert (rule.starts_on, rule.starts_at) == (date(2027, 1, 5), time(12))
    assert rule.exdates == (date(2027, 1, 6),)


def test_from_ics_uses_the_owners_zone_when_tzid_is_not_an_iana_name():
    lines = ["DTSTART;TZID=W. Europe Standard Time:20270104T090000"]
    rule = from_ics([*lines, "RRULE:FREQ=DAILY;UNTIL=20270503T070000Z"], "Europe/Berlin")
    assert rule.rrule == "FREQ=DAILY;UNTIL=20270503"


def test_from_ics_uses_the_start_of_a_period():
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
        ([START_LINE, "RRULE:RSCALE=HEBREW;FREQ=YEARLY"], "only the Gregorian calendar"),
        ([START_LINE, "RRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD"], "not forward"),
        ([START_LINE, "RRULE:FREQ=HOURLY"], "needs a time to start"),
    ],
)
def test_from_ics_rejects_an_invalid_item_with_the_reason(lines, sentence):
    with pytest.raises(InvalidRule, match=sentence):
        from_ics(lines, "America/New_York")
