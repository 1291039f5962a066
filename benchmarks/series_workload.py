"""Workload W1: users with 20 repeating tasks each, the same for the same seeds.

User u draws from `random.Random(f"mat-{u}")`; the five zones take turns. The tasks in order: 8
daily, 6 weekly on two or three weekdays, 3 every three days, 3 monthly on a day from 1 to 28. All
start on the user's today and never end; those with an even index have a time of day.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

ZONES = ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Sydney", "UTC"]
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
KINDS = ["daily"] * 8 + ["weekly"] * 6 + ["every3"] * 3 + ["monthly"] * 3


@dataclass(frozen=True)
class SeriesPlan:
    """One repeating task of the workload."""

    title: str
    rrule: str
    starts_on: date
    starts_at: time | None
    duration: int
    impact: int


def zone_of(user: int) -> str:
    return ZONES[user % len(ZONES)]


def series_of(user: int, now: datetime) -> Iterator[SeriesPlan]:
    """Yield the 20 series of user number `user` at the instant `now`."""
    draw = random.Random(f"mat-{user}")
    today = now.astimezone(ZoneInfo(zone_of(user))).date()
    for index, kind in enumerate(KINDS):
        duration, impact = draw.choice([15, 30, 45, 60]), draw.randint(1, 4)
        rrule = _rule(kind, draw)
        at = time(draw.randint(6, 21), draw.choice([0, 15, 30, 45])) if index % 2 == 0 else None
        yield SeriesPlan(f"Recurring {kind} {index}", rrule, today, at, duration, impact)


def _rule(kind: str, draw: random.Random) -> str:
    if kind == "weekly":
        weekdays = sorted(draw.sample(range(7), draw.choice([2, 3])))
        return "FREQ=WEEKLY;BYDAY=" + ",".join(WEEKDAYS[day] for day in weekdays)
    if kind == "monthly":
        return f"FREQ=MONTHLY;BYMONTHDAY={draw.randint(1, 28)}"
    return {"daily": "FREQ=DAILY", "every3": "FREQ=DAILY;INTERVAL=3"}[kind]
