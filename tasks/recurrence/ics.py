"""Convert rules to and from the iCalendar properties DTSTART, RRULE, EXDATE and RDATE.

A rule survives the round trip unchanged (RFC 5545 §3.8.5, RFC 7529 for SKIP).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tasks.recurrence.messages import gettext
from tasks.recurrence.parts import InvalidRule
from tasks.recurrence.rule import MissingDays, Rule
from tasks.recurrence.times_of_day import by_parts

_LINE = re.compile(r"(?P<name>[\w-]+)(?P<params>(;[\w-]+=(\"[^\"]*\"|[^\":;]*))*):(?P<value>.*)")
_TZID = re.compile(r";TZID=\"?([^\":;]+)", re.IGNORECASE)
_MOMENT = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?(?:/.*)?", re.ASCII)
Moment = tuple[date, time | None]
_SKIPS: dict[str, MissingDays] = {"OMIT": "skip", "BACKWARD": "clamp"}


class _Property(NamedTuple):
    name: str
    zone_name: str
    value: str


def to_ics_lines(rule: Rule, zone: str | None) -> list[str]:
    """Return the rule as unfolded content lines in the owner's zone; None makes times floating.

    DTSTART is the first date of the rule, because other programs show it as an instance.
    Raises InvalidRule for a series that counts from completion, which iCalendar cannot express.
    """
    if rule.kind == "after_completion":
        raise InvalidRule(
            gettext("A series that repeats after completion can't be added to a calendar.")
        )
    if rule.times and not by_parts(rule.times):
        raise InvalidRule(gettext("A calendar can't repeat at just these times."))
    first = (replace(rule, exdates=(), rdates=()).preview(1) or [rule.starts_on])[0]
    starts_at = rule.starts_at if first == rule.starts_on or not rule.times else rule.times[0]
    exceptions = {
        "EXDATE": _moments_of(rule.exdates, rule),
        "RDATE": _moments_of(rule.rdates, rule),
    }
    exceptions["EXDATE"] += [(moment.date(), moment.time()) for moment in rule.extimes]
    return [
        f"DTSTART{_parameter(rule, zone)}:{_stamp(first, starts_at, zone)}",
        f"RRULE:{_recur(rule, first, starts_at, zone)}",
        *(
            f"{name}{_parameter(rule, zone)}:{_stamps(moments, zone)}"
            for name, moments in exceptions.items()
            if moments
        ),
    ]


def from_ics(lines: str | Iterable[str], zone: str | None) -> Rule:
    """Parse the rule of a VEVENT or VTODO, given as text or lines; ignore other properties.

    The rule uses the wall clock of DTSTART's zone. The owner's `zone` is used for UTC values,
    and when TZID is not an IANA name. Raises InvalidRule with the reason.
    """
    properties = list(_properties(lines))
    starts = [item for item in properties if item.name == "DTSTART"]
    recurs = [item.value for item in properties if item.name == "RRULE"]
    if len(starts) != 1 or len(recurs) != 1:
        raise InvalidRule(gettext("A repeating item needs exactly one DTSTART and one RRULE."))
    if any(item.name == "EXRULE" for item in properties):
        raise InvalidRule(
            gettext("EXRULE is obsolete and not supported. List the dates as EXDATE instead.")
        )
    clock = _zone(starts[0].zone_name) or _zone(zone or "")
    (starts_on, starts_at), *_ = _moments(starts[0], clock)
    rrule, missing = _without_skip(recurs[0])
    until_zone = clock if starts_at else None  # dates without a time have no zone
    excluded, extra = (
        [moment for item in properties if item.name == name for moment in _moments(item, clock)]
        for name in ("EXDATE", "RDATE")
    )
    rule = Rule.validated(rrule, starts_on, starts_at, missing_days=missing, zone=until_zone)
    (exdates, extimes), (rdates, single) = (
        _by_day(moments, rule.times) for moments in (excluded, extra)
    )
    if single:
        raise InvalidRule(
            gettext("A series that repeats several times a day can add only whole days.")
        )
    exceptions: Any = {"exdates": exdates, "rdates": rdates, "extimes": extimes}
    more: Any = {"missing_days": missing, "zone": until_zone, **exceptions}
    return Rule.validated(rrule, starts_on, starts_at, **more)


def _by_day(moments: Iterable[Moment], times: Sequence[time]) -> tuple[list[date], list[datetime]]:
    """Divide EXDATE or RDATE into whole days, and single ones of several times of a day."""
    by_day: dict[date, set[time | None]] = {}
    for day, moment in moments:
        by_day.setdefault(day, set()).add(moment)
    if not times:
        return list(by_day), []
    whole: list[date] = []
    single: list[datetime] = []
    for day, named in by_day.items():
        if None in named or named >= {*times}:
            whole.append(day)
        else:
            single += [datetime.combine(day, moment) for moment in times if moment in named]
    return whole, single


def _recur(rule: Rule, first: date, starts_at: time | None, zone: str | None) -> str:
    parts = rule.parts if first == rule.starts_on else rule.parts.with_implied(rule.starts_on)
    if parts.count and rule.times:
        missed = sum(moment < (starts_at or moment) for moment in rule.times)
        parts = replace(parts, count=parts.count * len(rule.times) - missed)
    recur = str(parts)
    if rule.times:
        recur += f";{by_parts(rule.times)}"
    if parts.until and rule.starts_at:
        last = rule.times[-1] if rule.times else rule.starts_at
        until = _until(datetime.combine(parts.until, last), zone)
        recur = re.sub(r"UNTIL=\d+", f"UNTIL={until}", recur)
    return f"RSCALE=GREGORIAN;{recur};SKIP=BACKWARD" if rule.missing_days == "clamp" else recur


def _until(local: datetime, zone: str | None) -> str:
    """Format UNTIL: in UTC when DTSTART has a zone, local when it floats (RFC 5545 §3.3.10)."""
    if not zone:
        return _compact(local)
    utc = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return _compact(utc.replace(tzinfo=None)) + "Z"


def _parameter(rule: Rule, zone: str | None) -> str:
    if rule.starts_at is None:
        return ";VALUE=DATE"
    return f";TZID={zone}" if zone and zone != "UTC" else ""


def _moments_of(days: Iterable[date], rule: Rule) -> list[Moment]:
    return [(day, moment) for day in days for moment in rule.times or (rule.starts_at,)]


def _stamps(moments: Iterable[Moment], zone: str | None) -> str:
    return ",".join(_stamp(day, moment, zone) for day, moment in moments)


def _stamp(day: date, moment: time | None, zone: str | None) -> str:
    """Format a date, a local date-time, or a UTC date-time when the zone is UTC."""
    if moment is None:
        return _compact(day)
    return _compact(datetime.combine(day, moment)) + ("Z" if zone == "UTC" else "")


def _compact(moment: date) -> str:
    return re.sub("[-:]", "", moment.isoformat())


def _properties(lines: str | Iterable[str]) -> Iterator[_Property]:
    text = lines if isinstance(lines, str) else "\n".join(lines)
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    for line in unfolded.splitlines():
        if match := _LINE.fullmatch(line.strip()):
            zone_name = _TZID.search(match["params"])
            yield _Property(
                match["name"].upper(), zone_name[1] if zone_name else "", match["value"]
            )


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None


def _moments(item: _Property, zone: ZoneInfo | None) -> Iterator[Moment]:
    """Yield the local date and time of each value; for a period, of its start."""
    for value in item.value.split(","):
        if not (match := _MOMENT.fullmatch(value.strip())):
            raise InvalidRule(gettext("%(part)s must be a list of dates.", part=item.name))
        try:
            local = datetime.strptime(match[1] + (match[2] or "000000"), "%Y%m%d%H%M%S")  # noqa: DTZ007
            if match[3] and zone:
                local = local.replace(tzinfo=UTC).astimezone(zone)
        except (ValueError, OverflowError):
            raise InvalidRule(
                gettext("%(part)s has a date that does not exist.", part=item.name)
            ) from None
        yield local.date(), local.time() if match[2] else None


def _without_skip(recur: str) -> tuple[str, MissingDays]:
    """Split a RECUR value into the rule and RFC 7529's SKIP; drop RSCALE."""
    items = recur.strip().upper().split(";")
    pairs = dict(item.partition("=")[::2] for item in items)
    if pairs.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise InvalidRule(gettext("Repeat rules support only the Gregorian calendar."))
    skip = pairs.get("SKIP", "OMIT")
    if skip not in _SKIPS:
        raise InvalidRule(gettext("A missing day can be skipped or moved back, but not forward."))
    rrule = [item for item in items if not item.startswith(("RSCALE=", "SKIP="))]
    return ";".join(rrule), _SKIPS[skip]
