"""Parses one VEVENT: an invalid property is ignored and reported, only the start is necessary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from tasks.calendars.parsing.ignored import IgnoredEntries, Reason
from tasks.calendars.parsing.properties import (
    Duration,
    Property,
    parse_duration,
    parse_moment,
    parse_property,
    unescape,
)
from tasks.calendars.parsing.zones import UTC_ZONE, Zones, instant_of
from tasks.recurrence import InvalidRule
from tasks.recurrence.moments import MomentRule
from tasks.recurrence.tolerant_grammar import parse_tolerantly

MAX_DATES = 5_000  # RDATEs and EXDATEs of one event
MAX_RULES = 5  # of one event
DATE_PROPERTIES = {b"DTSTART", b"DTEND", b"RECURRENCE-ID", b"RDATE", b"EXDATE"}
REPEATING = ("RRULE", "RDATE", "RECURRENCE-ID")
ONE_DAY = timedelta(days=1)
NO_LENGTH = Duration(0, timedelta())


class InvalidEvent(ValueError):
    """An event that cannot be shown: nobody knows when it is."""


class Moment(NamedTuple):
    """A local time in a zone. A date is midnight in no zone. `named`: the zone is the file's."""

    local: datetime
    zone: tzinfo | None
    named: bool = True

    @property
    def is_date(self) -> bool:
        return self.zone is None

    @property
    def is_skipped(self) -> bool:
        """Whether a change of clocks skips this time."""
        return (
            bool(self.zone)
            and self.instant.astimezone(self.zone).replace(tzinfo=None) != self.local
        )

    def day(self, floating: tzinfo) -> date:
        """Return the day that is meant; all-day events of some programs are midnight in UTC."""
        if self.zone is UTC_ZONE and self.local.time() != time():
            return self.instant.astimezone(floating).date()
        return self.local.date()

    @property
    def instant(self) -> datetime:
        """The instant; for a date, its midnight in UTC, to compare it with other dates."""
        return instant_of(self.local, self.zone or UTC)


class ExtraDate(NamedTuple):
    """An RDATE; one that is a period has its own duration."""

    moment: Moment
    duration: Duration | None


@dataclass(slots=True)
class ParsedEvent:
    """One VEVENT: a single event, a series, or the change of one occurrence."""

    properties: dict[str, list[Property]]
    start: Moment
    floating: tzinfo  # of times without a zone
    duration: Duration = NO_LENGTH
    sequence: int = 0
    rules: list[MomentRule] = field(default_factory=list)
    excluded_rules: list[MomentRule] = field(default_factory=list)
    extra: list[ExtraDate] = field(default_factory=list)
    excluded: list[Moment] = field(default_factory=list)
    recurrence_id: Moment | None = None
    and_future: bool = False

    def text(self, name: str) -> str:
        """Return the first value of a text property; empty if there is none."""
        return text_of(self.properties, name)

    @property
    def repeats(self) -> bool:
        """Whether its UID has more than one occurrence."""
        return any(name in self.properties for name in REPEATING)

    @property
    def cancelled(self) -> bool:
        return self.text("STATUS").upper() == "CANCELLED"


