"""Convert local dates and wall-clock times to instants.

A time skipped in spring moves forward by the gap (02:30 becomes 03:30); a time repeated in autumn
is the first occurrence. This is PEP 495 with fold = 0.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import timegm
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
_BLOCK = 512  # days whose offsets are computed and cached together
# No offset in the tz database changed back in less than four days (Freetown, 1939), so there is no
# change between two probes with the same offset.
_PROBE = 3 * DAY


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant at which clocks in `zone` show `at` on `day`."""
    return datetime.combine(day, at.replace(fold=0), tzinfo=zone).astimezone(UTC)


def instants(ordinals: Sequence[int], at: time, zone: ZoneInfo) -> list[int]:
    """Return `instant` for ascending proleptic ordinals, in whole seconds since the epoch.

    Takes a few integer operations per day: the offset is constant for months, and its changes are
    found by bisection once per zone.
    """
    shift = at.hour * 3600 + at.minute * 60 + at.second - _EPOCH * DAY
    seconds: list[int] = []
    while (position := len(seconds)) < len(ordinals):
        end, offset = _offset_period(zone, ordinals[position] * DAY + shift)
        stop = bisect_left(ordinals, end - shift, lo=position, key=DAY.__mul__)
        seconds += [ordinal * DAY + shift - offset for ordinal in ordinals[position:stop]]
    return seconds


@dataclass(frozen=True, slots=True)
class LocalClock:
    """A person's days and clock. A time before the day start is of the night after its day.

    With a day start of 5, Saturday 02:00 is when clocks show Sunday 02:00.
    """

    zone: ZoneInfo
    day_start_hour: int = 0

    def calendar_date(self, day: date, at: time | None) -> date:
        """Return the date on the calendar at a time of a person's day."""
        return day + timedelta(days=self._is_night(at)) if at else day

    def day(self, on: date, at: time | None) -> date:
        """Return the person's day of a date and time on the calendar."""
        return on - timedelta(days=self._is_night(at)) if at else on

    def instant(self, day: date, at: time) -> datetime:
        """Return the UTC instant of a time of a person's day."""
        return instant(self.calendar_date(day, at), at, self.zone)

    def instants(self, ordinals: Sequence[int], at: time) -> list[int]:
        """Return `instant` for ascending proleptic ordinals, in whole seconds since the epoch."""
        if self._is_night(at):
            ordinals = [ordinal + 1 for ordinal in ordinals]
        return instants(ordinals, at, self.zone)

    def slot(self, moment: datetime) -> tuple[date, time]:
        """Return the person's day and the time of an instant."""
        local = moment.astimezone(self.zone)
        at = local.time().replace(fold=0)
        return self.day(local.date(), at), at

    def _is_night(self, at: time) -> bool:
        return at.hour < self.day_start_hour


def _offset_period(zone: ZoneInfo, local: int) -> tuple[int, int]:
    """Return the local second at which the current offset ends, and the offset in seconds."""
    ends, offsets = _offset_periods(zone, local // DAY // _BLOCK)
    index = bisect_right(ends, local)
    return ends[index], offsets[index]


@lru_cache(maxsize=4096)
def _offset_periods(zone: ZoneInfo, block: int) -> tuple[list[int], list[int]]:
    """Return ends and offsets of the periods of constant offset in a block of local days."""
    begin, end = block * _BLOCK * DAY, (block + 1) * _BLOCK * DAY
    # One more day on either side: local time is up to 14 hours away from UTC.
    offsets = [_offset(zone, begin - DAY)]
    ends: list[int] = []
    for utc, offset in offset_changes(zone, begin - DAY, end + DAY):
        # In gaps and overlaps the old offset holds until the later local time.
        ends.append(utc + max(offset, offsets[-1]))
        offsets.append(offset)
    inside = bisect_left(ends, end)
    return [*ends[:inside], end], offsets[: inside + 1]


def offset_changes(zone: ZoneInfo, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield each second of [begin, end) at which the offset changes, and the new offset."""
    offset = _offset(zone, begin)
    for left in range(begin, end, _PROBE):
        probed = range(left, left + _PROBE + 1)
        while offset != _offset(zone, probed[-1]):
            first = bisect_left(probed, True, key=lambda utc: _offset(zone, utc) != offset)
            probed = probed[first:]
            offset = _offset(zone, probed[0])
            yield probed[0], offset


def _offset(zone: ZoneInfo, utc: int) -> int:
    return timegm(datetime.fromtimestamp(utc, zone).timetuple()) - utc
