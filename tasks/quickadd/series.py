"""Build the recurrence rule of a line, with the times at which it repeats on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import partial

from tasks.quickadd.calendar import Calendar
from tasks.quickadd.fields import Fields, Reading
from tasks.quickadd.patterns import Bound, Pattern
from tasks.recurrence import InvalidRule, Rule, describe
from tasks.recurrence.messages import gettext
from tasks.recurrence.times_of_day import days_of_count


@dataclass(frozen=True, slots=True)
class Series:
    """A rule, the times at which it repeats on each day, and the phrase of its pill."""

    rule: Rule
    times: tuple[time, ...]
    phrase: str


def build_series(readings: list[Reading], calendar: Calendar) -> Series | None:
    """Return the series of a line that repeats. Raises InvalidRule or OverflowError."""
    repeats = [reading.repeats for reading in readings]
    pattern = next((match for match in repeats if isinstance(match, Pattern)), None)
    if not pattern:
        return None
    bound = next((match for match in repeats if isinstance(match, Bound)), None)
    fields = Fields()
    for reading in readings:
        fields.update(reading.fields)
    pattern = _into_the_night(pattern, fields, calendar)
    times = _times(pattern, fields, calendar)
    rule = _rule(pattern, bound, fields, times, calendar)
    _check_deadline(fields, rule.starts_on)
    endless = replace(rule, rrule=pattern.rrule(calendar.week_start))
    return Series(rule, times, describe(endless))


def _check_deadline(fields: Fields, starts_on: date) -> None:
    relative = {"deadline_of_line", "deadline_weekday", "deadline_days"} & fields.keys()
    if not relative and fields.get("deadline_date", starts_on) < starts_on:
        raise InvalidRule(gettext("The deadline is before the first day of the repetition."))


def _into_the_night(pattern: Pattern, fields: Fields, calendar: Calendar) -> Pattern:
    """Move "every friday night at 1" to Saturday, the day that clocks show."""
    clocks, part = fields.get("clocks", ()), fields.get("part")
    today = calendar.today
    late = [clock.on_day(today, part, calendar.day_start)[0] > today for clock in clocks]
    if not late or not all(late) or any(n for n, _ in pattern.weekdays):
        return pattern
    days = tuple(sorted((0, (day + 1) % 7) for _, day in pattern.weekdays))
    return replace(pattern, weekdays=days)


def _times(pattern: Pattern, fields: Fields, calendar: Calendar) -> tuple[time, ...]:
    """Return the times of a day: those typed, those of "every 4 hours", or none."""
    part = fields.get("part")
    if clocks := fields.get("clocks"):
        if len(clocks) == 1 and pattern.times:
            return _from(clocks[0].on(part), pattern.times)
        return tuple(sorted({clock.on(part) for clock in clocks}))
    if pattern.times:
        return pattern.times
    if part:
        return (calendar.parts.start(part),)
    return (calendar.default_time,) if calendar.default_time else ()


def _from(start: time, times: tuple[time, ...]) -> tuple[time, ...]:
    """Return times with the same gaps that start at another one: "every 8 hours at 6"."""
    shift = _minutes(start) - _minutes(times[0])
    minutes = sorted((_minutes(moment) + shift) % 1440 for moment in times)
    return tuple(time(*divmod(n, 60)) for n in minutes)


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _rule(
    pattern: Pattern,
    bound: Bound | None,
    fields: Fields,
    times: tuple[time, ...],
    calendar: Calendar,
) -> Rule:
    """Return a rule that starts on its first matching day whose time has not passed.

    The start matches the rule (RFC 5545 §3.8.2.4).
    """
    default = calendar.default_day or calendar.today
    earliest = max(calendar.today, fields.get("earliest_start", default))
    starts_on = pattern.first(fields.get("scheduled_date", earliest))
    if starts_on and "scheduled_date" not in fields and _has_passed(starts_on, times, calendar):
        starts_on = pattern.first(starts_on + timedelta(1))
    if not starts_on:
        raise InvalidRule(gettext("The first repetition is too many years away."))
    left = [moment for moment in times if not calendar.has_passed(starts_on, moment)]
    moments = times if "scheduled_date" in fields else left or times
    starts_at = min(moments, key=partial(calendar.wall_clock, starts_on), default=None)
    return Rule.validated(
        ";".join([pattern.rrule(calendar.week_start), *_end(bound, starts_on, times, moments)]),
        starts_on,
        starts_at,
        missing_days=pattern.missing_days,
        kind=pattern.kind,
        times=times,
    )


def _end(
    bound: Bound | None, starts_on: date, times: tuple[time, ...], first_day: Sequence[time]
) -> list[str]:
    """Return the end of the rule; of several times a day, a count counts each of them."""
    if bound and bound.count and len(times) > 1:
        days = days_of_count(bound.count, len(times), len(times) - len(first_day))
        return [f"COUNT={days}"]
    return [bound.rrule(starts_on)] if bound else []


def _has_passed(day: date, times: tuple[time, ...], calendar: Calendar) -> bool:
    """Return whether all times of a day are over."""
    return bool(times) and all(calendar.has_passed(day, moment) for moment in times)
