"""Expands the entries with one UID: series, their changed occurrences, and single events."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from itertools import islice
from operator import itemgetter

from tasks.calendars.base import Window
from tasks.calendars.limits import Deadline
from tasks.calendars.parsing.events import Moment, ParsedEvent
from tasks.calendars.parsing.ignored import IgnoredEntries, Reason
from tasks.calendars.parsing.properties import Duration
from tasks.calendars.parsing.zones import UTC_ZONE, instant_of
from tasks.recurrence.moments import Budget, MomentRule, TooManyMoments

MAX_OCCURRENCES = 12_000  # of one rule within the window: every hour
MAX_FUTURES = 100  # changes of an occurrence and all later ones, of one UID
ONE_DAY = timedelta(days=1)
EARLIEST = datetime(1, 1, 3)  # noqa: DTZ001 - local; every zone's offset fits before it
LATEST = datetime(9999, 12, 29)  # noqa: DTZ001


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event at one of its times. `stamp` identifies it in its series; empty without one."""

    event: ParsedEvent
    start: Moment
    begin: datetime
    end: datetime
    stamp: str


class SeriesExpander:
    """Expands entries within the days of a person's window."""

    def __init__(
        self, window: Window, zone: tzinfo, ignored: IgnoredEntries, deadline: Deadline
    ) -> None:
        self.deadline = deadline
        self.left, self.budget = MAX_OCCURRENCES, Budget()
        self.days = window.first, window.last + ONE_DAY
        self.first = instant_of(datetime.combine(window.first, time()), zone)
        self.after = instant_of(datetime.combine(window.last + ONE_DAY, time()), zone)
        self.ignored = ignored

    def expand(self, events: Iterable[ParsedEvent]) -> list[Occurrence]:
        """Return every occurrence in the window of the entries that share a UID, in order of time.

        Entries at different times without a recurrence id are different events.
        """
        return sorted(self._occurrences(events), key=lambda occurrence: occurrence.begin)

    def _occurrences(self, events: Iterable[ParsedEvent]) -> Iterator[Occurrence]:
        masters, changes = _split(events)
        several = len(masters) > 1
        self.left, self.budget = MAX_OCCURRENCES, Budget()  # of all rules of these entries
        plans = [self._plan(master, changes) for master in masters]
        owners = _Owners(plans)
        for change in changes:
            yield from self._changed(change, owners.plan_of(change))
        for plan in plans:
            repeats = several or bool(changes) or plan.master.repeats
            yield from self._regular(plan, stamped=repeats)

    def _plan(self, master: ParsedEvent, changes: Sequence[ParsedEvent]) -> Plan:
        self.deadline.check()
        futures = [change for change in changes if change.and_future]
        reach = max(map(_length, (master, *futures)), default=ONE_DAY)
        reach += max((abs(_shift(master, change)) for change in futures), default=timedelta())
        plan = Plan(master)
        for local in self._starts(master, master.rules, reach):
            plan.add(master.start._replace(local=local), master.duration)
        plan.add(master.start, master.duration)
        for moment, duration in master.extra:
            plan.add(moment, duration or master.duration)
        plan.exclude(self._starts(master, master.excluded_rules, reach))
        return plan

    def _starts(
        self, master: ParsedEvent, rules: Iterable[MomentRule], reach: timedelta
    ) -> Iterator[datetime]:
        """Yield the starts of occurrences that may reach into the window, in local time."""
        zone = master.start.zone or UTC
        low = _moved(self.first.astimezone(zone).replace(tzinfo=None), -reach - ONE_DAY)
        high = _moved(self.after.astimezone(zone).replace(tzinfo=None), reach + ONE_DAY)
        for rule in rules:
            moments = rule.between(master.start.local, low, high, self.budget)
            try:
                starts = list(islice(moments, self.left + 1))
                if len(starts) > self.left:
                    raise TooManyMoments
            except TooManyMoments:
                self.ignored.add(master.text("SUMMARY"), Reason.TOO_OFTEN)
            else:
                self.left -= len(starts)
                yield from starts

    def _changed(self, change: ParsedEvent, plan: Plan | None) -> Iterator[Occurrence]:
        """Yield a changed occurrence, and take the regular one out of its series."""
        assert change.recurrence_id  # noqa: S101 - it is a change
        replaced = change.recurrence_id
        if plan:
            replaced = plan.original(change.recurrence_id)
            plan.replace(replaced, change)
            if plan.excludes(replaced.instant):
                return
        yield from self._occurrence(change, change.start, change.duration, _stamp(replaced))

    def _regular(self, plan: Plan, *, stamped: bool) -> Iterator[Occurrence]:
        for key, (moment, duration) in plan.occurrences.items():
            event, start = plan.master, moment
            if future := plan.future(key):
                event, duration = future, future.duration
                start = moment._replace(local=moment.local + _shift(plan.master, future))
            stamp = _stamp(plan.localized(key)) if stamped else ""
            yield from self._occurrence(event, start, duration, stamp)

    def _occurrence(
        self, event: ParsedEvent, start: Moment, duration: Duration, stamp: str
    ) -> Iterator[Occurrence]:
        begin = start.instant
        end = begin
        if duration.days:
            end = Moment(start.local + timedelta(duration.days), start.zone).instant
        end += duration.exact
        first, after = self.first, self.after
        if start.is_date:
            first, after = (
                Moment(datetime.combine(day, time()), None).instant for day in self.days
            )
        if begin < after and (end > first or begin >= first):
            yield Occurrence(event, start, begin, end, stamp)


