"""Random rules: ours against dateutil, against a day-by-day reference, and against ourselves."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from tasks.recurrence import closed, expand, general
from tasks.recurrence.grammar import parsed
from tests.recurrence import dateutil_engine, reference
from tests.recurrence.random_rules import BIG, SEED, WILD, rules

TEN_YEARS = timedelta(days=3653)
CHUNKS = range(200 if BIG else 20)


@pytest.mark.parametrize("chunk", CHUNKS)
def test_a_thousand_rules_are_dateutils(chunk):
    """The first thirty dates within ten years, for 20 000 rules."""
    for rule in rules(f"dateutil-{chunk}", 1000):
        last = rule.starts_on + TEN_YEARS
        theirs = dateutil_engine.dates(rule, last, most=30)
        assert rule.preview(len(theirs)) == theirs, (SEED, rule)
        if len(theirs) < 30:
            assert rule.between(rule.starts_on, last) == theirs, (SEED, rule)


@pytest.mark.parametrize("chunk", CHUNKS)
def test_any_window_is_a_part_of_the_whole(chunk):
    """Whole ten-year windows, and a window inside that begins anywhere."""
    rng = random.Random(f"{SEED}-windows-{chunk}")
    for rule in rules(f"windows-{chunk}", 25):
        whole = dateutil_engine.dates(rule, rule.starts_on + TEN_YEARS)
        first = rule.starts_on + timedelta(days=rng.randint(-100, 3500))
        last = first + timedelta(days=rng.randint(0, 150))
        assert rule.between(rule.starts_on, rule.starts_on + TEN_YEARS) == whole, (SEED, rule)
        assert rule.between(first, last) == [d for d in whole if first <= d <= last], (SEED, rule)


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
        assert list(ours) == list(general.general(parts, clamp)(*window)), (SEED, rule)


def test_the_first_date_never_depends_on_how_far_one_looks():
    for rule in rules("after", 500, WILD):
        first = rule.preview(1)[0]
        assert rule.between(date.min, first) == [first]
        assert rule.after(first - timedelta(days=1)) == first


def test_common_rules_have_closed_forms():
    common = ("FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=MO,WE", "FREQ=MONTHLY;BYMONTHDAY=-1,15")
    common += ("FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29")
    for text in (*common, "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", "FREQ=WEEKLY;BYDAY=SU;BYMONTH=3"):
        assert expand.expander(parsed(text), False).__module__ == closed.__name__, text
