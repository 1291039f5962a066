"""Compare random rules with dateutil, a day-by-day reference and the general expansion"""

from __future__ import annotations

import random
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.wallclock import instants
from tasks.recurrence import closed_forms, expand, period_sets
from tasks.recurrence.grammar import parse_cached
from tests.lanes import BIG
from tests.recurrence import dateutil_engine, reference
from tests.recurrence.random_rules import ALL_NUMBERS, SEED, rules, shrinking_rules

TEN_YEARS = timedelta(days=3653)
CHUNKS = range(200 if BIG else 7)
TEN_YEAR_CHUNKS = 20 if BIG else 4
ZONES = (
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati"),
    *("America/St_Johns", "Africa/Casablanca", "Pacific/Apia", "America/Sao_Paulo", "UTC"),
)


@pytest.mark.parametrize("chunk", CHUNKS)
def test_rules_have_the_same_dates_in_dateutil(chunk):
    """Compare 4,000 rules over ten years and 3,000 over 30 dates; nightly 20,000 and 180,000."""
    limit = None if chunk < TEN_YEAR_CHUNKS else 30
    for rule in rules(f"dateutil-{chunk}", 1000):
        last = rule.starts_on + TEN_YEARS
        expected = dateutil_engine.dates(rule, last, limit)
        actual = rule.preview(30) if len(expected) == limit else rule.between(rule.starts_on, last)
        assert actual == expected, (SEED, rule)


@settings(max_examples=20_000 if BIG else 300, deadline=None, derandomize=not BIG)
@given(
    shrinking_rules(),
    st.integers(-100, 3500),
    st.integers(0, 400),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(ZONES),
)
def test_any_window_has_the_dates_and_instants_of_dateutil(rule, offset, length, at, zone):
    dates = dateutil_engine.dates(rule, rule.starts_on + TEN_YEARS)
    assert rule.between(rule.starts_on, rule.starts_on + TEN_YEARS) == dates
    first = rule.starts_on + timedelta(days=offset)
    last = min(first + timedelta(days=length), rule.starts_on + TEN_YEARS)
    inside = [day for day in dates if first <= day <= last]
    ordinals = rule.ordinals(first.toordinal(), last.toordinal())
    assert [date.fromordinal(number) for number in ordinals] == inside
    expected = [dateutil_engine.instant(day, at, ZoneInfo(zone)) for day in inside]
    assert instants(ordinals, at, ZoneInfo(zone)) == expected


@pytest.mark.parametrize("missing_days", ["skip", "clamp"])
@pytest.mark.parametrize("chunk", CHUNKS)
def test_rules_have_the_dates_of_the_day_by_day_reference(chunk, missing_days):
    """Cover the whole grammar with both policies for missing days."""
    name = f"reference-{missing_days}-{chunk}"
    for rule in rules(name, 25, ALL_NUMBERS, missing_days=missing_days):
        last = rule.starts_on + timedelta(days=1500)
        assert rule.between(rule.starts_on, last) == reference.dates(rule, last), (SEED, rule)


@pytest.mark.parametrize("chunk", CHUNKS)
def test_closed_forms_have_the_dates_of_the_period_sets(chunk):
    rng = random.Random(f"{SEED}-closed-{chunk}")
    for rule in rules(f"closed-{chunk}", 100, ALL_NUMBERS):
        parts, clamp = rule.parts.with_implied(rule.starts_on), rng.random() < 0.5
        if parts.freq == "DAILY":
            continue
        first = rule.starts_on.toordinal() + rng.randrange(4000)
        window = (rule.starts_on.toordinal(), first, first + 400)
        clamp = clamp and parts.freq != "WEEKLY"
        actual = expand.expander(parts, clamp)(*window)
        assert list(actual) == list(period_sets.expand_period_sets(parts, clamp)(*window)), (
            SEED,
            rule,
        )


def test_first_date_is_the_same_in_preview_between_and_after():
    for rule in rules("after", 500, ALL_NUMBERS):
        first = rule.preview(1)[0]
        assert rule.between(date.min, first) == [first]
        assert rule.after(first - timedelta(days=1)) == first


def test_common_rules_are_expanded_by_closed_forms():
    common = ("FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=MO,WE", "FREQ=MONTHLY;BYMONTHDAY=-1,15")
    common += ("FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29")
    for text in (*common, "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", "FREQ=WEEKLY;BYDAY=SU;BYMONTH=3"):
        assert expand.expander(parse_cached(text), False).__module__ == closed_forms.__name__, text
