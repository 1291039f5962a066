"""Move a rule to the next day, for times after midnight that belong to the day before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tasks.recurrence.parts import Parts
from tasks.recurrence.rule import Rule

ONE_DAY = timedelta(days=1)


def on_next_day(rule: Rule) -> Rule | None:
    """Return the rule whose dates are one day later; None if RFC 5545 has no such rule.

    The days of weeks move; the 1st of a month has no such day before the last of the month before.
    """
    parts = rule.parts.with_implied(rule.starts_on)
    of_days = parts.freq in ("DAILY", "WEEKLY") and not (parts.months or parts.month_days)
    if rule.kind != "calendar" or not of_days or parts.until == date.max:
        return None
    return replace(
        rule,
        rrule=str(_moved(parts)),
        starts_on=rule.starts_on + ONE_DAY,
        exdates=tuple(day + ONE_DAY for day in rule.exdates),
        rdates=tuple(day + ONE_DAY for day in rule.rdates),
    )


def _moved(parts: Parts) -> Parts:
    return replace(
        parts,
        until=parts.until and parts.until + ONE_DAY,
        weekdays=tuple(sorted((n, (day + 1) % 7) for n, day in parts.weekdays)),
        week_start=(parts.week_start + 1) % 7,
    )