class Plan:
    """The occurrences of one series by their instant."""

    def __init__(self, master: ParsedEvent) -> None:
        self.master = master
        self.zone = master.start.zone or UTC
        self.occurrences: dict[datetime, tuple[Moment, Duration]] = {}
        self.futures: list[tuple[datetime, ParsedEvent]] = []
        self.excluded = {_localized(master, moment).instant for moment in _timed(master)}
        self.excluded_days = {moment.local.date() for moment in master.excluded if moment.is_date}

    def add(self, moment: Moment, duration: Duration) -> None:
        key = moment.instant
        if not self.excludes(key):
            self.occurrences[key] = moment, duration

    def excludes(self, key: datetime) -> bool:
        """Whether an EXDATE names this occurrence; it also excludes a change of it."""
        if key in self.excluded:
            return True
        return bool(self.excluded_days) and self.localized(key).local.date() in self.excluded_days

    def exclude(self, starts: Iterable[datetime]) -> None:
        for local in starts:
            self.occurrences.pop(Moment(local, self.master.start.zone).instant, None)

    @cached_property
    def days(self) -> dict[date, datetime]:
        """The first regular occurrence of each day, by its local date."""
        days: dict[date, datetime] = {}
        for key in sorted(self.occurrences, reverse=True):
            days[self.localized(key).local.date()] = key
        return days

    def original(self, moment: Moment) -> Moment:
        """Return a recurrence id as the start of an occurrence of this series.

        Programs also write a date for an occurrence with a time, or a time without its zone.
        """
        key = self.days.get(moment.local.date()) if moment.is_date else None
        return self.localized(key) if key else _localized(self.master, moment)

    def localized(self, key: datetime) -> Moment:
        """Return the local time of an occurrence in the zone of the series."""
        return Moment(key.astimezone(self.zone).replace(tzinfo=None), self.master.start.zone)

    def replace(self, original: Moment, change: ParsedEvent) -> None:
        key = original.instant
        self.occurrences.pop(key, None)
        if change.and_future:
            insort(self.futures, (key, change), key=itemgetter(0))

    def future(self, key: datetime) -> ParsedEvent | None:
        """Return the change that applies to an occurrence and all later ones, if any."""
        number = bisect_right(self.futures, key, key=itemgetter(0))
        return self.futures[number - 1][1] if number else None


class _Owners:
    """Finds the series that a change belongs to: one with that occurrence, or else the first."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        self.plans = plans
        self.by_instant: dict[datetime, Plan] = {}
        self.by_day: dict[date, Plan] = {}
        for plan in plans if len(plans) > 1 else ():
            self.by_instant |= dict.fromkeys(plan.occurrences, plan)
            self.by_day |= dict.fromkeys(plan.days, plan)

    def plan_of(self, change: ParsedEvent) -> Plan | None:
        moment = change.recurrence_id
        if not self.plans or moment is None:
            return None
        first = self.plans[0]
        by_day = self.by_day.get(moment.local.date(), first)
        return self.by_instant.get(_localized(first.master, moment).instant, by_day)


def _split(events: Iterable[ParsedEvent]) -> tuple[list[ParsedEvent], list[ParsedEvent]]:
    """Split entries into series or single events, and changes; of two versions the newer counts."""
    masters: dict[tuple[bool, datetime], ParsedEvent] = {}
    changes: dict[tuple[bool, datetime], ParsedEvent] = {}
    for event in events:
        moment = event.recurrence_id or event.start
        versions = changes if event.recurrence_id else masters
        key = moment.is_date, moment.instant
        if key not in versions or event.sequence >= versions[key].sequence:
            versions[key] = event
    futures = [change for change in changes.values() if change.and_future]
    for change in futures[MAX_FUTURES:]:
        change.and_future = False
    return list(masters.values()), list(changes.values())


def _localized(master: ParsedEvent, moment: Moment) -> Moment:
    """Return an EXDATE or RECURRENCE-ID as a date, or a local time in the zone of the series."""
    start = master.start
    if start.is_date:
        return Moment(datetime.combine(moment.day(master.floating), time()), None)
    if moment.is_date:
        return Moment(datetime.combine(moment.local.date(), start.local.time()), start.zone)
    zone = start.zone or UTC
    instant = moment.instant if moment.named else instant_of(moment.local, zone)
    return Moment(instant.astimezone(zone).replace(tzinfo=None), start.zone)


def _timed(master: ParsedEvent) -> Iterator[Moment]:
    return (moment for moment in master.excluded if master.start.is_date or not moment.is_date)


def _length(event: ParsedEvent) -> timedelta:
    return timedelta(event.duration.days) + event.duration.exact


def _shift(master: ParsedEvent, change: ParsedEvent) -> timedelta:
    """Return how far a change moves its occurrence and all later ones (RFC 5545 §3.2.13)."""
    if change.recurrence_id is None or change.start.is_date != master.start.is_date:
        return timedelta()
    zone = master.start.zone or UTC
    original = _localized(master, change.recurrence_id).local
    return change.start.instant.astimezone(zone).replace(tzinfo=None) - original


def _moved(local: datetime, by: timedelta) -> datetime:
    """Move a time, but not out of the years that can be computed."""
    try:
        return min(max(local + by, EARLIEST), LATEST)
    except OverflowError:
        return LATEST if by > timedelta() else EARLIEST


def _stamp(moment: Moment) -> str:
    """Return a recurrence id as text (RFC 5545 §3.8.4.4)."""
    if moment.is_date:
        return f"{moment.local:%Y%m%d}"
    return f"{moment.local:%Y%m%dT%H%M%S}{'Z' * (moment.zone is UTC_ZONE)}"
