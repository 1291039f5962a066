"""The planning problem of one request: its time range and the rows that may take part."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from core.models import Preferences, User
from tasks.editing.commands import Chunk
from tasks.models import Task
from tasks.planning.proposals.events import AllDayEvent
from tasks.planning.proposals.hours import FOCUS, Hours, read_hours
from tasks.planning.proposals.ideal import ideal_spans
from tasks.planning.proposals.request import PlanRequest, TimeRange, time_range
from tasks.planning.proposals.timegrid import GRID, TimeGrid, up
from tasks.planning.solver import (
    ENERGY_OF_CLARITY,
    PERSONAL,
    WEIGHT_OF_IMPACT,
    Block,
    Chunks,
    Problem,
    Span,
)
from tasks.planning.solver import Task as SolverTask

NO_DEADLINE = 1 << 40  # later than any deadline
# Minutes, unless the task has chunk sizes.
SHORTEST_CHUNK, LONGEST_CHUNK = 30, 120
SHORTEST_BY_HAND = 5  # minutes, of a task that the person split


class Candidate(NamedTuple):
    """A task, or one day of a series, that may take part in a plan.

    ``blocks`` lie within the range; a ``fixed`` row keeps them, other rows keep those that the
    person ``promised``. A row that must stay on its day is planned between ``earliest`` and
    ``latest``. ``passed`` are blocks that ended without the row being done; ``done`` are the stored
    chunks that ended before the remaining ones; ``minutes`` come after these. ``rest`` are minutes
    of its duration that neither its blocks nor this plan take. ``meant`` says that the person
    intends the row for this range; ``daily`` is its fair share of a day in minutes (0: none).
    """

    key: str
    task_id: int
    instance_id: int | None
    title: str
    domain_id: int | None
    hours: str
    impact: int
    clarity: str
    minutes: int
    position: float
    ideal_time: str = ""
    deadline: int | None = None
    hard: bool = False
    earliest: int | None = None
    latest: int | None = None
    chunks: tuple[int, int] | None = None
    blocks: tuple[Block, ...] = ()
    promised: tuple[Block, ...] = ()
    passed: tuple[Block, ...] = ()
    done: tuple[Chunk, ...] = ()
    rest: int = 0
    fixed: bool = False
    meant: bool = False
    daily: int = 0

    @property
    def urgency(self) -> tuple[bool, bool, bool, int, int, float]:
        """Return a sort key that puts the most pressing row first."""
        deadline = NO_DEADLINE if self.deadline is None else self.deadline
        return (
            not self.fixed,
            not self.blocks,
            not self.meant,
            deadline,
            self.impact,
            self.position,
        )

    @property
    def done_minutes(self) -> int:
        return sum(chunk["minutes"] for chunk in self.done)

    @property
    def block_minutes(self) -> int:
        return sum(block.end - block.begin for block in self.blocks)

    @property
    def is_partial(self) -> bool:
        """Tell whether the chunks of the row leave a part of its duration for this plan."""
        return bool(self.blocks or self.done) and self.block_minutes < self.minutes

    @property
    def duration(self) -> int:
        """Return the minutes of the whole row, done ones included."""
        return self.done_minutes + self.minutes + self.rest

    def with_duration(self, minutes: int) -> Candidate:
        """Return the row with another duration, unless its blocks take all of it already."""
        if (self.blocks or self.done) and not self.is_partial:
            return self
        return self._replace(minutes=max(minutes - self.done_minutes, self.block_minutes, GRID))

    def as_preferred(self) -> Candidate:
        """Return the row as one of high impact that is meant for this plan."""
        return self._replace(impact=Task.Impact.HIGH, meant=True)

    def released(self) -> Candidate:
        """Return the row free to go anywhere: no promise, and on any day."""
        free = self._replace(fixed=False, promised=(), latest=None)
        return (
            free._replace(meant=True) if self.instance_id is None else free._replace(earliest=None)
        )

    def movable(self) -> Candidate:
        """Return the row without promises, but bound to its day."""
        return self._replace(fixed=False, promised=())

    @property
    def pinned(self) -> tuple[Block, ...]:
        """Return the blocks that the planner leaves where they are."""
        return self.blocks if self.fixed else self.promised

    def split_by_default(self, preferences: Preferences) -> Candidate:
        """Return a long task in chunks between two breaks, unless it says how it is split.

        A day of a series has one time, so it stays in one block. What is in chunks already stays
        split.
        """
        if self.chunks or self.instance_id is not None:
            return self
        lengths = [block.end - block.begin for block in self.blocks]
        if 0 < preferences.split_above < self.duration:
            most = preferences.break_after or LONGEST_CHUNK
            sizes = (min([SHORTEST_CHUNK, *lengths]), max([most, *lengths]))
            return self._replace(chunks=sizes)
        if lengths[1:] or self.is_partial:
            return self._replace(chunks=(SHORTEST_BY_HAND, self.minutes))
        return self

    def within_focus(self, hours: Collection[str]) -> Candidate:
        """Return the row with focus time among its hours, if there is any and it needs that."""
        group = self.hours + FOCUS
        is_demanding = self.clarity == Task.Clarity.BRAINSTORM
        return self._replace(hours=group) if is_demanding and group in hours else self

    def solver_task(self, after: tuple[str, ...], ideal: tuple[Span, ...]) -> SolverTask:
        """Return the row as a task of the solver, its duration rounded up to the grid."""
        minutes = up(self.minutes)
        if self.fixed:
            minutes = sum(block.end - block.begin for block in self.blocks)
        return SolverTask(
            id=self.key,
            minutes=minutes,
            weight=WEIGHT_OF_IMPACT[self.impact],
            energy=ENERGY_OF_CLARITY[self.clarity],
            deadline=self.deadline,
            hard=self.hard,
            earliest=self.earliest,
            after=after,
            hours=self.hours,
            chunks=self._chunk_sizes(minutes),
            partial=True,
            latest=None if self.fixed else self.latest,
            meant=self.meant,
            domain=str(self.domain_id or ""),
            ideal=ideal,
            daily=self.daily,
        )

    def _chunk_sizes(self, minutes: int) -> Chunks | None:
        if self.chunks is None or self.fixed:
            return None
        least, most = (up(size) for size in self.chunks)
        return Chunks(min(least, minutes), max(most, least)) if least < minutes else None


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """What a request asks the solver, with the rows behind it.

    ``waiting`` lists rows that cannot be planned, each with the rows it waits for; ``all_day`` the
    busy all-day events.
    """

    request: PlanRequest
    timegrid: TimeGrid
    hours: Hours
    range: TimeRange
    problem: Problem
    rows: Mapping[str, Candidate] = field(default_factory=dict)
    waiting: dict[str, list[str]] = field(default_factory=dict)
    all_day: tuple[AllDayEvent, ...] = ()

    @classmethod
    def empty(cls, user: User, request: PlanRequest) -> PlanProblem:
        """Return the problem before any task is read. Raise `Rejected` for an impossible range."""
        timegrid = TimeGrid.of_person(user)
        hours = read_hours(user, timegrid)
        range_ = time_range(user, request, hours)
        problem = Problem(
            tasks=(),
            hours={},
            now=range_.now,
            until=range_.until,
            buffer=up(user.preferences.buffer_minutes),
            lunch_minutes=up(user.preferences.lunch_minutes),
            break_after=user.preferences.break_after,
            break_minutes=up(user.preferences.break_minutes),
            rates=PERSONAL,
        )
        return cls(request, timegrid, hours, range_, problem)

    @property
    def meant(self) -> frozenset[str]:
        """Return the keys of the rows that the person intends for this range."""
        return frozenset(key for key, row in self.rows.items() if row.meant)

    @property
    def before(self) -> tuple[Block, ...]:
        """Return the blocks as the rows have them now."""
        rows = (row for key, row in self.rows.items() if key not in self.waiting)
        return tuple(block for row in rows for block in row.blocks)

    @property
    def passed(self) -> tuple[Block, ...]:
        """Return the blocks that ended without their row being done."""
        return tuple(block for row in self.rows.values() for block in row.passed)

    def giving_up_for(self, urgent: tuple[str, ...]) -> PlanProblem:
        """Return the problem without lunch, breaks, buffer and share for these tasks."""
        return replace(self, problem=replace(self.problem, urgent=urgent))

    def with_rows(
        self, rows: Mapping[str, Candidate], waits: Mapping[str, list[str]]
    ) -> PlanProblem:
        """Return the problem with these rows, without those in ``waiting``."""
        planned = [row for key, row in rows.items() if key not in self.waiting]
        ideal = {
            text: ideal_spans(text, self.range, self.hours)
            for text in {row.ideal_time for row in planned}
        }
        problem = replace(
            self.problem,
            tasks=tuple(
                row.solver_task(tuple(waits.get(row.key, ())), ideal[row.ideal_time])
                for row in planned
            ),
            pinned=tuple(block for row in planned for block in row.pinned),
            current=tuple(block for row in planned for block in row.blocks),
        )
        return replace(self, rows=rows, problem=problem)
