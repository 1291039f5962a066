"""The times of a day at which a rule repeats: to and from BYHOUR and BYMINUTE (RFC 5545 §3.3.10).

A rule is stored as its days and a list of times, because BYHOUR and BYMINUTE can't express a list
such as 9:00 and 18:30. COUNT and UNTIL of the stored rule are about days.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from itertools import product
from zoneinfo import ZoneInfo

from tasks.recurrence.grammar import DAY_PARTS, local_until, numbers_of, pairs_of
from tasks.recurrence.messages import gettext
from tasks.recurrence.parts import InvalidRule

MAX_TIMES = 24
PARTS = {"BYHOUR", "BYMINUTE"}


def split_times(
    rrule: str, starts_at: time | None, times: Iterable[time], zone: ZoneInfo | None = None
) -> tuple[str, time | None, tuple[time, ...]]:
    """Return a rule about days, its first time, and the times of each day if there are several.

    The times are those given, or those of BYHOUR, BYMINUTE and FREQ=HOURLY. Raises InvalidRule for
    times that differ from day to day. A rule without a time ignores BYHOUR and BYMINUTE.
    """
    pairs = pairs_of(rrule)
    moments = _checked(times)
    if starts_at and (PARTS & pairs.keys() or pairs.get("FREQ") == "HOURLY"):
        if moments:
            raise InvalidRule(gettext("Set the times either in the rule or as a list, not both."))
        moments = _of_rule(pairs, starts_at)
        starts_at = next((moment for moment in moments if moment >= starts_at), starts_at)
        _count_days(pairs, moments, starts_at)
        _check_until(pairs, moments, zone)
        rrule = ";".join(f"{name}={value}" for name, value in pairs.items())
    if not moments:
        return rrule, starts_at, ()
    starts_at = starts_at or moments[0]
    if starts_at not in moments:
        raise InvalidRule(gettext("The series must start at one of its times."))
    return rrule, starts_at, moments if len(moments) > 1 else ()


def by_parts(times: Sequence[time]) -> str | None:
    """Return times as BYHOUR and BYMINUTE; None if these can't express them."""
    hours = sorted({moment.hour for moment in times})
    minutes = sorted({moment.minute for moment in times})
    if len(hours) * len(minutes) != len(times):
        return None
    return f"BYHOUR={_comma_separated(hours)};BYMINUTE={_comma_separated(minutes)}"


def _comma_separated(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))


def _checked(times: Iterable[time]) -> tuple[time, ...]:
    moments = tuple(sorted(set(times)))
    if len(moments) > MAX_TIMES:
        raise InvalidRule(gettext("A task can repeat up to %(max)d times a day.", max=MAX_TIMES))
    if any(moment.tzinfo or moment.second or moment.microsecond for moment in moments):
        raise InvalidRule(gettext("The times of a series must be local times in whole minutes."))
    return moments


def _of_rule(pairs: dict[str, str], starts_at: time) -> tuple[time, ...]:
    """Take the times out of a rule, which becomes one about days."""
    hours = range(24)
    if pairs.get("FREQ") == "HOURLY":
        hours = _every_hours(pairs, starts_at)
        pairs["FREQ"] = "DAILY"
    elif "BYHOUR" not in pairs:
        hours = range(starts_at.hour, starts_at.hour + 1)
    named = numbers_of(pairs, "BYHOUR", 23, low=0, signed=False) or hours
    minutes = numbers_of(pairs, "BYMINUTE", 59, low=0, signed=False) or (starts_at.minute,)
    for name in PARTS:
        pairs.pop(name, None)
    moments = [time(*clock) for clock in product(sorted({*named} & {*hours}), minutes)]
    positions = "BYSETPOS" in pairs and pairs.get("FREQ") == "DAILY"
    if positions and pairs.keys().isdisjoint(DAY_PARTS):
        numbers = numbers_of(pairs, "BYSETPOS", 366)
        moments = [m for n, m in enumerate(moments, 1) if {n, n - 1 - len(moments)} & {*numbers}]
        del pairs["BYSETPOS"]
    if not moments or ("BYSETPOS" in pairs and len(moments) > 1):
        raise InvalidRule(gettext("This rule has other times on other days. List the times."))
    return _checked(moments)


def _every_hours(pairs: dict[str, str], starts_at: time) -> range:
    """Return the hours of FREQ=HOURLY, which must be the same on every day."""
    interval = pairs.pop("INTERVAL", "1")
    step = int(interval) if interval.isdecimal() and len(interval) <= 2 else 0
    if step < 1 or 24 % step:
        raise InvalidRule(gettext("A task can repeat every 1, 2, 3, 4, 6, 8, 12 or 24 hours."))
    return range(starts_at.hour % step, 24, step)


def days_of_count(count: int, times: int, missed: int) -> int:
    """Return the days of `count` occurrences, of which the first day misses some.

    Raises InvalidRule if the last day would miss some too.
    """
    days, rest = divmod(count + missed, times)
    if rest:
        raise InvalidRule(
            gettext(
                "A series that repeats %(times)d times a day must end with the last time of a day.",
                times=times,
            )
        )
    return days


def _count_days(pairs: dict[str, str], moments: Sequence[time], starts_at: time) -> None:
    """Turn COUNT, which counts times, into a number of days; the first may start late."""
    count = pairs.get("COUNT", "")
    if count.isdecimal() and len(count) <= 6:
        missed = sum(moment < starts_at for moment in moments)
        pairs["COUNT"] = str(days_of_count(int(count), len(moments), missed))


def _check_until(pairs: dict[str, str], moments: Sequence[time], zone: ZoneInfo | None) -> None:
    """Reject an end between two times of a day; turn UNTIL into its last day."""
    until = local_until(pairs["UNTIL"], zone) if "UNTIL" in pairs else None
    if until is None:
        return
    if moments[0] <= until.time() < moments[-1]:
        raise InvalidRule(gettext("A series must end after the last time of a day."))
    pairs["UNTIL"] = _last_day(until, moments)


def _last_day(until: datetime, moments: Sequence[time]) -> str:
    day = until.toordinal() - (until.time() < moments[0])
    return datetime.fromordinal(day).strftime("%Y%m%d")
