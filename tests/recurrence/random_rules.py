"""Random rules over the whole grammar, reproducible from a seed."""

from __future__ import annotations

import os
import random
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import strategies as st

from tasks.recurrence import InvalidRule, Rule
from tasks.recurrence.parts import WEEKDAYS

SEED = os.environ.get("WHENDOIST_SEED", "whendoist")

MONTH_DAYS = (1, 2, 10, 13, 15, 28, 29, 30, 31, -1, -2, -28)
YEAR_DAYS = (1, 59, 60, 100, 200, 365, 366, -1, -100, -366)


class Numbers(NamedTuple):
    """The week and weekday numbers a rule may use; dateutil handles some of them wrongly."""

    weeks: tuple[int, ...] = (1, 2, 20, 51, -1, -2)
    nths: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 20, 52, -1, -2)


BASIC_NUMBERS = Numbers()
ALL_NUMBERS = Numbers(
    weeks=(1, 2, 20, 51, 52, 53, -1, -2, -52, -53), nths=(*BASIC_NUMBERS.nths, 53, -53)
)


def rules(name: str, count: int, numbers: Numbers = BASIC_NUMBERS, **fields):
    """Yield `count` valid rules, determined by `name` and the seed."""
    rng = random.Random(f"{SEED}-{name}")
    for _ in range(count):
        yield _rule(rng, numbers, fields)


def shrinking_rules(numbers: Numbers = BASIC_NUMBERS, **fields) -> st.SearchStrategy[Rule]:
    """Return a strategy of rules, so that Hypothesis can shrink a failing one."""
    return st.randoms(use_true_random=False).map(lambda rng: _rule(rng, numbers, fields))


def _rule(rng: random.Random, numbers: Numbers, fields) -> Rule:
    while True:
        start = date(1997, 1, 1) + timedelta(days=rng.randrange(45 * 365))
        with suppress(InvalidRule):
            return Rule.validated(_rrule(rng, start, numbers), start, **fields)


def _rrule(rng: random.Random, start: date, numbers: Numbers) -> str:
    freq = rng.choice(("DAILY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY", "YEARLY"))
    parts = {"FREQ": freq, **_days(rng, freq, numbers)}
    if len(parts) > 1 and freq != "DAILY" and rng.random() < 0.2:
        parts["BYSETPOS"] = _sample(rng, (1, 2, 3, 4, 5, 10, -1, -2, -3), 2)
    if rng.random() < 0.5:
        parts["INTERVAL"] = str(rng.choice((2, 2, 3, 4, 5, 6, 7, 11, 13)))
    if rng.random() < 0.3:
        parts["WKST"] = rng.choice(WEEKDAYS)
    if rng.random() < 0.5:
        parts |= _ending(rng, start)
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _ending(rng: random.Random, start: date) -> dict[str, str]:
    if rng.random() < 0.5:
        return {"COUNT": str(rng.randint(1, 20))}
    return {"UNTIL": f"{start + timedelta(days=rng.randint(0, 3000)):%Y%m%d}"}


def _days(rng: random.Random, freq: str, numbers: Numbers) -> dict[str, str]:
    """Return a random choice of the BYxxx parts that the frequency allows (RFC 5545 §3.3.10)."""
    parts = {}
    if rng.random() < 0.25:
        parts["BYMONTH"] = _sample(rng, range(1, 13), 4)
    if freq == "YEARLY" and rng.random() < 0.15:
        parts["BYYEARDAY"] = _sample(rng, YEAR_DAYS, 3)
    if freq == "YEARLY" and rng.random() < 0.2:
        parts["BYWEEKNO"] = _sample(rng, numbers.weeks, 3)
    if freq != "WEEKLY" and rng.random() < 0.4:
        parts["BYMONTHDAY"] = _sample(rng, MONTH_DAYS, 5)
    if rng.random() < 0.5:
        numbered = freq in ("MONTHLY", "YEARLY") and "BYWEEKNO" not in parts
        in_month = freq == "MONTHLY" or parts.keys() & {"BYMONTH", "BYMONTHDAY"}
        highest = 5 if in_month else 53
        nths = [n for n in numbers.nths if abs(n) <= highest] if rng.random() < 0.5 else [0]
        days = rng.sample(WEEKDAYS, rng.randint(1, 4))
        parts["BYDAY"] = ",".join(f"{rng.choice(nths) * numbered or ''}{day}" for day in days)
    return parts


def _sample(rng: random.Random, choices, limit: int) -> str:
    return ",".join(map(str, rng.sample(list(choices), rng.randint(1, limit))))
