"""Rule.validated: the canonical text, or a sentence"""

from __future__ import annotations

from datetime import UTC, date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tasks.recurrence import InvalidRule, Rule, messages
from tasks.recurrence.grammar import parse

START = date(2027, 1, 6)  # a Wednesday
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("FREQ=DAILY;INTERVAL=2", "FREQ=DAILY;INTERVAL=2"),
        ("RRULE:freq=weekly;byday=th,mo,mo;interval=01;", "FREQ=WEEKLY;BYDAY=MO,TH"),
        ("BYMONTHDAY=15,+1,-1;FREQ=MONTHLY;WKST=MO", "FREQ=MONTHLY;BYMONTHDAY=-1,1,15"),
        ("FREQ=WEEKLY;WKST=SU;COUNT=3", "FREQ=WEEKLY;COUNT=3;WKST=SU"),
        ("FREQ=YEARLY;BYDAY=+2MO,-1FR;BYMONTH=3", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1FR,2MO"),
        ("FREQ=DAILY;BYHOUR=9", "FREQ=DAILY"),
    ],
)
def test_a_rule_has_one_spelling(text, canonical):
    assert Rule.validated(text, START).rrule == canonical
    assert Rule.validated(canonical, START).rrule == canonical


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("FREQ=YEARLY;BYMONTHDAY=6", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=6"),
        ("FREQ=YEARLY;BYWEEKNO=20", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=WE"),
    ],
)
def test_what_other_programs_read_differently_is_written_out(text, canonical):
    assert Rule.validated(text, START).rrule == canonical


def test_a_time_of_day_that_only_repeats_the_start_is_dropped():
    rule = Rule.validated("FREQ=DAILY;BYHOUR=9;BYMINUTE=30;BYSECOND=0", START, time(9, 30))
    assert rule.rrule == "FREQ=DAILY"


@pytest.mark.parametrize(
    ("until", "starts_at", "zone", "stored"),
    [
        ("20270503", None, None, "20270503"),
        ("20270503", time(9), BERLIN, "20270503"),
        ("20270503T090000", time(9), BERLIN, "20270503"),
        ("20270503T085959", time(9), BERLIN, "20270502"),
        ("20270503T070000Z", time(9), BERLIN, "20270503"),
        ("20270503T065959Z", time(9), BERLIN, "20270502"),
        ("20270502T220000Z", time(0), BERLIN, "20270503"),
        ("20270503T235959Z", None, None, "20270503"),
    ],
)
def test_until_is_kept_as_the_last_local_day(until, starts_at, zone, stored):
    rule = Rule.validated(f"FREQ=DAILY;UNTIL={until}", START, starts_at, zone=zone)
    assert rule.rrule == f"FREQ=DAILY;UNTIL={stored}"


def test_excluded_and_extra_dates_are_sorted_once():
    days = [START + timedelta(days=n) for n in (3, 1, 3)]
    rule = Rule.validated("FREQ=DAILY", START, exdates=days, rdates=days[:1])
    assert (rule.exdates, rule.rdates) == ((days[1], days[0]), (days[0],))


