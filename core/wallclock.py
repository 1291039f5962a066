"""Turns local dates and wall-clock times into instants: the offset is applied last, and once.

A time that spring skips moves forward by what was skipped (02:30 becomes 03:30); a time that
autumn repeats is its first occurrence. That is PEP 495 with fold = 0.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import timegm
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
_BLOCK = 512  # days whose offsets are found together, and remembered
# In the whole tz database no offset was changed and changed back sooner than after four days
# (Freetown, 1939), so between two probes with one offset there is no change.
_PROBE = 3 * DAY


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC instant at which the clocks of `zone` show `at` on `day`."""
    return datetime.combine(day, at.replace(fold=0), tzinfo=zone).astimezone(UTC)


def instants(ordinals: Sequence[int], at: time, zone: ZoneInfo) -> list[int]:
    """`instant` for ascending proleptic ordinals, as whole seconds since the epoch.

    Costs a few integer operations a day: the offset is constant for months, and the days on
    which it changes are found by bisection once for each zone.
    """
    shift = at.hour * 3600 + at.minute * 60 + at.second - _EPOCH * DAY
    seconds: list[int] = []
    while (here := len(seconds)) < len(ordinals):
        end, offset = _spell(zone, ordinals[here] * DAY + shift)
        stop = bisect_left(ordinals, end - shift, lo=here, key=DAY.__mul__)
        seconds += [ordinal * DAY + shift - offset for ordinal in ordinals[here:stop]]
    return seconds


def _spell(zone: ZoneInfo, local: int) -> tuple[int, int]:
    """The local second before which an offset holds, and that offset, in seconds."""
    ends, offsets = _spells(zone, local // DAY // _BLOCK)
    index = bisect_right(ends, local)
    return ends[index], offsets[index]


@lru_cache(maxsize=4096)
def _spells(zone: ZoneInfo, block: int) -> tuple[list[int], list[int]]:
    """The spells of constant offset in a block of local days: when each ends, its offset."""
    begin, end = block * _BLOCK * DAY, (block + 1) * _BLOCK * DAY
    # A day more on either side: local time is up to 14 hours away from UTC.
    offsets = [_offset(zone, begin - DAY)]
    ends: list[int] = []
    for utc, offset in offset_changes(zone, begin - DAY, end + DAY):
        # In a gap as in an overlap the old offset holds until the later of the two clocks.
        ends.append(utc + max(offset, offsets[-1]))
        offsets.append(offset)
    inside = bisect_left(ends, end)
    return [*ends[:inside], end], offsets[: inside + 1]


def offset_changes(zone: ZoneInfo, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Each second of [begin, end) at which the offset becomes another one, and that one."""
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
