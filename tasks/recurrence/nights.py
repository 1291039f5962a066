"""Move a rule to the next day, for times after midnight that belong to the day before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tasks.recurrence.rule import Rule


def on_next_day(rule: Rule) -> Rule | None:
    """Return the rule whose dates are one day later; None if RFC 5545 has no such rule.

    The days of weeks move; the 1st of a month has no such day before the last of the month before.
    """
    return _moved(rule, 1)


def on_day_before(rule: Rule) -> Rule | None:
    """Return the rule whose dates are one day earlier; None if RFC 5545 has no such rule."""
    return _moved(rule, -1)


def _moved(rule: Rule, days: int) -> Rule | None:
    parts = rule.parts.with_implied(rule.starts_on)
    of_days = parts.freq in ("DAILY", "WEEKLY") and not (parts.months or parts.month_days)
    if rule.kind != "calendar" or not of_days or parts.until == date.max:
        return None
    step = timedelta(days=days)
    moved_parts = replace(
        parts,
        until=parts.until and parts.until + step,
        weekdays=tuple(sorted((n, (day + days) % 7) for n, day in parts.weekdays)),
        week_start=(parts.week_start + days) % 7,
    )
    return replace(
        rule,
        rrule=str(moved_parts),
        starts_on=rule.starts_on + step,
        exdates=tuple(day + step for day in rule.exdates),
        rdates=tuple(day + step for day in rule.rdates),
        extimes=tuple(day + step for day in rule.extimes),
    )
