"""The rule of a series: its dates, how to split it, and the date after a completion."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal, Self, TypeVar, get_args
from zoneinfo import ZoneInfo

from tasks.recurrence import expand, skipped_periods
from tasks.recurrence.grammar import MAX_TEXT, parse, parse_cached
from tasks.recurrence.gregorian import LAST_ORDINAL
from tasks.recurrence.intervals import add_interval
from tasks.recurrence.messages import gettext
from tasks.recurrence.parts import InvalidRule, Parts
from tasks.recurrence.times_of_day import split_times

Kind = Literal["calendar", "after_completion"]
MissingDays = Literal["skip", "clamp"]
Day = TypeVar("Day", bound=date)

MAX_DATES = 1_000  # excluded or extra dates of one series, and excluded times
CENTURY = 36_525  # days; a rule without a date this long after its start is a mistake


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence on naive local dates. Create one with `validated`.

    `starts_on` need not match the rule. If it doesn't, it is not an instance, and COUNT counts
    only the matching dates (docs/recurrence.md explains why). A rule with several `times` has an
    instance at each of them on each date, on `starts_on` only from `starts_at` on, except at the
    `extimes`: a date of the rule and one of its times.
    """

    rrule: str
    starts_on: date
    starts_at: time | None = None
    exdates: tuple[date, ...] = ()
    rdates: tuple[date, ...] = ()
    missing_days: MissingDays = "skip"
    kind: Kind = "calendar"
    times: tuple[time, ...] = ()
    extimes: tuple[datetime, ...] = ()

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
        times: Iterable[time] = (),
        extimes: Iterable[datetime] = (),
        *,
        zone: ZoneInfo | None = None,
    ) -> Self:
        """Return the rule with canonical text, or raise InvalidRule with the reason.

        The owner's `zone` is needed only to convert an UNTIL in UTC.
        """
        if len(rrule) > MAX_TEXT:
            raise InvalidRule(
                gettext("A repeat rule can have at most %(max)d characters.", max=MAX_TEXT)
            )
        rrule, starts_at, moments = split_times(rrule, starts_at, times, zone)
        parts = parse(rrule, starts_at, zone)
        if parts.freq == "YEARLY" and (parts.weeks or parts.month_days):
            # Programs disagree on the defaults of these parts, so the text spells them out.
            parts = parts.with_implied(starts_on)
        excluded, extra = tuple(sorted(set(exdates))), tuple(sorted(set(rdates)))
        rule = cls(str(parts), starts_on, starts_at, excluded, extra, missing_days, kind, moments)
        rule = replace(rule, extimes=tuple(sorted(set(extimes))))
        rule._check_fields()
        rule._check_first_century()
        return rule

    @property
    def parts(self) -> Parts:
        """The parsed rule as written, without the parts that `starts_on` implies."""
        return parse_cached(self.rrule)

    def between(self, first: date, last: date) -> list[date]:
        """Return the dates in [first, last], ascending."""
        days = self.ordinals(first.toordinal(), last.toordinal())
        return [date.fromordinal(day) for day in days]

    def ordinals(self, first: int, last: int) -> Sequence[int]:
        """Return the dates in [first, last] as proleptic ordinals: faster for millions of dates."""
        days = self._rule_ordinals(first, last)
        if self.exdates or self.rdates:
            extra = (day.toordinal() for day in self.rdates)
            dates = {day for day in extra if first <= day <= last}.union(days)
            days = sorted(dates.difference(day.toordinal() for day in self.exdates))
        return days

    def days_at(self, moment: time, days: Sequence[int], day_start: int = 0) -> Sequence[int]:
        """Return which of some days have this one of several times: the first day may start later.

        A time before `day_start` o'clock is of the night after its day.
        """
        first = self.starts_at or moment
        without = {day.toordinal() for day in self.extimes if day.time() == moment}
        if (moment.hour < day_start, moment) < (first.hour < day_start, first):
            without.add(self.starts_on.toordinal())
        return [day for day in days if day not in without] if without else days

    def after(self, day: date) -> date | None:
        """Return the first date strictly after `day`, or None when the series has ended."""
        return next(self._dates_from(day.toordinal() + 1), None)

    def next_between(self, first: date, last: date) -> date | None:
        """Return the first date in [first, last], or None; costs no more than that range."""
        window = max(first, min([self.starts_on, *self.rdates])).toordinal(), last.toordinal()
        days = expand.search(self.ordinals, *window, self.parts.interval, self._is_over)
        return next(map(date.fromordinal, days), None)

    @property
    def is_endless(self) -> bool:
        """Whether neither COUNT nor UNTIL ends the rule."""
        return self.kind == "calendar" and not (self.parts.count or self.parts.until)

    def preview(self, count: int = 5, since: date | None = None) -> list[date]:
        """Return the first `count` dates, starting at `since` if given.

        A series that counts from completion is previewed as if each instance were completed on
        its date.
        """
        since = since or date.min
        if self.kind == "after_completion":
            dates = self._dates_completed_on_time()
        else:
            dates = self._dates_from(since.toordinal())
        return list(itertools.islice((day for day in dates if day >= since), count))

    def last(self) -> date | None:
        """Return the last date of the series, or None when it has no end.

        The last date of a series that counts from completion is unknown: return its UNTIL.
        """
        if self.kind == "after_completion":
            return self.parts.until
        first, last = self._span()
        if last == LAST_ORDINAL:
            return None
        for near, far in expand.windows(0, last - first):
            if days := self.ordinals(last - far, last - near):
                return date.fromordinal(days[-1])
        return date.fromordinal(last)  # every date is excluded

    def split(self, at: date) -> tuple[Self, Self]:
        """Return two rules: one with the dates before `at`, one with the dates from `at`.

        COUNT, excluded and extra dates are divided between them. Raises InvalidRule when
        either would have no date of the rule.
        """
        past = self._rule_ordinals(self.starts_on.toordinal(), at.toordinal() - 1)
        if not past:
            raise InvalidRule(
                gettext("The series has no dates before that day. Change the whole series instead.")
            )
        following = self._first_rule_date(at)
        if following is None:
            raise InvalidRule(gettext("The series ends before that day."))
        head = replace(self.parts, count=None, until=at - timedelta(days=1))
        early = replace(self, rrule=str(head))
        late = replace(self, rrule=str(self._remaining_parts(len(past))), starts_on=following)
        if self.times:
            late = replace(late, starts_at=self.times[0])  # every later day is complete
        exdates, rdates = _divided(at, self.exdates), _divided(at, self.rdates)
        extimes = _divided(at, self.extimes)
        return (
            replace(early, exdates=exdates[0], rdates=rdates[0], extimes=extimes[0]),
            replace(late, exdates=exdates[1], rdates=rdates[1], extimes=extimes[1]),
        )

    def after_completion(self, completed_on: date, done: int = 1) -> date | None:
        """Return the date of the next instance after one was completed on this local date.

        The interval counts from the day of completion, not from the earlier dates; a month that
        lacks the day uses its last. `done` is the number of instances completed so far. Return
        None when UNTIL or COUNT ends the series.
        """
        parts = self.parts
        following = add_interval(completed_on, parts)
        if following is None or (parts.until and following > parts.until):
            return None
        return following if parts.count is None or done < parts.count else None

    def warning(self) -> str:
        """Return a warning when some months or years lack the day, otherwise ""."""
        if self.kind == "after_completion":
            return ""
        parts = self.parts.with_implied(self.starts_on)
        return skipped_periods.warning(parts, self.starts_on, clamp=self._clamp)

    @property
    def _clamp(self) -> bool:
        return self.missing_days == "clamp"

    def _rule_ordinals(self, first: int, last: int) -> Sequence[int]:
        """Return the dates of the rule, before excluded and extra dates are applied."""
        start = self.starts_on.toordinal()
        if self.kind == "after_completion":
            # The next instance exists only once this one is completed.
            return (start,) if first <= start <= last else ()
        return expand.ordinals(self.rrule, self._clamp, start, first, last)

    def _first_rule_date(self, day: date) -> date | None:
        if self.kind == "after_completion":
            return None if self.parts.until and day > self.parts.until else day
        return next(replace(self, exdates=(), rdates=())._dates_from(day.toordinal()), None)

    def _remaining_parts(self, past: int) -> Parts:
        """Return the rule that remains after `past` dates; it starts on one of its dates."""
        if self.kind == "after_completion":
            # The number of completed instances is unknown, so COUNT stays unchanged.
            return self.parts
        parts = self.parts.with_implied(self.starts_on)
        return replace(parts, count=parts.count - past) if parts.count else parts

    def _span(self) -> tuple[int, int]:
        """Return two ordinals that all dates lie between."""
        start = self.starts_on.toordinal()
        calendar = self.kind == "calendar"
        end = expand.end(self.rrule, self._clamp, start) if calendar else start
        extra = [day.toordinal() for day in self.rdates]
        return min([start, *extra]), max([end, *extra])

    def _dates_from(self, ordinal: int) -> Iterator[date]:
        first = min(day.toordinal() for day in [self.starts_on, *self.rdates])
        window = max(first, ordinal), LAST_ORDINAL
        days = expand.search(self.ordinals, *window, self.parts.interval, self._is_over)
        return map(date.fromordinal, days)

    def _is_over(self, ordinal: int) -> bool:
        """Return whether all dates are before this ordinal."""
        start = self.starts_on.toordinal()
        if any(day.toordinal() >= ordinal for day in self.rdates):
            return False
        if self.kind == "after_completion":
            return start < ordinal
        return expand.is_over(self.rrule, self._clamp, start, ordinal)

    def _dates_completed_on_time(self) -> Iterator[date]:
        day: date | None = self.starts_on
        for done in itertools.count(1):
            if day is None:
                return
            yield day
            day = self.after_completion(day, done)

    def _check_fields(self) -> None:
        parts = self.parts
        if self.missing_days not in get_args(MissingDays):
            raise InvalidRule(gettext("Missing days can be “skip” or “clamp”."))
        if self.kind not in get_args(Kind):
            raise InvalidRule(gettext("A series repeats by “calendar” or “after_completion”."))
        if self.starts_at and (self.starts_at.tzinfo or self.starts_at.microsecond):
            raise InvalidRule(gettext("The time of a series must be local time in whole seconds."))
        if max(len(self.exdates) + len(self.rdates), len(self.extimes)) > MAX_DATES:
            raise InvalidRule(
                gettext("A series can have at most %(max)d excluded or extra dates.", max=MAX_DATES)
            )
        if parts.until and parts.until < self.starts_on:
            raise InvalidRule(gettext("The series ends before it starts."))
        if self.kind == "after_completion" and self.times:
            raise InvalidRule(
                gettext("A series that repeats after completion can't repeat several times a day.")
            )
        if self.kind == "after_completion" and (parts.months or parts.names_a_day or parts.weeks):
            raise InvalidRule(
                gettext("A series that repeats after completion can have an interval but no days.")
            )

    def _check_first_century(self) -> None:
        parts = self.parts
        backwards = min(parts.month_days, default=0) < -28 or -366 in parts.year_days
        if self._clamp and backwards and parts.interval > 1:
            # Clamping would move it into a period that the rule skips.
            raise InvalidRule(
                gettext("Days counted from the end can be moved back only with INTERVAL=1.")
            )
        start = self.starts_on.toordinal()
        endless = replace(self, rrule=str(replace(parts, count=None)))
        if not any(
            endless._rule_ordinals(*window) for window in expand.windows(start, start + CENTURY)
        ):
            raise InvalidRule(gettext("This rule has no date within 100 years of its start."))


def _divided(at: date, days: tuple[Day, ...]) -> tuple[tuple[Day, ...], tuple[Day, ...]]:
    """Divide dates, or dates with a time, into those before the date `at` and the others."""
    early = tuple(day for day in days if day.toordinal() < at.toordinal())
    return early, tuple(day for day in days if day.toordinal() >= at.toordinal())
