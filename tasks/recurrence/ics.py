"""Convert rules to and from the iCalendar properties DTSTART, RRULE, EXDATE and RDATE.

A rule survives the round trip unchanged (RFC 5545 §3.8.5, RFC 7529 for SKIP).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tasks.recurrence.messages import gettext
from tasks.recurrence.parts import InvalidRule
from tasks.recurrence.rule import MissingDays, Rule

_LINE = re.compile(r"(?P<name>[\w-]+)(?P<params>(;[\w-]+=(\"[^\"]*\"|[^\":;]*))*):(?P<value>.*)")
_TZID = re.compile(r";TZID=\"?([^\":;]+)", re.IGNORECASE)
_MOMENT = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?(?:/.*)?", re.ASCII)
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
    first = replace(rule, exdates=(), rdates=()).preview(1) or [rule.starts_on]
    dates = {"DTSTART": first, "EXDATE": rule.exdates, "RDATE": rule.rdates}
    start, *exceptions = [
        f"{name}{_parameter(rule, zone)}:{','.join(_stamp(day, rule, zone) for day in days)}"
        for name, days in dates.items()
        if days
    ]
    return [start, f"RRULE:{_recur(rule, first[0], zone)}", *exceptions]


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
        [day for item in properties if item.name == name for day, _ in _moments(item, clock)]
        for name in ("EXDATE", "RDATE")
    )
    return Rule.validated(rrule, starts_on, starts_at, excluded, extra, missing, zone=until_zone)


def _recur(rule: Rule, first: date, zone: str | None) -> str:
    parts = rule.parts if first == rule.starts_on else rule.parts.with_implied(rule.starts_on)
    recur = str(parts)
    if parts.until and rule.starts_at:
        until = _until(datetime.combine(parts.until, rule.starts_at), zone)
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


def _stamp(day: date, rule: Rule, zone: str | None) -> str:
    """Format a date, a local date-time, or a UTC date-time when the zone is UTC."""
    if rule.starts_at is None:
        return _compact(day)
    return _compact(datetime.combine(day, rule.starts_at)) + ("Z" if zone == "UTC" else "")


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


def _moments(item: _Property, zone: ZoneInfo | None) -> Iterator[tuple[date, time | None]]:
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
