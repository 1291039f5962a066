"""Rule.validated: canonical text, or a rejection with the reason"""

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
def test_validated_returns_one_canonical_text(text, canonical):
    assert Rule.validated(text, START).rrule == canonical
    assert Rule.validated(canonical, START).rrule == canonical


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("FREQ=YEARLY;BYMONTHDAY=6", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=6"),
        ("FREQ=YEARLY;BYWEEKNO=20", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=WE"),
    ],
)
def test_validated_adds_defaults_that_programs_disagree_on(text, canonical):
    assert Rule.validated(text, START).rrule == canonical


def test_validated_drops_a_time_of_day_equal_to_the_start_time():
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
def test_validated_converts_until_to_the_last_local_date(until, starts_at, zone, stored):
    rule = Rule.validated(f"FREQ=DAILY;UNTIL={until}", START, starts_at, zone=zone)
    assert rule.rrule == f"FREQ=DAILY;UNTIL={stored}"


def test_validated_sorts_and_deduplicates_excluded_and_extra_dates():
    days = [START + timedelta(days=n) for n in (3, 1, 3)]
    rule = Rule.validated("FREQ=DAILY", START, exdates=days, rdates=days[:1])
    assert (rule.exdates, rule.rdates) == ((days[1], days[0]), (days[0],))


REJECTIONS = {
    "FREQ=SECONDLY": "every hour at most",
    "FREQ=HOURLY;INTERVAL=24": "needs a time to start",
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
    "FREQ=DAILY;UNTIL=19830101": "ends before it starts",
    "FREQ=WEEKLY;BYDAY=": "“BYDAY=” is not part",
    "FREQ=WEEKLY;BYDAY=MO,": "list of weekdays",
    "FREQ=WEEKLY;BYDAY=XX": "list of weekdays",
    "FREQ=MONTHLY;BYDAY=0MO": "list of weekdays",
    "FREQ=YEARLY;BYDAY=54MO": "list of weekdays",
    "FREQ=WEEKLY;BYDAY=2MO": "needs a MONTHLY or YEARLY",
    "FREQ=DAILY;BYDAY=-1FR": "needs a MONTHLY or YEARLY",
    "FREQ=YEARLY;BYWEEKNO=3;BYDAY=2MO": "needs a MONTHLY or YEARLY",
    "FREQ=WEEKLY;BYMONTHDAY=1": "can't be used in a WEEKLY",
    "FREQ=MONTHLY;BYYEARDAY=1": "can't be used in a MONTHLY",
    "FREQ=DAILY;BYWEEKNO=1": "can't be used in a DAILY",
    "FREQ=DAILY;BYDAY=MO;BYSETPOS=1": "can't be used in a DAILY",
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
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30": "no date within 100 years",
    "FREQ=MONTHLY;BYMONTH=4,6;BYMONTHDAY=31": "no date within 100 years",
    "FREQ=MONTHLY;BYDAY=6MO": "no date within 100 years",
    "FREQ=DAILY;INTERVAL=7;BYDAY=MO": "no date within 100 years",
    "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29": "no date within 100 years",
}


@pytest.mark.parametrize(("text", "sentence"), REJECTIONS.items())
def test_validated_rejects_invalid_rule_text_with_the_reason(text, sentence):
    with pytest.raises(InvalidRule, match=sentence) as rejection:
        Rule.validated(text, START)
    assert str(rejection.value).endswith(".")


def test_rule_text_stays_within_500_characters_after_a_split():
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
        ({"missing_days": "forward"}, "“skip” or “clamp”"),
        ({"kind": "lunar"}, "“calendar” or “after_completion”"),
        ({"exdates": [START + timedelta(days=n) for n in range(1001)]}, "at most 1000"),
    ],
)
def test_validated_rejects_invalid_fields_with_the_reason(fields, sentence):
    with pytest.raises(InvalidRule, match=sentence):
        Rule.validated("FREQ=DAILY", START, **fields)


@pytest.mark.parametrize(
    "text", ["FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-31", "FREQ=YEARLY;INTERVAL=5;BYYEARDAY=-366"]
)
def test_validated_rejects_clamping_into_a_skipped_period(text):
    assert Rule.validated(text, START).warning()
    with pytest.raises(InvalidRule, match="only with INTERVAL=1"):
        Rule.validated(text, START, missing_days="clamp")


@pytest.mark.parametrize("text", ["FREQ=WEEKLY;BYDAY=MO", "FREQ=YEARLY;BYWEEKNO=3;BYDAY=MO"])
def test_validated_rejects_days_in_an_after_completion_rule(text):
    with pytest.raises(InvalidRule, match="an interval but no days"):
        Rule.validated(text, START, kind="after_completion")


def test_validated_rejects_an_until_before_the_first_representable_date():
    with pytest.raises(InvalidRule, match="UNTIL must be a date"):
        Rule.validated("FREQ=DAILY;UNTIL=00010101T000000Z", START, time(9), zone=BERLIN)


def test_rejection_is_translated_by_the_installed_translator(monkeypatch):
    german = {"%(part)s appears twice in this repeat rule.": "%(part)s steht zweimal in der Regel."}
    monkeypatch.setattr(messages, "_translate", lambda text: german.get(text, text))
    with pytest.raises(InvalidRule, match="FREQ steht zweimal in der Regel"):
        parse("FREQ=DAILY;FREQ=DAILY")
