"""Random rules: ours against dateutil, against a day-by-day reference, and against ourselves."""

from __future__ import annotations

import random
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.wallclock import instants
from tasks.recurrence import closed_forms, expand, period_sets
from tasks.recurrence.grammar import parsed
from tests.lanes import BIG
from tests.recurrence import dateutil_engine, reference
from tests.recurrence.random_rules import SEED, WILD, rules, shrinking_rules

TEN_YEARS = timedelta(days=3653)
CHUNKS = range(200 if BIG else 7)
WHOLE_CHUNKS = 20 if BIG else 4
ZONES = (
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati"),
    *("America/St_Johns", "Africa/Casablanca", "Pacific/Apia", "America/Sao_Paulo", "UTC"),
)


@pytest.mark.parametrize("chunk", CHUNKS)
def test_a_thousand_rules_are_dateutils(chunk):
    """4,000 rules for ten whole years, 3,000 for 30 dates; at night 20,000 and 180,000."""
    most = None if chunk < WHOLE_CHUNKS else 30
    for rule in rules(f"dateutil-{chunk}", 1000):
        last = rule.starts_on + TEN_YEARS
        theirs = dateutil_engine.dates(rule, last, most)
        ours = rule.preview(30) if len(theirs) == most else rule.between(rule.starts_on, last)
        assert ours == theirs, (SEED, rule)


@settings(max_examples=20_000 if BIG else 300, deadline=None, derandomize=not BIG)
@given(
    shrinking_rules(),
    st.integers(-100, 3500),
    st.integers(0, 400),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(ZONES),
)
def test_any_window_is_a_part_of_the_whole_at_the_instants_dateutil_says(
    rule, skipped, length, at, zone
):
    whole = dateutil_engine.dates(rule, rule.starts_on + TEN_YEARS)
    assert rule.between(rule.starts_on, rule.starts_on + TEN_YEARS) == whole
    first = rule.starts_on + timedelta(days=skipped)
    last = min(first + timedelta(days=length), rule.starts_on + TEN_YEARS)
    inside = [day for day in whole if first <= day <= last]
    ordinals = rule.ordinals(first.toordinal(), last.toordinal())
    assert [date.fromordinal(number) for number in ordinals] == inside
    theirs = [dateutil_engine.instant(day, at, ZoneInfo(zone)) for day in inside]
    assert instants(ordinals, at, ZoneInfo(zone)) == theirs


@pytest.mark.parametrize("missing_days", ["skip", "clamp"])
@pytest.mark.parametrize("chunk", CHUNKS)
def test_every_rule_is_the_references(chunk, missing_days):
    """The whole grammar, with both policies for days that do not exist."""
    name = f"reference-{missing_days}-{chunk}"
    for rule in rules(name, 25, WILD, missing_days=missing_days):
        last = rule.starts_on + timedelta(days=1500)
        assert rule.between(rule.starts_on, last) == reference.dates(rule, last), (SEED, rule)


@pytest.mark.parametrize("chunk", CHUNKS)
def test_closed_forms_are_the_general_form(chunk):
    rng = random.Random(f"{SEED}-closed-{chunk}")
    for rule in rules(f"closed-{chunk}", 100, WILD):
        parts, clamp = rule.parts.completed(rule.starts_on), rng.random() < 0.5
        if parts.freq == "DAILY":
            continue
        first = rule.starts_on.toordinal() + rng.randrange(4000)
        window = (rule.starts_on.toordinal(), first, first + 400)
        clamp = clamp and parts.freq != "WEEKLY"
        ours = expand.expander(parts, clamp)(*window)
        assert list(ours) == list(period_sets.general(parts, clamp)(*window)), (SEED, rule)


def test_the_first_date_never_depends_on_how_far_one_looks():
    for rule in rules("after", 500, WILD):
        first = rule.preview(1)[0]
        assert rule.between(date.min, first) == [first]
        assert rule.after(first - timedelta(days=1)) == first


def test_common_rules_have_closed_forms():
    common = ("FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=MO,WE", "FREQ=MONTHLY;BYMONTHDAY=-1,15")
    common += ("FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29")
    for text in (*common, "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", "FREQ=WEEKLY;BYDAY=SU;BYMONTH=3"):
        assert expand.expander(parsed(text), False).__module__ == closed_forms.__name__, text
