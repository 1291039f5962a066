"""The shapes a planning problem and its plan are made of: data only, no behaviour.

Every instant is an integer number of minutes since an epoch that the caller chooses (for
instance minutes since 1970 in UTC). Spans are half-open: ``[begin, end)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

# What a task weighs, by impact (1 High … 4 Min), and the energy it needs, by clarity.
WEIGHT_OF_IMPACT: Mapping[int, int] = {1: 8, 2: 4, 3: 2, 4: 1}
ENERGY_OF_CLARITY: Mapping[str, int] = {"autopilot": 0, "normal": 1, "brainstorm": 2}


class Span(NamedTuple):
    """A half-open stretch of time, in minutes."""

    begin: int
    end: int


class Block(NamedTuple):
    """One chunk of a task: it occupies ``[begin, end)``."""

    begin: int
    end: int
    task: str


class EnergyStep(NamedTuple):
    """The energy a person has during ``[begin, end)``: 0 low, 1 normal, 2 high."""

    begin: int
    end: int
    level: int


class Chunks(NamedTuple):
    """How a task may be split: the least and the most minutes of one chunk.

    Where the duration cannot be cut that way, ``least`` gives way to an equal share:
    100 minutes in chunks of 60 to 80 become two of 50.
    """

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Task:
    """Something to plan.

    ``weight`` (≥ 1) is what a late minute costs and what leaving the task out costs. A
    ``hard`` deadline is a constraint, a soft one is a price. ``after`` names the tasks that
    must be finished first, ``hours`` the group of hours the task may be done in. With
    ``chunks`` the task may be split; without, it is done in one chunk.
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
    """What is to be planned, and around what.

    ``hours`` gives the working time of each group of hours; ``busy`` is everything that
    occupies the person (free and declined events left out by the caller, all-day ones as
    spans). ``buffer`` minutes separate neighbours: block and block, block and event; never a
    block and the edge of the hours. Nothing is planned before ``now`` or after ``until``.
    ``pinned`` blocks stay whatever they collide with; ``current`` is the plan as it stands
    (pinned blocks may be repeated in it). Outside every step of ``energy`` nothing mismatches.
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
    """What a plan costs; compared field by field, the first one decides (docs/planner.md).

    missed: weight of the tasks whose hard deadline passes unplanned; late: minutes × weight
    after soft deadlines; left_out: weight of what is not planned; moved: blocks of the current
    plan that do not stay; shifted: minutes by which they move; mismatch: minutes × levels
    between the energy there is and the energy needed; delay: minutes × weight from now to the
    finish; fragments: chunks beyond the first of each task.
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
