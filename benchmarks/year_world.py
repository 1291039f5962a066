"""Generate the people of a simulated year: their hours, meetings, sick days and tasks.

Everything that happens to a person is drawn before the year begins, so every policy lives through
the same year (common random numbers). Minutes count from midnight of the first day; weeks have
seven days, and five of them are worked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp
from random import Random
from typing import NamedTuple

from tasks.planning.solver import Span

DAY = 24 * 60
GRID = 5
IMPACTS = (1, 2, 3, 4)
IMPACT_SHARES = (12, 28, 35, 25)
ESTIMATES = (15, 30, 45, 60, 90, 120, 180, 240, 300)
ESTIMATE_SHARES = (22, 28, 15, 16, 8, 4, 3, 2, 2)
NOON, AFTERNOON = 12 * 60, 15 * 60
HARD = 0.8  # of the deadlines; new ones are hard unless the person says otherwise
SICK_DAYS = 0.024  # of all days, beside the day after
LONGEST_FACTOR = 4.0  # of an estimate; the timer of a longer one was left running
LUNCH = Span(690, 840)
LUNCH_MINUTES = 45
DOMAINS = ("Work", "Home", "Study")


@dataclass(frozen=True, slots=True)
class Person:
    """A way of working: hours, how full the days are, meetings per day, and errors of estimates.

    ``load`` is the work that arrives as a share of what a plan may fill; ``bias`` is the median of
    actual / estimated minutes and ``sigma`` the standard deviation of its logarithm. ``sudden`` is
    the share of meetings that appear at short notice.
    """

    name: str
    begin: int
    end: int
    load: float
    meetings: float
    bias: float
    sigma: float
    sudden: float = 0.5


PEOPLE = (
    Person("steady", 9 * 60, 17 * 60, 0.85, 1.5, 1.10, 0.40),
    Person("manager", 8 * 60 + 30, 17 * 60 + 30, 0.90, 3.5, 1.05, 0.35, 0.6),
    Person("optimist", 9 * 60, 17 * 60, 0.90, 1.0, 1.30, 0.45),
    Person("maker", 10 * 60, 18 * 60, 0.75, 0.7, 1.00, 0.50, 0.4),
    Person("overloaded", 9 * 60, 18 * 60, 1.10, 2.0, 1.15, 0.40),
    Person("careful", 8 * 60, 16 * 60, 0.80, 2.0, 0.90, 0.30, 0.3),
)


class Work(NamedTuple):
    """Something to do, with what only the year knows: when it arrives and how long it takes.

    ``day`` is the midnight of the day to which it belongs: a day of a series, or one that the
    person chose. ``at`` is a time that the person typed: a promise.
    """

    id: str
    arrives: int
    estimate: int
    actual: int
    impact: int
    domain: str
    energy: int = 1
    deadline: int | None = None
    hard: bool = False
    day: int | None = None
    at: int | None = None
    is_habit: bool = False

    @property
    def promise(self) -> Span | None:
        return None if self.at is None else Span(self.at, self.at + self.estimate)


class Meeting(NamedTuple):
    """An event, and the minute at which it appears in the calendar."""

    begin: int
    end: int
    known: int


@dataclass(frozen=True, slots=True)
class World:
    """All that happens to a person during a year, sorted by time."""

    person: Person
    days: tuple[int, ...]
    sick: frozenset[int]
    works: tuple[Work, ...]
    meetings: tuple[Meeting, ...]

    def hours(self, day: int) -> Span:
        return Span(day + self.person.begin, day + self.person.end)


def make_world(person: Person, count: int, seed: int) -> World:
    """Return a year of `count` working days; the same for the same person, count and seed."""
    maker = _Maker(person, count, Random(f"year {seed} {person.name}"))
    return maker.world()


class _Maker:
    def __init__(self, person: Person, count: int, random: Random) -> None:
        self.person = person
        self.random = random
        self.days = [n // 5 * 7 * DAY + n % 5 * DAY for n in range(count)]
        self.domain_bias = {name: random.gauss(0, 0.08) for name in DOMAINS}
        self.works: list[Work] = []
        self.meetings: list[Meeting] = []

    def world(self) -> World:
        sick = frozenset(self._sick())
        for day in self.days:
            self._add_meetings(day)
        habits = [(self._pick((15, 30)), self._pick((2, 3, 3, 4))) for _ in range(2)]
        for number, day in enumerate(self.days):
            self._add_tasks(number, day, habits)
        return World(
            self.person,
            tuple(self.days),
            sick,
            tuple(sorted(self.works, key=lambda work: (work.arrives, work.id))),
            tuple(sorted(self.meetings)),
        )

    def _pick(self, options: tuple[int, ...]) -> int:
        return self.random.choice(options)

    def _sick(self) -> Iterator[int]:
        for before, day in zip([None, *self.days], self.days, strict=False):
            if self.random.random() < SICK_DAYS:
                yield day
                if before is not None and self.random.random() < 0.3:
                    yield before

    def _add_meetings(self, day: int) -> None:
        """Add a daily stand-up, and meetings known long before or only shortly before."""
        person, random = self.person, self.random
        count = int(person.meetings + random.random())
        for _ in range(count):
            length = random.choice((15, 30, 30, 30, 60, 60, 90))
            begin = day + random.randrange(person.begin, person.end - length, 15)
            if random.random() < person.sudden:
                known = max(day + person.begin - 30, begin - random.randrange(15, 240, 5))
            else:
                known = day - random.randrange(1, 7) * DAY
            if self._is_free(begin, begin + length):
                self.meetings.append(Meeting(begin, begin + length, known))

    def _is_free(self, begin: int, end: int) -> bool:
        recent = self.meetings[-12:]
        return all(end <= other.begin or other.end <= begin for other in recent)

    def _add_tasks(self, number: int, day: int, habits: list[tuple[int, int]]) -> None:
        """Add work until its usual duration fills the share of the day that a plan may fill."""
        person, random = self.person, self.random
        meetings = sum(m.end - m.begin for m in self.meetings if m.begin // DAY == day // DAY)
        free = person.end - person.begin - LUNCH_MINUTES - meetings
        room = person.load * free * 0.8 * random.uniform(0.6, 1.4)
        for index, (minutes, impact) in enumerate(habits):
            name = f"h{number}.{index}"
            room -= minutes * person.bias
            self._add(name, day, minutes, impact, DOMAINS[1], day=day, is_habit=True)
        index = 0
        while room > 0:
            room -= self._add_task(f"t{number}.{index}", number, day) * person.bias
            index += 1

    def _add_task(self, name: str, number: int, day: int) -> int:
        random, person = self.random, self.person
        minutes = random.choices(ESTIMATES, ESTIMATE_SHARES)[0]
        impact = random.choices(IMPACTS, IMPACT_SHARES)[0]
        arrives = day + (
            0 if random.random() < 0.4 else random.randrange(person.begin, person.end - 30, GRID)
        )
        domain = random.choice(DOMAINS)
        energy = random.choice((0, 1, 1, 2))
        later = number + int(random.expovariate(1 / 2.5)) + minutes // 120
        due_day = self.days[later] if later < len(self.days) else None
        kind = random.random()
        if kind < 0.06 and due_day and minutes <= 60 and due_day > day:
            return self._add_promise(name, arrives, minutes, impact, domain, due_day)
        if kind < 0.10 and due_day and minutes <= 120 and due_day > day:
            self._add(name, arrives, minutes, impact, domain, energy, day=due_day)
            return minutes
        deadline, hard = None, False
        if kind < 0.62 and due_day is not None:
            deadline = due_day + random.choice((DAY, DAY, DAY, NOON, AFTERNOON))
            hard = random.random() < HARD
            if deadline < arrives + 3 * 60:
                deadline = due_day + DAY
        self._add(name, arrives, minutes, impact, domain, energy, deadline=deadline, hard=hard)
        return minutes

    def _add_promise(
        self, name: str, arrives: int, minutes: int, impact: int, domain: str, day: int
    ) -> int:
        """Add a task with a typed time, in a time free of meetings and other promises."""
        person = self.person
        at = day + self.random.randrange(person.begin, person.end - minutes, 30)
        spans = [work.promise for work in self.works[-200:] if work.promise]
        taken = [*((m.begin, m.end) for m in self.meetings), *spans]
        if all(at + minutes <= begin or end <= at for begin, end in taken):
            self._add(name, arrives, minutes, impact, domain, day=day, at=at)
            return minutes
        return 0

    def _add(
        self,
        name: str,
        arrives: int,
        minutes: int,
        impact: int,
        domain: str,
        energy: int = 1,
        **fields: int | bool | None,
    ) -> None:
        """Add a piece of work with a log-normal duration around its estimate."""
        person = self.person
        factor = exp(self.random.gauss(self.domain_bias[domain], person.sigma)) * person.bias
        actual = max(5, round(minutes * min(factor, LONGEST_FACTOR)))
        work = Work(name, arrives, minutes, actual, impact, domain, energy, **fields)  # type: ignore[arg-type]
        self.works.append(work)
