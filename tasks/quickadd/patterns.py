"""Repeat patterns without a start date, and the recurrence rules built from them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from tasks.quickadd.dates import YEARS_AHEAD, day_label, shift
from tasks.recurrence import Kind, MissingDays

FREQUENCIES: Final = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
WEEKDAY_CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LEAP_YEAR: Final = 2000


@dataclass(frozen=True, slots=True)
class Pattern:
    """A repeat every n days, weeks, months or years, optionally on certain days of them.

    Weekdays are (n, weekday) pairs: n = 0 means every one, -1 the last of the month. Negative
    month days count from the end; one that a month lacks is skipped or clamped to its last day.
    `positions` keep only the n-th of the days that match in a month. "every morning" has a part
    of the day, "every 8 hours" has times.
    """

    unit: str
    interval: int = 1
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    missing_days: MissingDays = "skip"
    kind: Kind = "calendar"
    part: str | None = None
    times: tuple[time, ...] = ()

    def rrule(self, week_start: int) -> str:
        """Return the text of the rule (RFC 5545 §3.3.10), without an end."""
        parts = {
            "FREQ": FREQUENCIES[self.unit],
            "INTERVAL": "" if self.interval == 1 else str(self.interval),
            "BYMONTH": ",".join(map(str, self.months)),
            "BYMONTHDAY": ",".join(map(str, self.month_days)),
            "BYDAY": ",".join(f"{n or ''}{WEEKDAY_CODES[day]}" for n, day in self.weekdays),
            "BYSETPOS": ",".join(map(str, self.positions)),
            # The week start only affects which weeks are skipped.
            "WKST": WEEKDAY_CODES[week_start] if self._skips_weeks and week_start else "",
        }
        return ";".join(f"{name}={value}" for name, value in parts.items() if value)

    def has_dates(self) -> bool:
        """Return whether matching days exist: no month has a 32nd or a sixth Friday."""
        months = (self.missing_days == "skip" and self.months) or range(1, 13)
        longest = max(monthrange(LEAP_YEAR, month)[1] for month in months)
        days_exist = all(1 <= abs(day) <= longest for day in self.month_days)
        return days_exist and all(abs(n) <= 5 for n, _ in self.weekdays) and self.interval > 0

    def first(self, earliest: date) -> date | None:
        """Return the first matching day from `earliest`, or None when it is many years away."""
        month = earliest.replace(day=1)
        for _ in range(12 * YEARS_AHEAD):
            if day := next((day for day in self._days_in(month) if day >= earliest), None):
                return day
            month = shift(month, 1, "month")
        return None

    @property
    def _skips_weeks(self) -> bool:
        return self.unit == "week" and self.interval > 1

    def _days_in(self, month: date) -> list[date]:
        if self.months and month.month not in self.months:
            return []
        length = monthrange(month.year, month.month)[1]
        days = [month + timedelta(n) for n in range(length)]
        matching = [day for day in days if self._allows(day, length)]
        if not self.positions:
            return matching
        indexes = {n - 1 if n > 0 else n + len(matching) for n in self.positions}
        return [day for n, day in enumerate(matching) if n in indexes]

    def _allows(self, day: date, length: int) -> bool:
        nths = {0, (day.day + 6) // 7, -((length - day.day + 7) // 7)}
        return (not self.month_days or self._has_number(day.day, length)) and (
            not self.weekdays or any((n, day.weekday()) in self.weekdays for n in nths)
        )

    def _has_number(self, day: int, length: int) -> bool:
        clamps = self.missing_days == "clamp" and day == length
        return (
            day in self.month_days
            or day - length - 1 in self.month_days
            or (clamps and max(self.month_days) > length)
        )


@dataclass(frozen=True, slots=True)
class Bound:
    """The end of a repetition: a date, a count, or a span of time after its start."""

    until: date | None = None
    count: int | None = None
    span: tuple[int, str] | None = None

    def rrule(self, starts_on: date) -> str:
        """Return the rule's COUNT or UNTIL part. Raises OverflowError beyond the year 9999."""
        if self.count is not None:
            return f"COUNT={self.count}"
        last = shift(starts_on, *self.span) - timedelta(1) if self.span else self.until
        return f"UNTIL={last:%Y%m%d}"

    def label(self, today: date) -> str:
        """Return "3 times", "for 2 weeks" or "until Mon 3 May"."""
        if self.count is not None:
            return f"{self.count} times" if self.count > 1 else "once"
        if self.span:
            number, unit = self.span
            return f"for {number} {unit}{'s' * (number != 1)}"
        return f"until {day_label(self.until, today)}" if self.until else ""
