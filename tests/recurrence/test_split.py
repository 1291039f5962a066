"""Rule.split: this and following"""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from tasks.recurrence import InvalidRule, Rule
from tests.lanes import BIG
from tests.recurrence.random_rules import SEED, WILD, rules

START = date(2027, 1, 31)
FAR = timedelta(days=1500)


@pytest.mark.parametrize("missing_days", ["skip", "clamp"])
def test_the_halves_of_any_rule_have_its_dates(missing_days):
    rng = random.Random(f"{SEED}-split")
    for rule in rules(
        f"split-{missing_days}", 5000 if BIG else 170, WILD, missing_days=missing_days
    ):
        dates = rule.between(rule.starts_on, rule.starts_on + FAR)
        if len(dates) < 2:
            continue
        at = rng.choice(dates[1:]) - timedelta(days=rng.choice((0, 0, 1)))
        if at <= dates[0]:
            continue
        early, late = rule.split(at)
        assert early.between(date.min, rule.starts_on + FAR) == [d for d in dates if d < at], rule
        assert late.between(date.min, rule.starts_on + FAR) == [d for d in dates if d >= at], rule
        assert late.starts_on == late.preview(1)[0]


def test_the_first_half_ends_the_day_before():
    early, late = Rule.validated("FREQ=WEEKLY;BYDAY=SU", START).split(date(2027, 2, 14))
    assert early.rrule == "FREQ=WEEKLY;UNTIL=20270213;BYDAY=SU"
    assert (late.rrule, late.starts_on) == ("FREQ=WEEKLY;BYDAY=SU", date(2027, 2, 14))


def test_count_is_shared_out():
    early, late = Rule.validated("FREQ=DAILY;COUNT=10", START).split(date(2027, 2, 3))
    assert early.rrule == "FREQ=DAILY;UNTIL=20270202"
    assert late.rrule == "FREQ=DAILY;COUNT=7"


def test_an_excluded_date_uses_up_its_count():
    rule = Rule.validated("FREQ=DAILY;COUNT=4", START, exdates=[date(2027, 2, 1)])
    assert rule.split(date(2027, 2, 2))[1].preview() == [date(2027, 2, 2), date(2027, 2, 3)]


def test_excluded_and_extra_dates_are_shared_out():
    dates = [date(2027, 2, 1), date(2027, 2, 10)]
    rule = Rule.validated("FREQ=DAILY", START, exdates=dates, rdates=dates)
    early, late = rule.split(date(2027, 2, 5))
    assert early.exdates == early.rdates == (date(2027, 2, 1),)
    assert late.exdates == late.rdates == (date(2027, 2, 10),)


def test_the_second_half_remembers_the_31st():
    rule = Rule.validated("FREQ=MONTHLY", START, missing_days="clamp")
    late = rule.split(date(2027, 2, 28))[1]
    assert late.preview(2) == [date(2027, 2, 28), date(2027, 3, 31)]


def test_the_rhythm_of_every_other_week_goes_on():
    rule = Rule.validated("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", START)
    late = rule.split(date(2027, 2, 10))[1]
    assert late.preview(2) == [date(2027, 2, 14), date(2027, 2, 28)]


@pytest.mark.parametrize(
    ("at", "sentence"),
    [(START, "starts there"), (START - FAR, "starts there"), (date(2027, 2, 10), "is over")],
)
def test_a_half_without_dates_is_refused(at, sentence):
    with pytest.raises(InvalidRule, match=sentence):
        Rule.validated("FREQ=DAILY;COUNT=10", START).split(at)


def test_a_series_from_completion_goes_on_from_the_split():
    rule = Rule.validated("FREQ=DAILY;INTERVAL=5;COUNT=9", START, kind="after_completion")
    early, late = rule.split(date(2027, 3, 1))
    assert early.rrule == "FREQ=DAILY;INTERVAL=5;UNTIL=20270228"
    assert (late.rrule, late.starts_on) == (rule.rrule, date(2027, 3, 1))
