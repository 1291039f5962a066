"""Rule.split: "this and following" edits"""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from tasks.recurrence import InvalidRule, Rule
from tests.lanes import BIG
from tests.recurrence.random_rules import ALL_NUMBERS, SEED, rules

START = date(2027, 1, 31)
FOUR_YEARS = timedelta(days=1500)


@pytest.mark.parametrize("missing_days", ["skip", "clamp"])
def test_split_halves_of_any_rule_have_the_dates_of_the_rule(missing_days):
    rng = random.Random(f"{SEED}-split")
    for rule in rules(
        f"split-{missing_days}", 5000 if BIG else 170, ALL_NUMBERS, missing_days=missing_days
    ):
        last = rule.starts_on + FOUR_YEARS
        dates = rule.between(rule.starts_on, last)
        if len(dates) < 2:
            continue
        at = rng.choice(dates[1:]) - timedelta(days=rng.choice((0, 0, 1)))
        if at <= dates[0]:
            continue
        early, late = rule.split(at)
        assert early.between(date.min, last) == [d for d in dates if d < at], rule
        assert late.between(date.min, last) == [d for d in dates if d >= at], rule
        assert late.starts_on == late.preview(1)[0]


def test_split_ends_the_first_half_the_day_before():
    early, late = Rule.validated("FREQ=WEEKLY;BYDAY=SU", START).split(date(2027, 2, 14))
    assert early.rrule == "FREQ=WEEKLY;UNTIL=20270213;BYDAY=SU"
    assert (late.rrule, late.starts_on) == ("FREQ=WEEKLY;BYDAY=SU", date(2027, 2, 14))


def test_split_divides_count_between_the_halves():
    early, late = Rule.validated("FREQ=DAILY;COUNT=10", START).split(date(2027, 2, 3))
    assert early.rrule == "FREQ=DAILY;UNTIL=20270202"
    assert late.rrule == "FREQ=DAILY;COUNT=7"


def test_split_counts_an_excluded_date_toward_the_first_half():
    rule = Rule.validated("FREQ=DAILY;COUNT=4", START, exdates=[date(2027, 2, 1)])
    assert rule.split(date(2027, 2, 2))[1].preview() == [date(2027, 2, 2), date(2027, 2, 3)]


def test_split_divides_excluded_and_extra_dates_between_the_halves():
    dates = [date(2027, 2, 1), date(2027, 2, 10)]
    rule = Rule.validated("FREQ=DAILY", START, exdates=dates, rdates=dates)
    early, late = rule.split(date(2027, 2, 5))
    assert early.exdates == early.rdates == (date(2027, 2, 1),)
    assert late.exdates == late.rdates == (date(2027, 2, 10),)


def test_split_keeps_the_31st_in_the_second_half_when_it_starts_on_a_clamped_day():
    rule = Rule.validated("FREQ=MONTHLY", START, missing_days="clamp")
    late = rule.split(date(2027, 2, 28))[1]
    assert late.preview(2) == [date(2027, 2, 28), date(2027, 3, 31)]


def test_split_keeps_the_phase_of_an_every_other_week_rule():
    rule = Rule.validated("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", START)
    late = rule.split(date(2027, 2, 10))[1]
    assert late.preview(2) == [date(2027, 2, 14), date(2027, 2, 28)]


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (START, "no dates before that day"),
        (START - FOUR_YEARS, "no dates before that day"),
        (date(2027, 2, 10), "ends before that day"),
    ],
)
def test_split_is_rejected_when_a_half_would_have_no_dates(at, sentence):
    with pytest.raises(InvalidRule, match=sentence):
        Rule.validated("FREQ=DAILY;COUNT=10", START).split(at)


def test_split_of_an_after_completion_series_starts_the_second_half_on_the_split_date():
    rule = Rule.validated("FREQ=DAILY;INTERVAL=5;COUNT=9", START, kind="after_completion")
    early, late = rule.split(date(2027, 3, 1))
    assert early.rrule == "FREQ=DAILY;INTERVAL=5;UNTIL=20270228"
    assert (late.rrule, late.starts_on) == (rule.rrule, date(2027, 3, 1))
