"""Data classes of a planning problem and its plan.

Every instant is a whole number of minutes since an epoch that the caller chooses, for example
1970 in UTC. Spans are half-open: ``[begin, end)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tasks.planning.solver.rates import CLASSICAL, Rates

# Weight by impact (1 High … 4 Min), and needed energy by clarity.
WEIGHT_OF_IMPACT: Mapping[int, int] = {1: 27, 2: 9, 3: 3, 4: 1}
ENERGY_OF_CLARITY: Mapping[str, int] = {"autopilot": 0, "normal": 1, "brainstorm": 2}


class Span(NamedTuple):
    """A half-open span of time, in minutes."""

    begin: int
    end: int


class Block(NamedTuple):
    """One chunk of a task in the calendar; it occupies ``[begin, end)``."""

    begin: int
    end: int
    task: str


class EnergyStep(NamedTuple):
    """A person's energy during ``[begin, end)``: 0 low, 1 normal, 2 high."""

    begin: int
    end: int
    level: int


class Chunks(NamedTuple):
    """How a task may be split: the shortest and the longest chunk, in minutes.

    If the duration can't be cut into such chunks, ``least`` is lowered to an equal share:
    100 minutes in chunks of 60 to 80 become two chunks of 50.
    """

    least: int
    most: int


class Day(NamedTuple):
    """A local day and its rules.

    Blocks may take ``capacity`` minutes of it (None: any), a share of its free time. ``lunch`` is
    the span within which the problem's ``lunch_minutes`` stay free in one stretch (None: no lunch).
    """

    begin: int
    end: int
    capacity: int | None = None
    lunch: Span | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A task to plan.

    ``weight`` (≥ 1) multiplies the cost of lateness and of leaving the task out. A ``hard``
    deadline is a constraint, a soft one adds cost. ``after`` lists tasks that must be finished
    first; ``hours`` is the group of hours that the task may use. A task without ``chunks`` is done
    in one block; a ``partial`` one with chunks may be planned as far as it fits. A task with
    ``latest`` belongs to the time from ``earliest`` to ``latest``, such as a day that the person
    chose. ``meant`` tasks are intended for the time of the plan. ``ideal`` are times that suit it
    best (empty: any), and ``daily`` is its fair share of one day in minutes (0: none). A ``rest``
    is no work: lunch.
    """

    id: str
    minutes: int
    weight: int = 1
    energy: int = 1
    deadline: int | None = None
    hard: bool = False
    earliest: int | None = None
    after: tuple[str, ...] = ()
    hours: str = "default"
    chunks: Chunks | None = None
    partial: bool = False
    latest: int | None = None
    meant: bool = False
    domain: str = ""
    ideal: tuple[Span, ...] = ()
    daily: int = 0
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that the solver plans, and everything it plans around.

    ``hours`` holds the working time of each group. ``busy`` is the time of events; the caller
    omits free and declined ones and passes all-day events as spans. ``buffer`` minutes separate
    two blocks, and a block from an event, but not a block from the edge of the hours. Nothing is
    planned before ``now`` or after ``until``. ``pinned`` blocks are promises: they stay even if
    they collide. ``current`` are the accepted blocks, which may move at a price; it may repeat
    pinned ones. Times outside all ``energy`` steps suit every task.

    ``days`` are the local days, sorted; without any, a day is 1440 minutes. After ``break_after``
    minutes of work (0: never) come ``break_minutes`` without any. The rules of days, breaks and the
    buffer bind only blocks that change, and none of the ``urgent`` tasks, for whose hard deadlines
    they were given up.
    """

    tasks: tuple[Task, ...]
    hours: Mapping[str, tuple[Span, ...]]
    now: int
    until: int
    busy: tuple[Span, ...] = ()
    buffer: int = 0
    energy: tuple[EnergyStep, ...] = ()
    pinned: tuple[Block, ...] = ()
    current: tuple[Block, ...] = ()
    days: tuple[Day, ...] = ()
    lunch_minutes: int = 0
    break_after: int = 0
    break_minutes: int = 0
    urgent: tuple[str, ...] = ()
    rates: Rates = CLASSICAL


class Cost(NamedTuple):
    """The cost of a plan in points; docs/planner.md states and justifies each rate.

    Value, what gets done: ``missed`` hard deadlines, ``late`` soft ones, tasks ``left_out``,
    tasks that ``left_day``, the day the person chose, and accepted blocks ``moved`` to another
    day or removed. Comfort, when it gets done: minutes by which accepted blocks are ``shifted``
    within their day, hours with too little ``energy``, ``delay`` of what matters, hours outside
    the ``ideal`` ones, ``switches`` of domain, ``fragments`` of split tasks, short ``idle`` times,
    and days with more than the fair share of a task (``uneven``).
    """

    missed: int = 0
    late: int = 0
    left_out: int = 0
    left_day: int = 0
    moved: int = 0
    shifted: int = 0
    energy: int = 0
    delay: int = 0
    ideal: int = 0
    switches: int = 0
    fragments: int = 0
    idle: int = 0
    uneven: int = 0

    @property
    def value(self) -> int:
        """Return the sum that decides first."""
        return sum(self[:VALUES])

    @property
    def comfort(self) -> int:
        """Return the sum that decides between plans of equal value."""
        return sum(self[VALUES:])


VALUES = 5  # components of a cost that are summed as value; the others are comfort
NO_COST = Cost()


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan for a problem, pinned blocks included.

    ``left_out`` lists tasks without a block, ``partial`` the minutes that tasks planned in part
    still need, ``urgent`` those for which the rules of days were given up. ``gap`` is the relative
    distance from ``bound``, a proven lower bound of what gets done. ``work`` counts the positions
    that the search examined, ``elapsed`` is in seconds. ``complete`` is False if a budget or a
    cancellation ended the search. A stored plan has no bound and work.
    """

    blocks: tuple[Block, ...]
    left_out: tuple[str, ...]
    cost: Cost
    gap: float
    seed: int
    elapsed: float
    complete: bool = True
    bound: Cost = NO_COST
    work: int = 0
    partial: Mapping[str, int] = field(default_factory=dict)
    urgent: tuple[str, ...] = ()
