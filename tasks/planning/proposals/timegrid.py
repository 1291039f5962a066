"""Convert between a person's local time and the solver's minutes since 1970 in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.models import User
from core.wallclock import LocalClock, instant, offset_changes
from tasks.planning.solver import Span

GRID = 5  # minutes: the planner starts and ends blocks on multiples of it


@dataclass(frozen=True, slots=True)
class TimeGrid:
    """The local time of one person, in minutes."""

    zone: ZoneInfo
    twelve_hours: bool = False
    day_start: int = 0  # minutes from midnight

    @classmethod
    def of_person(cls, user: User) -> TimeGrid:
        preferences = user.preferences
        day_start = preferences.day_start_hour * 60
        return cls(preferences.zone, preferences.twelve_hour_clock, day_start)

    def day(self, minute: int) -> date:
        """Return the person's day of a minute: before the day start, the day before."""
        return (self.local(minute) - timedelta(minutes=self.day_start)).date()

    def clock(self, minute: int) -> str:
        """Return the time of day, such as 14:05 or 2:05 pm."""
        local = self.local(minute)
        if self.twelve_hours:
            return f"{local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"
        return f"{local:%H:%M}"

    def minute(self, day: date, minutes: int) -> int:
        """Return the minute at a local time, given in minutes since midnight of `day`."""
        days, rest = divmod(minutes, 24 * 60)
        return self.of(instant(day + timedelta(days=days), time(*divmod(rest, 60)), self.zone))

    def minute_at(self, local: datetime) -> int:
        return self.of(instant(local.date(), local.time(), self.zone))

    def minute_of(self, day: date, at: time) -> int:
        """Return the minute at a time of the person's day."""
        return self.of(self._local_clock.instant(day, at))

    def slot(self, minute: int) -> tuple[date, time]:
        """Return the person's day and the time of a minute."""
        return self._local_clock.slot(self.instant(minute))

    @property
    def _local_clock(self) -> LocalClock:
        return LocalClock(self.zone, self.day_start // 60)

    def local(self, minute: int) -> datetime:
        """Return the local time of a minute, as a naive datetime."""
        local = datetime.fromtimestamp(minute * 60, UTC).astimezone(self.zone)
        return local.replace(tzinfo=None)

    def repeated(self, begin: int, end: int) -> list[Span]:
        """Return when clocks within [begin, end) show times for the second time, in autumn.

        A wall-clock time means its first occurrence, so nothing can be scheduled there.
        """
        day = 24 * 60  # an hour repeats soon after the change; look for changes before `begin`
        spans = []
        offset = self._offset((begin - day) * 60)
        for at, changed in offset_changes(self.zone, (begin - day) * 60, end * 60):
            if changed < offset:
                spans.append(Span(at // 60, (at + offset - changed) // 60))
            offset = changed
        return spans

    def _offset(self, second: int) -> int:
        offset = datetime.fromtimestamp(second, self.zone).utcoffset()
        return int(offset.total_seconds()) if offset else 0

    def instant(self, minute: int) -> datetime:
        return datetime.fromtimestamp(minute * 60, UTC)

    def rounded_up(self, moment: datetime) -> int:
        """Return the first grid minute at or after a moment."""
        return up(-int(-moment.timestamp() // 60))

    def of(self, moment: datetime) -> int:
        """Return the minute that contains a moment."""
        return int(moment.timestamp() // 60)


def up(minutes: int) -> int:
    """Round up to the grid."""
    return -(-minutes // GRID) * GRID


def down(minutes: int) -> int:
    """Round down to the grid."""
    return minutes // GRID * GRID
