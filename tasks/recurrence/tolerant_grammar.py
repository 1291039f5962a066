"""Parse rules that other programs wrote: what is not part of a rule costs only itself."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import cast, get_args

from tasks.recurrence.grammar import MAX_TEXT, NAMES, WEEKDAY, local_until, numbers_of
from tasks.recurrence.moments import HOUR, MINUTE, MomentRule
from tasks.recurrence.parts import WEEKDAYS, Frequency, InvalidRule, Parts, Skip

UNITS = {"HOURLY": HOUR, "MINUTELY": MINUTE, "SECONDLY": 1}
MAX_INTERVAL = 10**9
LONGEST_TEXT = 10 * MAX_TEXT  # a list of every minute has 170 characters, of every day 1,400
# Times in UTC that mean the day itself; others are midnight in the zone of the program.
DAY_EDGES = ("T000000Z", "T235959Z")
RFC_7529 = {"RSCALE", "SKIP"}


def parse_tolerantly(text: str, zone: tzinfo | None, *, timed: bool) -> MomentRule | None:
    """Parse an RRULE or EXRULE value; None if it is empty.

    Unknown and empty parts are ignored, and of a repeated part the first counts. UNTIL becomes
    local time in `zone`, that of DTSTART or the person's; a date means its whole day. `timed` says
    whether DTSTART has a time. Raises InvalidRule for what would change the meaning of the rule:
    an unknown FREQ or BY- part, a calendar other than Gregorian, or invalid values.
    """
    pairs = _pairs(text)
    if not pairs:
        return None
    if pairs.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise InvalidRule("RSCALE")
    freq = pairs.get("FREQ", "")
    if freq not in (*get_args(Frequency), *(UNITS if timed else ())):
        raise InvalidRule("FREQ")
    times = ("BYHOUR", 23), ("BYMINUTE", 59), ("BYSECOND", 60)
    hours, minutes, seconds = (
        numbers_of(pairs, name, high, low=0, signed=False) if timed else () for name, high in times
    )
    return MomentRule(
        _parts(pairs, freq),
        UNITS.get(freq, 0),
        hours,
        minutes,
        tuple(sorted({min(second, 59) for second in seconds})),
        _skip(pairs),
        _count(pairs),
        _until(pairs["UNTIL"], zone, timed=timed) if "UNTIL" in pairs else None,
    )


def _pairs(text: str) -> dict[str, str]:
    if len(text) > LONGEST_TEXT:
        raise InvalidRule("length")
    compact = "".join(text.upper().split()).removeprefix("RRULE:")
    pairs: dict[str, str] = {}
    for item in compact.split(";"):
        name, _, value = item.partition("=")
        value = value.strip(",")
        if name.startswith("BY") and name not in NAMES:
            raise InvalidRule(name)
        if value and (name in NAMES or name in RFC_7529):
            pairs.setdefault(name, value)
    return pairs


def _parts(pairs: dict[str, str], freq: str) -> Parts:
    interval = _number(pairs.get("INTERVAL", "1"))
    if interval > MAX_INTERVAL:
        raise InvalidRule("INTERVAL")
    return Parts(
        freq=cast(Frequency, "DAILY" if freq in UNITS else freq),
        interval=max(interval, 1),  # some programs write 0
        months=numbers_of(pairs, "BYMONTH", 12, signed=False),
        weeks=numbers_of(pairs, "BYWEEKNO", 53),
        year_days=numbers_of(pairs, "BYYEARDAY", 366),
        month_days=numbers_of(pairs, "BYMONTHDAY", 31),
        weekdays=_weekdays(pairs, numbered=freq in ("MONTHLY", "YEARLY")),
        positions=numbers_of(pairs, "BYSETPOS", 366),
        week_start=WEEKDAYS.index(pairs["WKST"]) if pairs.get("WKST") in WEEKDAYS else 0,
    )


def _weekdays(pairs: dict[str, str], *, numbered: bool) -> tuple[tuple[int, int], ...]:
    """Parse BYDAY; a number has no meaning in weeks and shorter periods."""
    if "BYDAY" not in pairs:
        return ()
    matches = [WEEKDAY.fullmatch(item) for item in pairs["BYDAY"].split(",") if item]
    numbered &= "BYWEEKNO" not in pairs
    if not all(matches):
        raise InvalidRule("BYDAY")
    return tuple(sorted({(int(m[1] or 0) * numbered, WEEKDAYS.index(m[2])) for m in matches if m}))


def _number(text: str) -> int:
    if not text.removeprefix("-").isdecimal() or not text.isascii() or len(text) > 12:
        raise InvalidRule("number")
    return int(text)


def _count(pairs: dict[str, str]) -> int | None:
    if pairs.get("COUNT", "-").startswith("-"):  # Confluence writes -1 for rules without COUNT
        return None
    count = _number(pairs["COUNT"])
    if not count:
        raise InvalidRule("COUNT")
    return count


def _skip(pairs: dict[str, str]) -> Skip:
    skip = pairs.get("SKIP", "OMIT")
    return cast(Skip, skip) if skip in get_args(Skip) else "OMIT"


def _until(value: str, zone: tzinfo | None, *, timed: bool) -> datetime:
    if not timed and (not value.endswith("Z") or value[8:] in DAY_EDGES):
        value = value[:8]  # a date has no zone
    return local_until(value, zone)
