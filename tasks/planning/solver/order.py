"""An order: which pieces are in which gap, in which sequence.

It covers only what gets done (missed, late, left out): within a gap everything is packed to
the left. The exact times are up to placement.py.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tasks.planning.solver.budget import Budget
from tasks.planning.solver.cost import absent_cost, by_task, pack, top_packing
from tasks.planning.solver.model import NEVER, Job, Model
from tasks.planning.solver.problem import Block, Span
from tasks.planning.solver.runs import Piece, Run, empty, relay

DAY_MINUTES = 24 * 60
LAST = 1 << 30  # a position behind every piece
SCAN = 20  # work units of starting to scan a run

# A place in the order: (gap, position). Sorts by time.
Place = tuple[int, int]


class Snapshot(NamedTuple):
    """The mutable part of an order."""

    runs: list[Run]
    job_gaps: list[tuple[int, ...]]
    price: int


class Order:
    """One run of pieces per gap; ``price`` is packed, ``job_gaps`` are the gaps of each job."""

    def __init__(self, model: Model, budget: Budget) -> None:
        self.model = model
        self.budget = budget
        self.buffer = model.problem.buffer
        self.scale = top_packing(model.problem)
        rates = model.problem.rates
        # A minute late costs its share of a day late; all prices are whole numbers of such shares.
        self.unit = DAY_MINUTES if rates.late_day else 1
        self.late_minute = rates.late_minute * self.unit + rates.late_day
        self.runs = [empty(gap) for gap in model.gaps]
        self.job_gaps: list[tuple[int, ...]] = [() for _ in model.jobs]
        self.absent = [self._absence(job) for job in model.jobs]
        self.whole_pieces = [self.piece(job, job.minutes, last=True) for job in model.jobs]
        self.price = sum(self.absent)
        self._ends = [gap.end for gap in model.gaps]
        self._begins = [gap.begin for gap in model.gaps]

    def snapshot(self) -> Snapshot:
        """Save the state; cheap because runs are immutable."""
        return Snapshot(self.runs[:], self.job_gaps[:], self.price)

    def restore(self, snapshot: Snapshot) -> None:
        """Return to a saved state."""
        self.runs, self.job_gaps, self.price = (
            snapshot.runs[:],
            snapshot.job_gaps[:],
            snapshot.price,
        )

    def lateness(self) -> int:
        """Return the weighted late minutes within the price."""
        return self.price % self.scale.missed // self.scale.late

    def blocks(self) -> list[Block]:
        """Return the placed pieces as blocks, sorted."""
        jobs = self.model.jobs
        return [
            Block(begin, end, jobs[piece.job].task.id)
            for run in self.runs
            for piece, begin, end in zip(run.pieces, run.begins, run.ends, strict=True)
        ]

    def load(self, blocks: Sequence[Block]) -> None:
        """Take the order from blocks that are known to fit; packed left, none ends later."""
        numbers = {job.task.id: job.number for job in self.model.jobs}
        own = by_task(blocks)
        for block in sorted(blocks):
            job = self.model.jobs[numbers[block.task]]
            last = block == own[block.task][-1]
            whole = len(own[block.task]) == 1
            piece = (
                self.whole_pieces[job.number]
                if whole
                else self.piece(job, block.end - block.begin, last=last)
            )
            self.put_at(block.begin, piece)

    def piece(self, job: Job, minutes: int, *, last: bool) -> Piece:
        """Make a chunk of a job; only the last one carries its lateness."""
        task = job.task
        return Piece(
            job=job.number,
            minutes=minutes,
            weight=self.scale.late * task.weight * self.late_minute
            if last and job.due < NEVER
            else 0,
            due=job.due if last else NEVER,
            release=job.release,
            limit=job.limit,
            group=task.hours,
        )

    def put_at(self, begin: int, piece: Piece) -> None:
        """Put a piece into idle time where it is known to fit."""
        gap = bisect_right(self._begins, begin) - 1
        self.put(piece, gap, bisect_left(self.runs[gap].begins, begin))

    def append(self, gap: int, piece: Piece) -> None:
        """Put a piece behind the others of a gap where it is known to fit."""
        self.put(piece, gap, len(self.runs[gap].pieces))

    def set_run(self, gap: int, run: Run) -> None:
        """Replace the run of a gap by one with the same pieces in another order."""
        self.price += run.price - self.runs[gap].price
        self.runs[gap] = run

    def put(self, piece: Piece, gap: int, position: int) -> None:
        """Put a piece at a position where a scan found that it fits."""
        run = self.runs[gap].inserted(position, piece, self.buffer)
        assert run is not None  # noqa: S101  the caller tried it before
        self.set_run(gap, run)
        if not self.job_gaps[piece.job]:
            self.price -= self.absent[piece.job]
        self.job_gaps[piece.job] = tuple(sorted((*self.job_gaps[piece.job], gap)))

    def take(self, numbers: set[int]) -> None:
        """Remove jobs, even if others wait for them."""
        for gap in {gap for number in numbers for gap in self.job_gaps[number]}:
            old = self.runs[gap]
            rest = [piece for piece in old.pieces if piece.job not in numbers]
            self.set_run(gap, relay(rest, self.buffer, empty(old.gap)))
        for number in numbers:
            self.job_gaps[number] = ()
            self.price += self.absent[number]

    def window(self, job: Job) -> tuple[Place, Place]:
        """Return the first and last place between a job's predecessors and successors."""
        gaps = self.gaps_of(job)
        low, high = (gaps.start, 0), (gaps.stop - 1, LAST)
        for number in job.predecessors:
            gap = self.job_gaps[number][-1]
            low = max(low, (gap, self._positions(number, gap)[-1] + 1))
        for number in job.successors:
            if self.job_gaps[number]:
                gap = self.job_gaps[number][0]
                high = min(high, (gap, self._positions(number, gap)[0]))
        return low, high

    def span(self, number: int) -> Span:
        """Return when a placed job begins and ends."""
        first, last = self.job_gaps[number][0], self.job_gaps[number][-1]
        begin = self.runs[first].begins[self._positions(number, first)[0]]
        return Span(begin, self.runs[last].ends[self._positions(number, last)[-1]])

    def gaps_of(self, job: Job) -> range:
        """Return the numbers of the gaps that overlap a job's window."""
        first, end = bisect_left(self._ends, job.release + 1), bisect_left(self._begins, job.limit)
        return range(first, end)

    def holes(self, job: Job) -> Iterator[Span]:
        """Yield the idle time that a job could use now, in order."""
        job_gaps = self.job_gaps
        earliest, latest = job.release, job.limit
        for number in job.predecessors:
            earliest = max(earliest, self.span(number).end)
        for number in job.successors:
            if job_gaps[number]:
                latest = min(latest, self.span(number).begin)
        for gap in self.gaps_of(job):
            run = self.runs[gap]
            self.budget.spend(len(run.pieces) + SCAN)
            for begin, end in run.gap.idle(job.task.hours, run.begins, run.ends, self.buffer):
                if max(begin, earliest) < min(end, latest):
                    yield Span(max(begin, earliest), min(end, latest))

    def _absence(self, job: Job) -> int:
        price = absent_cost(self.model.problem, job.task, job.minutes)
        # What fixed blocks have made late already doesn't count.
        late = job.task.weight * max(0, self.model.problem.until - job.due) * self.late_minute
        unfinished = self.unit * pack(price._replace(late=0), self.scale)
        return unfinished + self.scale.late * late

    def _positions(self, number: int, gap: int) -> list[int]:
        pieces = self.runs[gap].pieces
        return [index for index, piece in enumerate(pieces) if piece.job == number]
