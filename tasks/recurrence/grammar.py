"""Parse the text of an RRULE and reject, with a sentence, what RFC 5545 §3.3.10 forbids."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import cast, get_args
from zoneinfo import ZoneInfo

from tasks.recurrence.messages import gettext
from tasks.recurrence.parts import WEEKDAYS, Frequency, InvalidRule, Parts

# A rule beyond these limits is a mistake or an attack. Parts added later (values implied by
# DTSTART, the UNTIL of a split half) keep the text within the 500 characters of its column.
MAX_TEXT = 450
MAX_INTERVAL = 9_999
MAX_COUNT = 9_999

FREQUENCIES = get_args(Frequency)
SUB_DAILY = ("HOURLY", "MINUTELY", "SECONDLY")
TIME_PARTS = ("BYHOUR", "BYMINUTE", "BYSECOND")
DAY_PARTS = ("BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY")
NAMES = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", *DAY_PARTS, "BYSETPOS", *TIME_PARTS}
# The frequencies that a part is not allowed with (table in RFC 5545 §3.3.10).
FORBIDDEN = {
    "BYWEEKNO": ("DAILY", "WEEKLY", "MONTHLY"),
    "BYYEARDAY": ("DAILY", "WEEKLY", "MONTHLY"),
    "BYMONTHDAY": ("WEEKLY",),
    # Not in the table, but a day has at most one instance, so there is nothing to choose from.
    "BYSETPOS": ("DAILY",),
}

WEEKDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_UNTIL = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?", re.ASCII)


def parse(text: str, starts_at: time | None = None, zone: ZoneInfo | None = None) -> Parts:
    """Parse an RRULE value, with or without its "RRULE:" prefix, in any case and order.

    UNTIL may be a date, a local date-time or a UTC date-time. It becomes the last local date
    whose instance at `starts_at` is not after it. `zone` converts UTC to local time; without a
    zone, UTC is read as local.

    Raises InvalidRule with the reason.
    """
    pairs = pairs_of(text)
    freq = _frequency(pairs)
    _check_times(pairs, starts_at)
    _check_combinations(pairs, freq)
    return Parts(
        freq=freq,
        interval=_number(pairs, "INTERVAL", MAX_INTERVAL) or 1,
        count=_number(pairs, "COUNT", MAX_COUNT),
        until=_until(pairs["UNTIL"], starts_at, zone) if "UNTIL" in pairs else None,
        months=numbers_of(pairs, "BYMONTH", 12, signed=False),
        weeks=numbers_of(pairs, "BYWEEKNO", 53),
        year_days=numbers_of(pairs, "BYYEARDAY", 366),
        month_days=numbers_of(pairs, "BYMONTHDAY", 31),
        weekdays=_weekdays(pairs, freq),
        positions=numbers_of(pairs, "BYSETPOS", 366),
        week_start=_week_start(pairs),
    )


@lru_cache(maxsize=4096)
def parse_cached(rrule: str) -> Parts:
    """Parse stored rule text, with a cache."""
    return parse(rrule)


def pairs_of(text: str) -> dict[str, str]:
    """Return the parts of a rule by name. Raises InvalidRule for an unknown or repeated part."""
    text = text.strip().upper().removeprefix("RRULE:").removesuffix(";")
    pairs: dict[str, str] = {}
    for item in text.split(";"):
        name, _, value = item.partition("=")
        if name not in NAMES or not value:
            raise InvalidRule(gettext("“%(part)s” is not part of a repeat rule.", part=item))
        if name in pairs:
            raise InvalidRule(gettext("%(part)s appears twice in this repeat rule.", part=name))
        pairs[name] = value
    return pairs


def _frequency(pairs: dict[str, str]) -> Frequency:
    freq = pairs.get("FREQ", "")
    if freq == "HOURLY":
        raise InvalidRule(gettext("A task that repeats every few hours needs a time to start."))
    if freq in SUB_DAILY:
        raise InvalidRule(gettext("A task can repeat every hour at most."))
    if freq not in FREQUENCIES:
        raise InvalidRule(gettext("A repeat rule needs FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."))
    return cast(Frequency, freq)


def _check_times(pairs: dict[str, str], starts_at: time | None) -> None:
    """Reject times of day other than `starts_at`.

    Without a time of day they are ignored, as RFC 5545 §3.3.10 requires.
    """
    if starts_at is None:
        return
    times = {"BYHOUR": starts_at.hour, "BYMINUTE": starts_at.minute, "BYSECOND": starts_at.second}
    for name, value in times.items():
        if name in pairs and numbers_of(pairs, name, 60, low=0, signed=False) != (value,):
            raise InvalidRule(
                gettext("A task can repeat once a day at most, at the time it starts.")
            )


def _check_combinations(pairs: dict[str, str], freq: Frequency) -> None:
    if "COUNT" in pairs and "UNTIL" in pairs:
        raise InvalidRule(gettext("Choose either a number of times or an end date, not both."))
    for name, frequencies in FORBIDDEN.items():
        if name in pairs and freq in frequencies:
            raise InvalidRule(
                gettext("%(part)s can't be used in a %(freq)s rule.", part=name, freq=freq)
            )
    if "BYSETPOS" in pairs and pairs.keys().isdisjoint(DAY_PARTS):
        raise InvalidRule(gettext("BYSETPOS needs another part to choose from, such as BYDAY."))


def _number(pairs: dict[str, str], name: str, high: int) -> int | None:
    if name not in pairs:
        return None
    value = pairs[name]
    if not _NUMBER.fullmatch(value) or not 1 <= int(value) <= high:
        raise InvalidRule(
            gettext("%(part)s must be a whole number from 1 to %(high)d.", part=name, high=high)
        )
    return int(value)


def numbers_of(
    pairs: dict[str, str], name: str, high: int, *, low: int = 1, signed: bool = True
) -> tuple[int, ...]:
    """Return the numbers of a part, ascending; () if the rule lacks it."""
    if name not in pairs:
        return ()
    items = pairs[name].split(",")
    numbers = {int(item) for item in items if _NUMBER.fullmatch(item)}
    sizes = {abs(n) if signed else n for n in numbers}
    if not all(map(_NUMBER.fullmatch, items)) or not all(low <= n <= high for n in sizes):
        ranges = f"{low} to {high}" + (f" or -{high} to -{low}" if signed else "")
        raise InvalidRule(
            gettext(
                "%(part)s must be a list of whole numbers from %(ranges)s.",
                part=name,
                ranges=ranges,
            )
        )
    return tuple(sorted(numbers))


def _weekdays(pairs: dict[str, str], freq: Frequency) -> tuple[tuple[int, int], ...]:
    if "BYDAY" not in pairs:
        return ()
    matches = [WEEKDAY.fullmatch(item) for item in pairs["BYDAY"].split(",")]
    weekdays = {(int(m[1] or 0), WEEKDAYS.index(m[2])) for m in matches if m}
    if not all(matches) or any(m and m[1] and not 1 <= abs(int(m[1])) <= 53 for m in matches):
        raise InvalidRule(gettext("BYDAY must be a list of weekdays such as MO, 2TU or -1FR."))
    numbered = any(n for n, _ in weekdays)
    if numbered and (freq in ("DAILY", "WEEKLY") or "BYWEEKNO" in pairs):
        raise InvalidRule(gettext("A numbered weekday such as 2TU needs a MONTHLY or YEARLY rule."))
    return tuple(sorted(weekdays))


def _week_start(pairs: dict[str, str]) -> int:
    name = pairs.get("WKST", "MO")
    if name not in WEEKDAYS:
        raise InvalidRule(gettext("WKST must be a weekday such as MO or SU."))
    return WEEKDAYS.index(name)


def local_until(value: str, zone: tzinfo | None) -> datetime:
    """Return UNTIL in local time; a day ends with its last second."""
    match = _UNTIL.fullmatch(value)
    if not match:
        raise _invalid_until()
    try:
        moment = datetime.strptime(match[1] + (match[2] or "235959"), "%Y%m%d%H%M%S")  # noqa: DTZ007
        if match[3] and zone:
            moment = moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise _invalid_until() from None
    return moment


def _until(value: str, starts_at: time | None, zone: ZoneInfo | None) -> date:
    moment = local_until(value, zone)
    # An instance later on that day than UNTIL is not part of the series.
    late = starts_at is not None and moment.time() < starts_at
    try:
        return moment.date() - timedelta(days=late)
    except OverflowError:
        raise _invalid_until() from None


def _invalid_until() -> InvalidRule:
    return InvalidRule(gettext("UNTIL must be a date such as 20270503."))
