"""The parts of one recurrence rule (RFC 5545 §3.3.10), and their canonical text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

Frequency = Literal["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
Skip = Literal["OMIT", "BACKWARD", "FORWARD"]  # what happens to a missing day (RFC 7529 §4.1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class InvalidRule(ValueError):
    """A rule that can't be stored. The message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A parsed rule. Weekdays are (n, weekday) pairs: n = 0 means every one, -1 the last."""

    freq: Frequency
    interval: int = 1
    count: int | None = None
    until: date | None = None
    months: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[tuple[int, int], ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0

    def __str__(self) -> str:
        """Return the canonical text: parts in a fixed order, lists sorted, defaults omitted."""
        fields = {
            "FREQ": self.freq,
            "INTERVAL": str(self.interval) if self.interval > 1 else "",
            "COUNT": str(self.count or ""),
            "UNTIL": str(self.until or "").replace("-", ""),
            "BYMONTH": _comma_separated(self.months),
            "BYWEEKNO": _comma_separated(self.weeks),
            "BYYEARDAY": _comma_separated(self.year_days),
            "BYMONTHDAY": _comma_separated(self.month_days),
            "BYDAY": ",".join(f"{n or ''}{WEEKDAYS[day]}" for n, day in self.weekdays),
            "BYSETPOS": _comma_separated(self.positions),
            "WKST": WEEKDAYS[self.week_start] if self.week_start else "",
        }
        return ";".join(f"{name}={value}" for name, value in fields.items() if value)

    @property
    def names_a_day(self) -> bool:
        """Return whether any part selects days, so that DTSTART implies none."""
        return bool(self.year_days or self.month_days or self.weekdays)

    def with_implied(self, starts_on: date) -> Parts:
        """Return the same rule with the parts that DTSTART implies.

        RFC 5545 only states that missing information comes from DTSTART; RFC 8984 §4.3.3
        defines which: BYMONTHDAY alone in a YEARLY rule means DTSTART's month, and BYWEEKNO alone
        means DTSTART's weekday.
        """
        months, month_days, weekdays = self.months, self.month_days, self.weekdays
        has_period = self.months or self.weeks or self.year_days
        if self.freq == "YEARLY" and not has_period and (month_days or not weekdays):
            months = (starts_on.month,)
        if not self.names_a_day and (self.freq == "WEEKLY" or self.weeks):
            weekdays = ((0, starts_on.weekday()),)
        elif not self.names_a_day and self.freq != "DAILY":
            month_days = (starts_on.day,)
        return replace(self, months=months, month_days=month_days, weekdays=weekdays)

    def without_positions(self) -> Parts:
        """Return the same rule with BYDAY=FR;BYSETPOS=-1 within one month written as BYDAY=-1FR."""
        one_month = self.freq == "MONTHLY" or (self.freq == "YEARLY" and len(self.months) == 1)
        if not one_month or not self.positions or self.month_days or self.weeks or self.year_days:
            return self
        match self.weekdays:
            case ((0, day),):
                weekdays = tuple((n, day) for n in self.positions)
                return replace(self, weekdays=weekdays, positions=())
        return self


def _comma_separated(numbers: tuple[int, ...]) -> str:
    return ",".join(map(str, numbers))
