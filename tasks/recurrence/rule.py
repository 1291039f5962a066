"""A series' rule: its dates, its two halves when split, and what follows a completion."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Literal, Self, get_args
from zoneinfo import ZoneInfo

from tasks.recurrence import expand, skipped_periods
from tasks.recurrence.grammar import MAX_TEXT, parse, parsed
from tasks.recurrence.gregorian import LAST_ORDINAL, month_of, month_span
from tasks.recurrence.messages import gettext
from tasks.recurrence.parts import InvalidRule, Parts

Kind = Literal["calendar", "after_completion"]
MissingDays = Literal["skip", "clamp"]

MAX_DATES = 1_000  # excluded or extra dates of one series
CENTURY = 36_525  # days; a rule silent for so long at its start is a mistake


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence on naive local dates. Make one with `validated`.

    `starts_on` need not be one of the rule's dates; then it is no instance, and COUNT counts
    the dates that are (docs/recurrence.md says why).
    """

    rrule: str
    starts_on: date
    starts_at: time | None = None
    exdates: tuple[date, ...] = ()
    rdates: tuple[date, ...] = ()
    missing_days: MissingDays = "skip"
    kind: Kind = "calendar"

    @classmethod
    def validated(
        cls,
        rrule: str,
        starts_on: date,
        starts_at: time | None = None,
        exdates: Iterable[date] = (),
        rdates: Iterable[date] = (),
        missing_days: MissingDays = "skip",
        kind: Kind = "calendar",
        *,
        zone: ZoneInfo | None = None,
    ) -> Self:
        """The rule in canonical text, or InvalidRule saying why it cannot be kept.

        `zone` is the owner's; it is needed only to read an UNTIL given in UTC.
        """
        if len(rrule) > MAX_TEXT:
            raise InvalidRule(
                gettext("A repeat rule has at most %(max)d characters.", max=MAX_TEXT)
            )
        parts = parse(rrule, starts_at, zone)
        if parts.freq == "YEARLY" and (parts.weeks or parts.month_days):
            # Other programs differ on what these leave out, so it is written down.
            parts = parts.completed(starts_on)
        excluded, extra = tuple(sorted(set(exdates))), tuple(sorted(set(rdates)))
        rule = cls(str(parts), starts_on, starts_at, excluded, extra, missing_days, kind)
        rule._refuse_fields()
        rule._refuse_silence()
        return rule

    @property
    def parts(self) -> Parts:
        """The parsed rule, as written: without what `starts_on` implies."""
        return parsed(self.rrule)

    def between(self, first: date, last: date) -> list[date]:
        """The dates in [first, last], ascending."""
        days = self.ordinals(first.toordinal(), last.toordinal())
        return [date.fromordinal(day) for day in days]

    def ordinals(self, first: int, last: int) -> Sequence[int]:
        """`between` in proleptic ordinals, for those who need millions of dates."""
        days = self._nominal(first, last)
        if self.exdates or self.rdates:
            extra = (day.toordinal() for day in self.rdates)
            kept = {day for day in extra if first <= day <= last}.union(days)
            days = sorted(kept.difference(day.toordinal() for day in self.exdates))
        return days

    def after(self, day: date) -> date | None:
        """The first date strictly after `day`, or None when the series is over by then."""
        return next(self._dates_from(day.toordinal() + 1), None)

    def preview(self, count: int = 5, since: date | None = None) -> list[date]:
        """The first `count` dates, from `since` on if it is given.

        A series that counts from completion is shown as if each instance were done on its day.
        """
        since = since or date.min
        prompt = self.kind == "after_completion"
        dates = self._promptly_done() if prompt else self._dates_from(since.toordinal())
        return list(itertools.islice((day for day in dates if day >= since), count))

    def last(self) -> date | None:
        """The last date of a series that ends, or None when it does not.

        One that counts from completion has no known last date: only its UNTIL, if any.
        """
        if self.kind == "after_completion":
            return self.parts.until
        bottom, top = self._span()
        if top == LAST_ORDINAL:
            return None
        for near, far in expand.windows(0, top - bottom):
            if days := self.ordinals(top - far, top - near):
                return date.fromordinal(days[-1])
        return date.fromordinal(top)  # every date is excluded

    def split(self, at: date) -> tuple[Self, Self]:
        """Two rules with the same dates: those before `at`, and those from `at` on.

        COUNT, excluded and extra dates are shared out. Raises InvalidRule when a half would
        have no date of the rule: then the whole series is meant, or nothing.
        """
        past = self._nominal(self.starts_on.toordinal(), at.toordinal() - 1)
        if not past:
            raise InvalidRule(gettext("The series starts there: change the whole series instead."))
        following = self._nominal_from(at)
        if following is None:
            raise InvalidRule(gettext("The series is over by that day."))
        head = replace(self.parts, count=None, until=at - timedelta(days=1))
        early = replace(self, rrule=str(head))
        late = replace(self, rrule=str(self._tail(len(past))), starts_on=following)
        return (
            replace(early, exdates=_before(at, self.exdates), rdates=_before(at, self.rdates)),
            replace(late, exdates=_from(at, self.exdates), rdates=_from(at, self.rdates)),
        )

    def after_completion(self, completed_on: date, done: int = 1) -> date | None:
        """The date of the next instance when one was completed on this local date.

        The interval counts from that very day and is never snapped to the old rhythm; a month
        without it gives its last day. None when UNTIL or COUNT ends the series; `done` is the
        number of instances completed so far.
        """
        parts = self.parts
        following = _stepped(completed_on, parts)
        if following is None or (parts.until and following > parts.until):
            return None
        return following if parts.count is None or done < parts.count else None

    def warning(self) -> str:
        """A sentence when some months or years have no date because they lack the day."""
        if self.kind == "after_completion":
            return ""
        parts = self.parts.completed(self.starts_on)
        return skipped_periods.warning(parts, self.starts_on, clamp=self._clamp)

    @property
    def _clamp(self) -> bool:
        return self.missing_days == "clamp"

    def _nominal(self, first: int, last: int) -> Sequence[int]:
        """The dates of the rule itself, before exclusions and extra dates."""
        start = self.starts_on.toordinal()
        if self.kind == "after_completion":
            # The next instance exists only when this one is done.
            return (start,) if first <= start <= last else ()
        return expand.ordinals(self.rrule, self._clamp, start, first, last)

    def _nominal_from(self, day: date) -> date | None:
        if self.kind == "after_completion":
            return None if self.parts.until and day > self.parts.until else day
        return next(replace(self, exdates=(), rdates=())._dates_from(day.toordinal()), None)

    def _tail(self, past: int) -> Parts:
        """What is left of the rule after `past` dates; it will start on one of its dates."""
        if self.kind == "after_completion":
            # How many were done is not known here: COUNT goes along unchanged.
            return self.parts
        parts = self.parts.completed(self.starts_on)
        return replace(parts, count=parts.count - past) if parts.count else parts

    def _span(self) -> tuple[int, int]:
        """No date is outside these two ordinals."""
        start = self.starts_on.toordinal()
        calendar = self.kind == "calendar"
        end = expand.end(self.rrule, self._clamp, start) if calendar else start
        extra = [day.toordinal() for day in self.rdates]
        return min([start, *extra]), max([end, *extra])

    def _dates_from(self, ordinal: int) -> Iterator[date]:
        first, last = self._span()
        days = expand.search(self.ordinals, max(first, ordinal), last, self.parts.interval)
        return map(date.fromordinal, days)

    def _promptly_done(self) -> Iterator[date]:
        day: date | None = self.starts_on
        for done in itertools.count(1):
            if day is None:
                return
            yield day
            day = self.after_completion(day, done)

    def _refuse_fields(self) -> None:
        parts = self.parts
        if self.missing_days not in get_args(MissingDays):
            raise InvalidRule(gettext("Missing days can be skipped or moved back (clamp)."))
        if self.kind not in get_args(Kind):
            raise InvalidRule(gettext("A series counts by the calendar or from completion."))
        if self.starts_at and (self.starts_at.tzinfo or self.starts_at.microsecond):
            raise InvalidRule(
                gettext("The time of a series is local, without a zone, in whole seconds.")
            )
        if len(self.exdates) + len(self.rdates) > MAX_DATES:
            raise InvalidRule(
                gettext("A series has at most %(max)d excluded or extra dates.", max=MAX_DATES)
            )
        if parts.until and parts.until < self.starts_on:
            raise InvalidRule(gettext("The series would end before it starts."))
        if self.kind == "after_completion" and (parts.months or parts.names_a_day or parts.weeks):
            raise InvalidRule(
                gettext("A series that counts from completion has an interval, not days.")
            )

    def _refuse_silence(self) -> None:
        parts = self.parts
        backwards = min(parts.month_days, default=0) < -28 or -366 in parts.year_days
        if self._clamp and backwards and parts.interval > 1:
            # It would move into a period that the rule does not visit.
            raise InvalidRule(
                gettext("A day counted back from the end is moved only in rules with INTERVAL=1.")
            )
        start = self.starts_on.toordinal()
        endless = replace(self, rrule=str(replace(parts, count=None)))
        if not any(endless._nominal(*window) for window in expand.windows(start, start + CENTURY)):
            raise InvalidRule(
                gettext("This rule has no date in the hundred years after its start.")
            )


def _stepped(day: date, parts: Parts) -> date | None:
    """One interval after `day`, or None beyond the calendar's end."""
    ordinal = day.toordinal()
    if parts.freq in ("DAILY", "WEEKLY"):
        ordinal += parts.interval * (7 if parts.freq == "WEEKLY" else 1)
        return date.fromordinal(ordinal) if ordinal <= LAST_ORDINAL else None
    month = month_of(ordinal) + parts.interval * (12 if parts.freq == "YEARLY" else 1)
    if month > month_of(LAST_ORDINAL):
        return None
    first, last = month_span(month)
    return date.fromordinal(min(first + day.day - 1, last))


def _before(at: date, days: tuple[date, ...]) -> tuple[date, ...]:
    return tuple(day for day in days if day < at)


def _from(at: date, days: tuple[date, ...]) -> tuple[date, ...]:
    return tuple(day for day in days if day >= at)