class EventParser:
    """Parses the events of one file."""

    def __init__(self, zones: Zones, ignored: IgnoredEntries) -> None:
        self.zones = zones
        self.ignored = ignored
        self.title = ""

    def parse(self, text: bytes) -> ParsedEvent:
        """Parse the lines of an event. Raises `InvalidEvent`, which is reported."""
        properties = properties_of(text)
        self.title = text_of(properties, "SUMMARY")
        changes = "RECURRENCE-ID" in properties
        recurrence_id = self._only(properties, "RECURRENCE-ID", self.zones.floating)
        start = self._only(properties, "DTSTART", self.zones.floating)
        event = ParsedEvent(
            properties,
            start or Moment(datetime.min, None),  # noqa: DTZ901
            self.zones.floating,
        )
        if start is None and recurrence_id and event.cancelled:
            start = recurrence_id  # a cancelled occurrence needs no start
        if start is None or (changes and recurrence_id is None):
            self._ignore(Reason.CHANGE if changes else Reason.START)
            raise InvalidEvent
        event.start = start
        event.sequence = _sequence(properties)
        event.duration = self._duration(properties, start)
        if recurrence_id:
            event.recurrence_id = recurrence_id
            parameters = properties["RECURRENCE-ID"][0].parameters
            event.and_future = parameters.get("RANGE") == "THISANDFUTURE"
        else:
            self._parse_recurrence(event)
        return event

    def _parse_recurrence(self, event: ParsedEvent) -> None:
        event.rules = list(self._rules(event, "RRULE"))
        event.excluded_rules = list(self._rules(event, "EXRULE"))
        if "RDATE" in event.properties:
            event.extra = list(self._extra_dates(event))
        if "EXDATE" in event.properties:
            event.excluded = list(self._excluded_dates(event))

    def _ignore(self, reason: Reason) -> None:
        self.ignored.add(self.title, reason)

    def _only(
        self, properties: dict[str, list[Property]], name: str, floating: tzinfo
    ) -> Moment | None:
        """Return the first valid value of a property; the RFC allows only one."""
        for property_ in properties.get(name, ()):
            try:
                return self._moment(property_, property_.value, floating)
            except (ValueError, OverflowError):
                continue
        return None

    def _moment(self, property_: Property, text: str, floating: tzinfo) -> Moment:
        """Parse a moment; one in an unknown zone is `floating`. Raises ValueError."""
        name = property_.parameters.get("TZID", "")
        local, is_date, in_utc = parse_moment(text)
        if is_date or property_.parameters.get("VALUE", "").upper() == "DATE":
            return Moment(local.replace(hour=0, minute=0, second=0), None)
        if in_utc:
            return Moment(local, UTC_ZONE)
        zone = self.zones.find(name) if name else None
        if name and zone is None:
            self._ignore(Reason.ZONE)
        moment = Moment(local, zone or floating, named=zone is not None)
        moment.instant  # noqa: B018 - raises OverflowError in the years 1 and 9999
        return moment

    def _duration(self, properties: dict[str, list[Property]], start: Moment) -> Duration:
        default = Duration(1, timedelta()) if start.is_date else NO_LENGTH
        zone = start.zone or self.zones.floating
        if "DTEND" in properties:
            end = self._only(properties, "DTEND", zone)
            if end is None:
                self._ignore(Reason.END)
            else:
                return self._until(start, end, default)
        if "DURATION" not in properties:
            return default
        try:
            duration = parse_duration(properties["DURATION"][0].value)
            (start.local + timedelta(duration.days) + duration.exact + ONE_DAY).year  # noqa: B018
        except (ValueError, OverflowError):
            self._ignore(Reason.END)
            return default
        return _whole_days(duration) if start.is_date else duration

    def _until(self, start: Moment, end: Moment, default: Duration) -> Duration:
        """Return the exact time until DTEND, also for all occurrences (RFC 5545 §3.8.5.3)."""
        if start.is_date:
            days = (end.local.date() - start.local.date()).days
            days += not end.is_date and end.local.time() > datetime.min.time()
            if days < 0:
                self._ignore(Reason.ORDER)
            return Duration(max(days, 1), timedelta())
        if end.is_date:
            self._ignore(Reason.END)
            return default
        length = end.instant - start.instant
        if start.is_skipped and start.zone == end.zone:
            length = end.local - start.local
        if length < timedelta():
            self._ignore(Reason.ORDER)
        return Duration(0, max(length, timedelta()))

    def _rules(self, event: ParsedEvent, name: str) -> Iterator[MomentRule]:
        values = event.properties.get(name, [])
        if len(values) > MAX_RULES:
            self._ignore(Reason.RULE)
            return
        for value in values:
            try:
                zone = event.start.zone or event.floating
                rule = parse_tolerantly(value.value, zone, timed=not event.start.is_date)
            except (InvalidRule, OverflowError):
                self._ignore(Reason.RULE)
                continue
            if rule:
                yield rule

    def _extra_dates(self, event: ParsedEvent) -> Iterator[ExtraDate]:
        floating = event.start.zone or self.zones.floating
        for property_, text in self._dates(event, "RDATE"):
            begin, slash, end = text.partition("/")
            try:
                moment = _like(event.start, self._moment(property_, begin, floating))
                duration = self._period(property_, moment, end) if slash else None
            except (ValueError, OverflowError):
                self._ignore(Reason.DATES)
                continue
            yield ExtraDate(moment, duration)

    def _period(self, property_: Property, start: Moment, end: str) -> Duration:
        if "P" in end.upper():
            return parse_duration(end)
        return self._until(start, self._moment(property_, end, start.zone or UTC), NO_LENGTH)

    def _excluded_dates(self, event: ParsedEvent) -> Iterator[Moment]:
        floating = event.start.zone or self.zones.floating
        for property_, text in self._dates(event, "EXDATE"):
            try:
                yield self._moment(property_, text, floating)
            except (ValueError, OverflowError):
                self._ignore(Reason.DATES)

    def _dates(self, event: ParsedEvent, name: str) -> Iterator[tuple[Property, str]]:
        count = 0
        for property_ in event.properties[name]:
            for text in property_.value.split(","):
                if not text.strip():
                    continue
                count += 1
                if count > MAX_DATES:
                    self._ignore(Reason.DATES)
                    return
                yield property_, text


def properties_of(text: bytes) -> dict[str, list[Property]]:
    properties: dict[str, list[Property]] = defaultdict(list)
    for line in text.split(b"\n"):
        name = line[:14].partition(b":")[0].partition(b";")[0].strip().upper()
        if parsed := parse_property(line, is_date=name in DATE_PROPERTIES):
            properties[parsed.name].append(parsed)
    return dict(properties)


def text_of(properties: dict[str, list[Property]], name: str) -> str:
    """Return the first value of a text property; empty if there is none."""
    values = properties.get(name)
    return unescape(values[0].value).replace("\x00", "").strip() if values else ""


def _sequence(properties: dict[str, list[Property]]) -> int:
    text = properties["SEQUENCE"][0].value.strip() if "SEQUENCE" in properties else ""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 12 else 0


def _whole_days(duration: Duration) -> Duration:
    """Return the length of an all-day event: at least a day."""
    days = duration.days - (-duration.exact // ONE_DAY)
    return Duration(max(days, 1), timedelta())


def _like(start: Moment, moment: Moment) -> Moment:
    """Return an extra date as what the start is: all day, or at the start's time."""
    if start.is_date:
        return Moment(datetime.combine(moment.local.date(), datetime.min.time()), None)
    if moment.is_date:
        return Moment(datetime.combine(moment.local.date(), start.local.time()), start.zone)
    return moment
