"""Descriptions from tasks.recurrence.describe, parsed by tasks.quickadd"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tasks.quickadd import Names, parse
from tasks.recurrence import Rule, describe
from tests.lanes import BIG

NO_NAMES = Names({}, {}, {})
START = date(2026, 11, 24)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

intervals = st.integers(1, 12)
weekdays = st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True).map(",".join)
nth_weekdays = st.lists(
    st.builds("{}{}".format, st.sampled_from((1, 2, 3, 4, 5, -1, -2)), st.sampled_from(WEEKDAYS)),
    min_size=1,
    max_size=3,
    unique=True,
).map(",".join)


def numbers(*ranges: range, limit: int):
    lists = st.lists(
        st.sampled_from([n for part in ranges for n in part]), min_size=1, max_size=limit
    )
    return lists.map(lambda days: ",".join(map(str, sorted(set(days)))))


month_days = numbers(range(1, 32), range(-5, 0), limit=4)
# Quick add rejects 30 February.
days_of_all_months = numbers(range(1, 29), range(-5, 0), limit=4)
months = numbers(range(1, 13), limit=5)
plain = st.builds(
    "FREQ={};INTERVAL={}".format,
    st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")),
    intervals,
)
texts = st.one_of(
    plain,
    st.builds("FREQ=WEEKLY;INTERVAL={};BYDAY={}".format, intervals, weekdays),
    st.builds("FREQ=WEEKLY;BYMONTH={};BYDAY={}".format, months, weekdays),
    st.builds("FREQ=MONTHLY;INTERVAL={};BYMONTHDAY={}".format, intervals, month_days),
    st.builds("FREQ=MONTHLY;BYMONTH={};BYMONTHDAY={}".format, months, days_of_all_months),
    st.builds("FREQ=MONTHLY;INTERVAL={};BYDAY={}".format, intervals, nth_weekdays),
    st.builds(
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS={}".format,
        st.sampled_from((1, 2, -1, -2, "1,-1")),
    ),
    st.builds("FREQ=YEARLY;BYMONTH={};BYMONTHDAY={}".format, months, days_of_all_months),
    st.builds("FREQ=YEARLY;BYMONTH={};BYDAY={}".format, months, nth_weekdays),
)
ends = st.one_of(
    st.just(""),
    st.builds(";COUNT={}".format, st.integers(1, 40)),
    st.dates(date(2040, 1, 1), date(2050, 1, 1)).map(lambda day: f";UNTIL={day:%Y%m%d}"),
)


@example(text="FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31", end="", missing_days="skip")
@given(text=texts, end=ends, missing_days=st.sampled_from(("skip", "clamp")))
@settings(max_examples=2_000 if BIG else 170)
def test_description_parses_to_a_rule_with_the_same_dates(text, end, missing_days):
    first = Rule(text, START, missing_days=missing_days).preview(1)
    assume(first)  # the 31st of every twelfth month from November never comes
    assume(first[0] < date(2040, 1, 1))  # the fifth Monday of February is in 2044
    rule = Rule.validated(text + end, first[0], missing_days=missing_days)

    parsed = parse(f"Pay rent {describe(rule)}", rule.starts_on, NO_NAMES)

    assert (parsed.title, parsed.problems) == ("Pay rent", ())
    assert dates_of(parsed.rule) == dates_of(rule)


@given(text=plain, end=ends)
def test_description_of_an_after_completion_rule_parses_to_the_same_rule(text, end):
    rule = Rule.validated(text + end, START, kind="after_completion")

    parsed = parse(f"Pay rent {describe(rule)}", START, NO_NAMES)

    assert (parsed.title, parsed.rule) == ("Pay rent", rule)


def dates_of(rule: Rule) -> list[date]:
    return rule.between(rule.starts_on, rule.starts_on + timedelta(days=30 * 366))


@pytest.mark.parametrize(
    "phrase",
    [
        "every day",
        "every weekday",
        "every 2 weeks on Mon and Thu, until 3 May 2027",
        "every month on the 31st or the nearest day before",
        "every month on the last Friday",
        "every month on the first and last weekday",
        "every year on 3 Feb and 3 May",
        "every year on the 1st and last day of Jan",
        "every 5 days after completion, 3 times",
    ],
)
def test_repeat_phrase_is_described_by_the_same_phrase(phrase):
    assert describe(parse(f"Pay rent {phrase}", START, NO_NAMES).rule) == phrase
