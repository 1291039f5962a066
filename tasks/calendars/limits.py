"""Limits for other people's calendars: what would take a worker too long is not expanded.

dateutil steps through every moment that matches a rule from its start on, and through all years
up to 9999 for a rule that never matches. So a rule is checked before it is expanded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from math import prod
from time import monotonic
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Component
from icalendar.prop import vRecur

from tasks.calendars.base import TooLarge, Window

MAX_SERIES_BYTES = 1024 * 1024  # of one series as text, without its attendees
MAX_EXPANDED_AT_ONCE = 2_000  # occurrences in memory together
MAX_MOMENTS = 60_000  # that one series steps through: daily since 1870, hourly for seven years
MAX_TIMES_PER_DAY = 24  # nobody has a meeting every minute
MAX_DATES = 5_000  # RDATEs and EXDATEs of one event
MAX_RULES = 5  # of one event
MAX_ZONE_CHANGES = 30  # rules of one time zone
MONTH_DAYS = dict(enumerate([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], start=1))
# Days between two occurrences of a rule that names no days.
PERIODS = {"YEARLY": 365, "MONTHLY": 28, "WEEKLY": 7, "DAILY": 1, "HOURLY": 1}
DAYS = ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO")
# The frequencies a part is defined for (RFC 5545 §3.3.10); with others it may never match.
FREQUENCIES = {
    "BYWEEKNO": ("YEARLY",),
    "BYYEARDAY": ("YEARLY",),
    "BYMONTHDAY": ("YEARLY", "MONTHLY", "DAILY"),
    "BYSETPOS": ("YEARLY", "MONTHLY", "WEEKLY", "DAILY"),
    "BYEASTER": (),
}


class TooManyOccurrences(Exception):
    """This event would take too long to expand, or occur too often."""


class Deadline:
    """The time by which one calendar must have been read."""

    def __init__(self, seconds: float) -> None:
        self.end = monotonic() + seconds

    def check(self) -> None:
        """Raise `TooLarge` if the time is up."""
        if monotonic() > self.end:
            raise TooLarge(_("This calendar takes too long to read."))


def split_window(series: Sequence[Component], window: Window) -> Iterator[tuple[date, date]]:
    """Split the window into parts with few enough occurrences to be in memory together."""
    end = window.last + timedelta(days=1)
    per_day = sum(_times_per_day(rule) for rule in _values(series, "RRULE"))
    days = max(int(MAX_EXPANDED_AT_ONCE / max(per_day, 1)), 1)
    first = window.first
    while first < end:
        after = min(first + timedelta(days=days), end)
        yield first, after
        first = after


def exceeds_limits(series: Sequence[Component], window: Window) -> bool:
    """Whether the components of one UID take too long to expand, or occur too often."""
    date_lists = [dates for name in ("RDATE", "EXDATE") for dates in _values(series, name)]
    if sum(len(dates.dts) for dates in date_lists) > MAX_DATES:
        return True
    moments = 0.0
    for event in series:
        rules = _values([event], "RRULE")
        if len(rules) > MAX_RULES or not all(map(_is_plausible, rules)):
            return True
        moments += sum(_moments(rule, event, window) for rule in rules)
    # Each THISANDFUTURE override is evaluated again for every occurrence.
    changes = sum("RANGE" in value.params for value in _values(series, "RECURRENCE-ID"))
    return moments * (1 + changes) > MAX_MOMENTS


def is_implausible_zone(zone: Component) -> bool:
    """Whether a VTIMEZONE changes more often than clocks do anywhere."""
    rules = _values(zone.subcomponents, "RRULE")
    yearly = all(_part(rule, "FREQ") == "YEARLY" and _is_plausible(rule) for rule in rules)
    observances = len(zone.subcomponents)
    return not yearly or len(rules) > MAX_ZONE_CHANGES or observances > 10 * MAX_ZONE_CHANGES


def _is_plausible(rule: vRecur) -> bool:
    """Whether a rule matches at some time, and not too often."""
    frequency = _part(rule, "FREQ")
    interval = _part(rule, "INTERVAL", 1)
    if frequency not in PERIODS or interval < 1 or _times_per_day(rule) > MAX_TIMES_PER_DAY:
        return False
    defined = all(frequency in allowed for part, allowed in FREQUENCIES.items() if part in rule)
    return defined and _has_possible_day(rule) and _has_possible_position(rule)


def _has_possible_day(rule: vRecur) -> bool:
    """Whether one of the days exists in one of the months: 30 February does not."""
    longest = max(MONTH_DAYS.get(int(month), 0) for month in rule.get("BYMONTH", [1]))
    return any(1 <= abs(day) <= longest for day in rule.get("BYMONTHDAY", [1]))


def _has_possible_position(rule: vRecur) -> bool:
    """Whether a day has as many occurrences as BYSETPOS counts."""
    positions = rule.get("BYSETPOS", [1]) if _part(rule, "FREQ") == "DAILY" else [1]
    return any(1 <= abs(position) <= _times_per_day(rule) for position in positions)


def _times_per_day(rule: vRecur) -> float:
    """The number of occurrences on a day that the rule matches."""
    hours = 24 / _part(rule, "INTERVAL", 1) if _part(rule, "FREQ") == "HOURLY" else 1
    per_hour = prod(len(rule.get(part, [0])) for part in ("BYMINUTE", "BYSECOND"))
    return float(len(rule.get("BYHOUR", [])) or max(hours, 1)) * per_hour


def _moments(rule: vRecur, event: Component, window: Window) -> float:
    """The number of moments from the start of the rule to the end of the window."""
    last = min(window.last, _day(_part(rule, "UNTIL", window.last)))
    days = max((last - _day(_values([event], "DTSTART")[0].dt)).days, 0) + 1
    period = 1 if any(part in rule for part in DAYS) else PERIODS[_part(rule, "FREQ")]
    moments = days / period * _times_per_day(rule)
    return float(min(moments, _part(rule, "COUNT", moments)))


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _part(rule: vRecur, part: str, default: Any = None) -> Any:
    return rule.get(part, [default])[0]


def _values(components: Iterable[Component], name: str) -> list[Any]:
    """All values of a property, which a component may have several times."""
    properties = [component[name] for component in components if name in component]
    return [
        value
        for property_ in properties
        for value in (property_ if isinstance(property_, list) else [property_])
    ]
