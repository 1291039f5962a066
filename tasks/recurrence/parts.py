"""The parts of one recurrence rule (RFC 5545 §3.3.10), and their canonical text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

Frequency = Literal["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class InvalidRule(ValueError):
    """A rule that cannot be kept. The message is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A parsed rule. Weekdays are (n, weekday) pairs: n = 0 is every one, -1 the last."""

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
        """The canonical text: parts in a fixed order, lists sorted, defaults left out."""
        fields = {
            "FREQ": self.freq,
            "INTERVAL": str(self.interval) if self.interval > 1 else "",
            "COUNT": str(self.count or ""),
            "UNTIL": str(self.until or "").replace("-", ""),
            "BYMONTH": _listed(self.months),
            "BYWEEKNO": _listed(self.weeks),
            "BYYEARDAY": _listed(self.year_days),
            "BYMONTHDAY": _listed(self.month_days),
            "BYDAY": ",".join(f"{n or ''}{WEEKDAYS[day]}" for n, day in self.weekdays),
            "BYSETPOS": _listed(self.positions),
            "WKST": WEEKDAYS[self.week_start] if self.week_start else "",
        }
        return ";".join(f"{name}={value}" for name, value in fields.items() if value)

    @property
    def names_a_day(self) -> bool:
        """Whether any part picks days, so that DTSTART need not."""
        return bool(self.year_days or self.month_days or self.weekdays)

    def completed(self, starts_on: date) -> Parts:
        """The same rule with what DTSTART implies written out.

        RFC 5545 says only that missing information comes from DTSTART; RFC 8984 §4.3.3 says
        which: so BYMONTHDAY alone in a YEARLY rule means DTSTART's month, and BYWEEKNO alone
        means DTSTART's weekday.
        """
        months, month_days, weekdays = self.months, self.month_days, self.weekdays
        elsewhere = self.months or self.weeks or self.year_days
        if self.freq == "YEARLY" and not elsewhere and (month_days or not weekdays):
            months = (starts_on.month,)
        if not self.names_a_day and (self.freq == "WEEKLY" or self.weeks):
            weekdays = ((0, starts_on.weekday()),)
        elif not self.names_a_day and self.freq != "DAILY":
            month_days = (starts_on.day,)
        return replace(self, months=months, month_days=month_days, weekdays=weekdays)

    def numbered(self) -> Parts:
        """The same rule with BYDAY=FR;BYSETPOS=-1, within one month, as BYDAY=-1FR."""
        one_month = self.freq == "MONTHLY" or (self.freq == "YEARLY" and len(self.months) == 1)
        if not one_month or not self.positions or self.month_days or self.weeks or self.year_days:
            return self
        match self.weekdays:
            case ((0, day),):
                weekdays = tuple((n, day) for n in self.positions)
                return replace(self, weekdays=weekdays, positions=())
        return self


def _listed(numbers: tuple[int, ...]) -> str:
    return ",".join(map(str, numbers))