REFUSED = {
    "FREQ=SECONDLY": "once a day at most",
    "FREQ=HOURLY;INTERVAL=24": "once a day at most",
    "FREQ=FORTNIGHTLY": "needs FREQ=DAILY",
    "INTERVAL=2": "needs FREQ=DAILY",
    "": "“” is not part",
    "every day": "“EVERY DAY” is not part",
    "FREQ=DAILY;BYEASTER=1": "“BYEASTER=1” is not part",
    "FREQ=DAILY;FREQ=DAILY": "appears twice",
    "FREQ=DAILY;INTERVAL=0": "from 1 to 9999",
    "FREQ=DAILY;INTERVAL=-1": "from 1 to 9999",
    "FREQ=DAILY;INTERVAL=1.5": "from 1 to 9999",
    "FREQ=DAILY;INTERVAL=10000": "from 1 to 9999",
    "FREQ=DAILY;INTERVAL=٣": "from 1 to 9999",
    "FREQ=DAILY;INTERVAL=99999999999999999999": "from 1 to 9999",
    "FREQ=DAILY;COUNT=0": "from 1 to 9999",
    "FREQ=DAILY;COUNT=1000000": "from 1 to 9999",
    "FREQ=DAILY;COUNT=2;UNTIL=20280101": "not both",
    "FREQ=DAILY;UNTIL=20270230": "UNTIL must be a date",
    "FREQ=DAILY;UNTIL=tomorrow": "UNTIL must be a date",
    "FREQ=DAILY;UNTIL=00000101": "UNTIL must be a date",
    "FREQ=DAILY;UNTIL=19830101": "end before it starts",
    "FREQ=WEEKLY;BYDAY=": "“BYDAY=” is not part",
    "FREQ=WEEKLY;BYDAY=MO,": "list of weekdays",
    "FREQ=WEEKLY;BYDAY=XX": "list of weekdays",
    "FREQ=MONTHLY;BYDAY=0MO": "list of weekdays",
    "FREQ=YEARLY;BYDAY=54MO": "list of weekdays",
    "FREQ=WEEKLY;BYDAY=2MO": "needs a MONTHLY or YEARLY",
    "FREQ=DAILY;BYDAY=-1FR": "needs a MONTHLY or YEARLY",
    "FREQ=YEARLY;BYWEEKNO=3;BYDAY=2MO": "needs a MONTHLY or YEARLY",
    "FREQ=WEEKLY;BYMONTHDAY=1": "can’t be used in a WEEKLY",
    "FREQ=MONTHLY;BYYEARDAY=1": "can’t be used in a MONTHLY",
    "FREQ=DAILY;BYWEEKNO=1": "can’t be used in a DAILY",
    "FREQ=DAILY;BYDAY=MO;BYSETPOS=1": "can’t be used in a DAILY",
    "FREQ=MONTHLY;BYSETPOS=1": "needs another part",
    "FREQ=MONTHLY;BYMONTHDAY=32": "from 1 to 31",
    "FREQ=MONTHLY;BYMONTHDAY=0": "from 1 to 31",
    "FREQ=MONTHLY;BYMONTHDAY=1,,2": "from 1 to 31",
    "FREQ=YEARLY;BYMONTH=13": "from 1 to 12",
    "FREQ=YEARLY;BYMONTH=-1": "from 1 to 12",
    "FREQ=YEARLY;BYYEARDAY=367": "from 1 to 366",
    "FREQ=YEARLY;BYWEEKNO=54": "from 1 to 53",
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367": "from 1 to 366",
    "FREQ=WEEKLY;WKST=YY": "WKST must be a weekday",
    "FREQ=YEARLY;BYYEARDAY=" + ",".join(["366"] * 150): "at most 450 characters",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30": "no date in the hundred years",
    "FREQ=MONTHLY;BYMONTH=4,6;BYMONTHDAY=31": "no date in the hundred years",
    "FREQ=MONTHLY;BYDAY=6MO": "no date in the hundred years",
    "FREQ=DAILY;INTERVAL=7;BYDAY=MO": "no date in the hundred years",
    "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29": "no date in the hundred years",
}


@pytest.mark.parametrize(("text", "sentence"), REFUSED.items())
def test_it_refuses_with_a_sentence(text, sentence):
    with pytest.raises(InvalidRule, match=sentence) as refusal:
        Rule.validated(text, START)
    assert str(refusal.value).endswith(".")


def test_no_text_becomes_longer_than_five_hundred_characters():
    text = "FREQ=YEARLY;BYYEARDAY=" + ",".join(map(str, range(100, 207)))
    rule = Rule.validated(text, START)
    halves = rule.split(date(2028, 6, 1))
    assert 445 < len(rule.rrule) <= 450
    assert max(len(half.rrule) for half in (rule, *halves)) <= 500


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"starts_at": time(9, tzinfo=UTC)}, "local"),
        ({"starts_at": time(9, 0, 0, 5)}, "whole seconds"),
        ({"missing_days": "forward"}, "skipped or moved back"),
        ({"kind": "lunar"}, "calendar or from completion"),
        ({"exdates": [START + timedelta(days=n) for n in range(1001)]}, "at most 1000"),
    ],
)
def test_it_refuses_other_fields_too(fields, sentence):
    with pytest.raises(InvalidRule, match=sentence):
        Rule.validated("FREQ=DAILY", START, **fields)


@pytest.mark.parametrize(
    "text", ["FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-31", "FREQ=YEARLY;INTERVAL=5;BYYEARDAY=-366"]
)
def test_a_day_cannot_move_into_a_period_that_is_left_out(text):
    assert Rule.validated(text, START).warning()
    with pytest.raises(InvalidRule, match="only in rules with INTERVAL=1"):
        Rule.validated(text, START, missing_days="clamp")


@pytest.mark.parametrize("text", ["FREQ=WEEKLY;BYDAY=MO", "FREQ=YEARLY;BYWEEKNO=3;BYDAY=MO"])
def test_counting_from_completion_takes_no_days(text):
    with pytest.raises(InvalidRule, match="an interval, not days"):
        Rule.validated(text, START, kind="after_completion")


def test_an_end_before_the_calendar_begins_is_refused():
    with pytest.raises(InvalidRule, match="UNTIL must be a date"):
        Rule.validated("FREQ=DAILY;UNTIL=00010101T000000Z", START, time(9), zone=BERLIN)


def test_messages_are_in_the_language_that_is_installed(monkeypatch):
    german = {"%(part)s appears twice in this repeat rule.": "%(part)s steht zweimal in der Regel."}
    monkeypatch.setattr(messages, "_translate", lambda text: german.get(text, text))
    with pytest.raises(InvalidRule, match="FREQ steht zweimal in der Regel"):
        parse("FREQ=DAILY;FREQ=DAILY")
