"""Data classes of a planning problem and its plan.

Every instant is a whole number of minutes since an epoch that the caller chooses, for example
1970 in UTC. Spans are half-open: ``[begin, end)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

# Weight by impact (1 High … 4 Min), and needed energy by clarity.
WEIGHT_OF_IMPACT: Mapping[int, int] = {1: 8, 2: 4, 3: 2, 4: 1}
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


@dataclass(frozen=True, slots=True)
class Task:
    """A task to plan.

    ``weight`` (≥ 1) is the cost of a late minute and of leaving the task out. A ``hard`` deadline
    is a constraint, a soft one adds cost. ``after`` lists tasks that must be finished first;
    ``hours`` is the group of hours that the task may use. A task without ``chunks`` is done in one
    block.
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


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that the solver plans, and everything it plans around.

    ``hours`` holds the working time of each group. ``busy`` is the time of events; the caller
    omits free and declined ones and passes all-day events as spans. ``buffer`` minutes separate
    two blocks, and a block from an event, but not a block from the edge of the hours. Nothing is
    planned before ``now`` or after ``until``. ``pinned`` blocks stay even if they collide.
    ``current`` is the current plan and may repeat pinned blocks. Times outside all ``energy``
    steps suit every task.
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


class Cost(NamedTuple):
    """The cost of a plan; compared field by field, the first difference decides.

    missed: weight of tasks whose hard deadline passes while they are unplanned; late: minutes ×
    weight after soft deadlines; left_out: weight of unplanned tasks; moved: blocks of the current
    plan that change; shifted: minutes by which they move; mismatch: minutes × levels between the
    energy a task needs and the energy there is; delay: minutes × weight from now to the finish;
    fragments: chunks beyond the first of each task. See docs/planner.md.
    """

    missed: int = 0
    late: int = 0
    left_out: int = 0
    moved: int = 0
    shifted: int = 0
    mismatch: int = 0
    delay: int = 0
    fragments: int = 0


NO_COST = Cost()


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan for a problem, pinned blocks included.

    ``gap`` is the relative distance from ``bound`` at the first component of ``cost`` that isn't
    proven optimal; 0.0 if all are. ``bound`` is a proven lower bound of the first three. ``work``
    counts the positions that the search examined, ``elapsed`` is in seconds. ``complete`` is
    False if a budget or a cancellation ended the search. A stored plan has no bound and work.
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
