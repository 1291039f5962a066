"""Rules of other programs as moments: any FREQ, times of day, and windows"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random

import pytest
from dateutil.rrule import rrulestr

from tasks.recurrence.moments import TooManyMoments
from tasks.recurrence.tolerant_grammar import parse_tolerantly
from tests.lanes import BIG

END = datetime(2040, 1, 1)
WEEKDAYS = "MO TU WE TH FR SA SU".split()
UNITS = ["HOURLY", "MINUTELY", "SECONDLY"]


def moments(rule, start, first=None, last=END):
    parsed = parse_tolerantly(rule, UTC, timed=True)
    return parsed.between(start, first or start, last)


def number_list(random, low, high):
    return ",".join(map(str, random.sample(range(low, high + 1), random.randint(1, 3))))


def random_rule(random):
    """Return a rule that dateutil expands as RFC 5545 says, and a start.

    Left out: BYWEEKNO, and BYSETPOS with WEEKLY, which dateutil counts from DTSTART on.
    """
    freq = random.choice(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", *UNITS])
    parts = [f"FREQ={freq}", f"INTERVAL={random.choice([1, 1, 2, 3, 7])}"]
    optional = {"BYMONTH": (1, 12), "BYHOUR": (0, 23), "BYMINUTE": (0, 59), "BYSECOND": (0, 59)}
    if freq != "WEEKLY":
        optional["BYMONTHDAY"] = (1, 28)
    if freq in ("YEARLY", *UNITS):
        optional["BYYEARDAY"] = (1, 365)
    chosen = random.sample(sorted(optional), random.randint(0, 2))
    parts += [f"{name}={number_list(random, *optional[name])}" for name in chosen]
    if random.random() < 0.3:
        parts.append(f"BYDAY={','.join(random.sample(WEEKDAYS, 2))}")
    if chosen and freq != "WEEKLY" and random.random() < 0.3:
        parts.append(f"BYSETPOS={random.choice(['1', '-1', '2', '1,-1'])}")
    day = datetime(2022, 1, 1) + timedelta(days=random.randint(0, 1000))
    return ";".join(parts), day + timedelta(minutes=random.randint(0, 1439))


@pytest.mark.parametrize("seed", range(2_000 if BIG else 150))
def test_random_rules_have_the_moments_of_dateutil(seed):
    rule, start = random_rule(Random(seed))
    end = start + timedelta(days=400)
    try:
        expected = list(islice(rrulestr(rule, dtstart=start).xafter(start, inc=True), 8))
    except ValueError:  # hours that the interval never reaches
        expected = []
    assert list(islice(moments(rule, start, last=end), 8)) == [m for m in expected if m <= end]


@pytest.mark.parametrize("seed", range(100))
def test_window_contains_the_moments_that_lie_in_it(seed):
    random = Random(seed)
    rule, start = random_rule(random)
    rule = rule.replace("SECONDLY", "HOURLY").replace("MINUTELY", "HOURLY")
    if random.random() < 0.5:
        rule += ";COUNT=40"
    first, last = start + timedelta(days=50), start + timedelta(days=90)
    everything = list(moments(rule, start, last=last))
    assert list(moments(rule, start, first, last)) == [m for m in everything if m >= first]


@pytest.mark.parametrize(
    ("rule", "expected"),  # RFC 5545 §3.8.5.3
    [
        ("FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z", ["09:00", "12:00", "15:00"]),
        (
            "FREQ=MINUTELY;INTERVAL=15;COUNT=6",
            ["09:00", "09:15", "09:30", "09:45", "10:00", "10:15"],
        ),
        ("FREQ=MINUTELY;INTERVAL=90;COUNT=4", ["09:00", "10:30", "12:00", "13:30"]),
        ("FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,20,40;COUNT=4", ["09:00", "09:20", "09:40", "10:00"]),
        ("FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10;COUNT=4", ["09:00", "09:20", "09:40", "10:00"]),
    ],
)
def test_examples_of_the_rfc_have_its_moments(rule, expected):
    start = datetime(1997, 9, 2, 9)
    assert [f"{moment:%H:%M}" for moment in moments(rule, start)] == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=31;SKIP=FORWARD;COUNT=4", ["01-31", "03-01", "03-31", "05-01"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD;COUNT=4", ["01-31", "02-28", "03-31", "04-30"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31;SKIP=OMIT;COUNT=2", ["01-31", "03-31"]),
        (
            "FREQ=MONTHLY;BYMONTHDAY=28,30;SKIP=FORWARD;COUNT=4",
            ["01-30", "02-28", "03-01", "03-28"],
        ),
        ("FREQ=YEARLY;BYMONTHDAY=29;BYMONTH=2;SKIP=FORWARD;COUNT=1", ["03-01"]),
    ],
)
def test_missing_days_move_as_rfc_7529_says(rule, expected):
    start = datetime(2026, 1, 30, 9)
    assert [f"{moment:%m-%d}" for moment in moments(rule, start)] == expected


def test_old_rule_takes_steps_only_within_the_window():
    window = datetime(2026, 1, 1), datetime(2026, 1, 8)
    assert len(list(moments("FREQ=MINUTELY", datetime(1753, 4, 1), *window))) == 7 * 1440 + 1


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY;COUNT=1000000000;BYMINUTE=3",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1",
        "FREQ=DAILY;BYHOUR=1,2;BYMINUTE=1,2,3;COUNT=90000000",
    ],
)
def test_rule_that_takes_too_many_steps_is_stopped(rule):
    with pytest.raises(TooManyMoments):
        list(moments(rule, datetime(1000, 1, 1)))
