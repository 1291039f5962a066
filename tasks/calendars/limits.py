"""How much of somebody else's calendar is too much: what would take a worker's time, or end never.

dateutil looks at every moment a rule could mean from its start on, and at a rule that never comes
true until the year 9999. So a rule is judged before it is expanded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from math import prod
from time import monotonic
from typing import Any

from icalendar import Component
from icalendar.prop import vRecur

from tasks.calendars.base import TooMuch, Window

MOST_SERIES = 1024 * 1024  # bytes of one series as it is written, without its guests
MOST_AT_ONCE = 2_000  # occurrences that are expanded together
MOST_MOMENTS = 60_000  # that a series looks at: daily since 1870, hourly for seven years
MOST_TIMES = 24  # a day: nobody has a meeting every minute
MOST_DATES = 5_000  # named one by one, in one event
MOST_RULES = 5  # of one event
MOST_CHANGES = 30  # rules of a time zone
LONGEST = dict(enumerate([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], start=1))  # months
# Days from one time to the next, for a rule that names no days.
PERIODS = {"YEARLY": 365, "MONTHLY": 28, "WEEKLY": 7, "DAILY": 1, "HOURLY": 1}
DAYS = ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO")
# Where a part of a rule means something (RFC 5545 §3.3.10); elsewhere it may never come true.
BELONGS = {
    "BYWEEKNO": ("YEARLY",),
    "BYYEARDAY": ("YEARLY",),
    "BYMONTHDAY": ("YEARLY", "MONTHLY", "DAILY"),
    "BYSETPOS": ("YEARLY", "MONTHLY", "WEEKLY", "DAILY"),
    "BYEASTER": (),
}


class NotExpanded(Exception):
    """This event would take too long, or come too often."""


class Patience:
    """Until when one calendar may keep a worker."""

    def __init__(self, seconds: float) -> None:
        self.end = monotonic() + seconds

    def check(self) -> None:
        """Raises `TooMuch` when it is over."""
        if monotonic() > self.end:
            raise TooMuch("This calendar takes too long to read.")


def spans(series: Sequence[Component], window: Window) -> Iterator[tuple[date, date]]:
    """The window in parts, none with more occurrences than may be in memory together."""
    end = window.last + timedelta(days=1)
    a_day = sum(_times(rule) for rule in _values(series, "RRULE"))
    days = max(int(MOST_AT_ONCE / max(a_day, 1)), 1)
    first = window.first
    while first < end:
        after = min(first + timedelta(days=days), end)
        yield first, after
        first = after


def is_too_much(series: Sequence[Component], window: Window) -> bool:
    """Whether the components of one UID would take too long, or come too often, to be expanded."""
    dates = [each for name in ("RDATE", "EXDATE") for each in _values(series, name)]
    if sum(len(each.dts) for each in dates) > MOST_DATES:
        return True
    moments = 0.0
    for event in series:
        rules = _values([event], "RRULE")
        if len(rules) > MOST_RULES or not all(map(_comes_seldom, rules)):
            return True
        moments += sum(_moments(rule, event, window) for rule in rules)
    # A change of all that follows is sought anew for each occurrence.
    changes = sum("RANGE" in each.params for each in _values(series, "RECURRENCE-ID"))
    return moments * (1 + changes) > MOST_MOMENTS


def is_endless_zone(zone: Component) -> bool:
    """Whether a VTIMEZONE changes more often than clocks do anywhere."""
    rules = _values(zone.subcomponents, "RRULE")
    yearly = all(_said(rule, "FREQ") == "YEARLY" and _comes_seldom(rule) for rule in rules)
    return not yearly or len(rules) > MOST_CHANGES or len(zone.subcomponents) > 10 * MOST_CHANGES


def _comes_seldom(rule: vRecur) -> bool:
    """Often enough to come true, and seldom enough to be meant."""
    frequency = _said(rule, "FREQ")
    interval = _said(rule, "INTERVAL", 1)
    if frequency not in PERIODS or interval < 1 or _times(rule) > MOST_TIMES:
        return False
    belongs = all(frequency in places for part, places in BELONGS.items() if part in rule)
    return belongs and _exists(rule) and _has_place(rule)


def _exists(rule: vRecur) -> bool:
    """Whether one of the days is in one of the months: there is no 30 February."""
    longest = max(LONGEST.get(int(month), 0) for month in rule.get("BYMONTH", [1]))
    return any(1 <= abs(day) <= longest for day in rule.get("BYMONTHDAY", [1]))


def _has_place(rule: vRecur) -> bool:
    """Whether a day has as many times as BYSETPOS counts."""
    places = rule.get("BYSETPOS", [1]) if _said(rule, "FREQ") == "DAILY" else [1]
    return any(1 <= abs(place) <= _times(rule) for place in places)


def _times(rule: vRecur) -> float:
    """How often a day."""
    hours = 24 / _said(rule, "INTERVAL", 1) if _said(rule, "FREQ") == "HOURLY" else 1
    each = prod(len(rule.get(part, [0])) for part in ("BYMINUTE", "BYSECOND"))
    return float(len(rule.get("BYHOUR", [])) or max(hours, 1)) * each


def _moments(rule: vRecur, event: Component, window: Window) -> float:
    """How many times it may come from its start to the end of the window."""
    last = min(window.last, _day(_said(rule, "UNTIL", window.last)))
    days = max((last - _day(_values([event], "DTSTART")[0].dt)).days, 0) + 1
    period = 1 if any(part in rule for part in DAYS) else PERIODS[_said(rule, "FREQ")]
    moments = days / period * _times(rule)
    return float(min(moments, _said(rule, "COUNT", moments)))


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _said(rule: vRecur, part: str, default: Any = None) -> Any:
    return rule.get(part, [default])[0]


def _values(components: Iterable[Component], name: str) -> list[Any]:
    """All that components say under a name."""
    found = [each[name] for each in components if name in each]
    return [value for each in found for value in (each if isinstance(each, list) else [each])]
