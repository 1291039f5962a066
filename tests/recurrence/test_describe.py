"""describe: the English phrase for a rule"""

from __future__ import annotations

from datetime import date

import pytest

from tasks.recurrence import Rule, describe
from tests.recurrence.random_rules import ALL_NUMBERS, rules

START = date(2027, 1, 6)  # a Wednesday

PHRASES = {
    "FREQ=DAILY": "every day",
    "FREQ=DAILY;INTERVAL=3;COUNT=10": "every 3 days, 10 times",
    "FREQ=DAILY;COUNT=1": "every day, once",
    "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR": "every weekday",
    "FREQ=DAILY;BYMONTH=1": "every day, only in Jan",
    "FREQ=DAILY;INTERVAL=2;BYMONTHDAY=-1,1;BYDAY=MO": (
        "every 2 days, only on the 1st and last day, only on Mon"
    ),
    "FREQ=WEEKLY": "every week on Wed",
    "FREQ=WEEKLY;BYDAY=TU,TH": "every week on Tue and Thu",
    "FREQ=WEEKLY;BYDAY=MO,WE,FR": "every week on Mon, Wed and Fri",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": "every weekday",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU": "every day",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20270503": (
        "every 2 weeks on Mon and Thu, until 3 May 2027"
    ),
    "FREQ=WEEKLY;BYDAY=SA;BYMONTH=6,7": "every week on Sat in Jun and Jul",
    "FREQ=WEEKLY;BYDAY=MO,WE;BYSETPOS=1": "every week on the first of Mon and Wed",
    "FREQ=MONTHLY": "every month on the 6th",
    "FREQ=MONTHLY;BYMONTHDAY=1,15": "every month on the 1st and 15th",
    "FREQ=MONTHLY;BYMONTHDAY=31": "every month on the 31st",
    "FREQ=MONTHLY;BYMONTHDAY=-1": "every month on the last day",
    "FREQ=MONTHLY;BYMONTHDAY=-2": "every month on the second-to-last day",
    "FREQ=MONTHLY;BYMONTHDAY=11,12,13,22": "every month on the 11th, 12th, 13th and 22nd",
    "FREQ=MONTHLY;BYDAY=-1FR": "every month on the last Friday",
    "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1": "every month on the last Friday",
    "FREQ=MONTHLY;BYDAY=1TU,3TU": "every month on the first and third Tuesday",
    "FREQ=MONTHLY;BYDAY=1MO,-1FR": "every month on the first Monday and the last Friday",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1": "every month on the last weekday",
    "FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3": (
        "every month on the third Tuesday, Wednesday or Thursday"
    ),
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13": "every month on the 13th, if that is Friday",
    "FREQ=MONTHLY;INTERVAL=3;BYDAY=2WE;BYMONTH=1,4": (
        "every 3 months on the second Wednesday in Jan and Apr"
    ),
    "FREQ=YEARLY": "every year on 6 Jan",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=3": "every year on 3 Feb",
    "FREQ=YEARLY;BYMONTH=2,8": "every year on 6 Feb and 6 Aug",
    "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU": "every year on the last Sunday of Mar",
    "FREQ=YEARLY;BYDAY=20MO": "every year on the 20th Monday of the year",
    "FREQ=YEARLY;BYMONTH=6,7;BYDAY=TH": "every year on every Thursday of Jun and Jul",
    "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO": "every year on Monday of week 20",
    "FREQ=YEARLY;BYYEARDAY=100,-1": "every year on the 100th and last day of the year",
    "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8": (
        "every 4 years on the 2nd, 3rd, 4th, 5th, 6th, 7th and 8th of Nov, if that is Tuesday"
    ),
    "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=1,15": (
        "every year on the 1st and 15th of Jan, Apr, Jul and Oct"
    ),
}


@pytest.mark.parametrize(("text", "phrase"), PHRASES.items())
def test_describe_returns_the_phrase_for_a_rule(text, phrase):
    assert describe(Rule.validated(text, START)) == phrase


@pytest.mark.parametrize(
    ("text", "start", "phrase"),
    [
        ("FREQ=MONTHLY", date(2027, 1, 31), "every month on the 31st or the nearest day before"),
        ("FREQ=YEARLY", date(2028, 2, 29), "every year on 29 Feb or the nearest day before"),
        ("FREQ=MONTHLY;BYMONTHDAY=28", START, "every month on the 28th"),
        ("FREQ=WEEKLY", START, "every week on Wed"),
    ],
)
def test_describe_mentions_the_nearest_day_only_when_a_month_can_lack_the_day(text, start, phrase):
    assert describe(Rule.validated(text, start, missing_days="clamp")) == phrase


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("FREQ=DAILY;INTERVAL=5", "every 5 days after completion"),
        ("FREQ=WEEKLY;UNTIL=20270503", "every week after completion, until 3 May 2027"),
        ("FREQ=MONTHLY;INTERVAL=2;COUNT=4", "every 2 months after completion, 4 times"),
    ],
)
def test_describe_mentions_completion(text, phrase):
    assert describe(Rule.validated(text, START, kind="after_completion")) == phrase


def test_describe_returns_english_for_an_unsupported_language():
    assert describe(Rule.validated("FREQ=DAILY", START), "de") == "every day"


def test_describe_returns_a_phrase_for_every_random_rule():
    for rule in rules("describe", 1000, ALL_NUMBERS):
        assert describe(rule).startswith("every "), rule
        assert "  " not in describe(rule), rule
