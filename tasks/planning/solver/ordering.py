"""The order search: decide what gets done, in which gap and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from random import Random

from tasks.planning.solver.chunking import fill, fill_late
from tasks.planning.solver.model import NEVER, Job
from tasks.planning.solver.order import SCAN, Order, Place
from tasks.planning.solver.run_moves import exchange, insertion, relocation
from tasks.planning.solver.runs import Piece, Run

MISSED = 0.9  # share of kicks that start from a missed deadline, if there is one
RUIN = (3, 12)  # fewest and most jobs that a kick removes
ANYWHERE, CHAINED = 0.3, 0.6  # share of kicks that remove any jobs; of the rest, along a chain


class OrderSearch(Order):
    """An order that can be searched."""

    def insert(self, number: int, by: int = NEVER) -> bool:
        """Place an absent job where it costs least, if that is cheaper than its absence.

        A job that can't be split must then end by the minute `by`.
        """
        job, piece = self.model.jobs[number], self.whole_pieces[number]
        if any(not self.job_gaps[first] for first in job.predecessors):
            return False
        if job.chunks:
            return self._insert_chunks(job)
        if by < piece.limit:
            piece = replace(piece, limit=by)
        place = self._cheapest(piece, self.absent[number], *self.window(job))
        if place is None:
            return False
        self.put(self.whole_pieces[number], *place)
        return True

    def remove(self, numbers: Iterable[int]) -> list[int]:
        """Remove jobs with all that wait for them; return the removed numbers in order."""
        removed = {number for number in self.model.dependants(numbers) if self.job_gaps[number]}
        self.take(removed)
        return sorted(removed)

    def improve(self, number: int) -> bool:
        """Move one job to a cheaper place, or place it; tell whether that worked."""
        if not self.job_gaps[number]:
            return self.insert(number)
        if not any(self.runs[gap].price for gap in self.job_gaps[number]):
            return False
        if self.model.jobs[number].chunks:
            return self._refill(number)
        return self._relocate(number)

    def refine(self, numbers: Sequence[int]) -> bool:
        """Swap pieces within gaps as long as that saves something."""
        before = self.price
        for gap in range(len(self.runs)):
            while self.runs[gap].price and self.runs[gap].tight and self._swap_in(gap):
                pass
        return self.price < before

    def kick(self, random: Random) -> Sequence[int]:
        """Remove a costly job and some others; put it back first, then the others.

        Predecessors that come too late for it go back before it. Return all jobs.
        """
        costly = self._missed_jobs(random) or self.costly_jobs()
        if not costly:
            return ()
        focus = random.choice(costly)
        count = random.randint(*RUIN)
        overdue = self._overdue(focus)
        if overdue:
            late = random.choice(list(overdue))
            first, rivals = [*overdue, focus], self.rivals(late, overdue[late])
        else:
            first, rivals = self._rivals_of(focus, count, random)
        chosen = random.sample(rivals, min(len(rivals), count))
        removed = self.remove([*first, *chosen])
        random.shuffle(removed)
        for number in (*first, *removed, *sorted(removed)):
            if not self.job_gaps[number]:
                self.insert(number, overdue.pop(number, NEVER))
        return range(len(self.model.jobs))

    def _rivals_of(self, focus: int, count: int, random: Random) -> tuple[list[int], list[int]]:
        """Return the jobs to put back first, and others to choose from.

        The others are any jobs, or those in its way, or those in the way of one of these.
        """
        rivals = self.rivals(focus, self.model.jobs[focus].due) or self.rivals(focus)
        if random.random() < ANYWHERE or len(self.runs) == 1:
            return [focus], [number for number, gaps in enumerate(self.job_gaps) if gaps]
        if rivals and random.random() < CHAINED:
            rival = random.choice(rivals)
            return [focus, rival], self._neighbourhood(rival, count, random)
        return [focus], rivals

    def _overdue(self, focus: int) -> dict[int, int]:
        """Return predecessors that end too late for a job: number → when it should end."""
        ends = self.model.latest_ends(focus)
        return {n: by for n, by in ends.items() if not self.job_gaps[n] or self.span(n).end > by}

    def _neighbourhood(self, number: int, count: int, random: Random) -> list[int]:
        """Choose neighbours within the gaps that a job could use."""
        middle = random.choice(self.gaps_of(self.model.jobs[number]))
        runs = self.runs[max(0, middle - 1) : middle + 2]
        near = [piece.job for run in runs for piece in run.pieces]
        start = random.randrange(max(1, len(near) - count + 1))
        return sorted(set(near[start : start + count]))

    def costly_jobs(self) -> list[int]:
        """Return the jobs that are late, or absent though their window is open."""
        late = {
            piece.job
            for run in self.runs
            if run.price
            for piece, minutes in zip(run.pieces, run.late, strict=True)
            if minutes > 0
        }
        hopeless = {job.number for job in self.model.jobs if not self.gaps_of(job)}
        return [
            n for n, gaps in enumerate(self.job_gaps) if n in late or not (gaps or n in hopeless)
        ]

    def _missed_jobs(self, random: Random) -> list[int]:
        """Return the absent jobs that cost most, most of the time: nothing outweighs them."""
        if random.random() > MISSED:
            return []
        return [
            n
            for n, gaps in enumerate(self.job_gaps)
            if not gaps and self.absent[n] >= self.scale.missed and self.gaps_of(self.model.jobs[n])
        ]

    def rivals(self, number: int, by: int = NEVER) -> list[int]:
        """Return the placed jobs in gaps that a job could use before a minute."""
        gaps = self.gaps_of(self.model.jobs[number])
        runs = [self.runs[gap] for gap in gaps if self.runs[gap].gap.begin < by]
        return sorted({piece.job for run in runs for piece in run.pieces})

    def _relocate(self, number: int) -> bool:
        job, piece, gap = (
            self.model.jobs[number],
            self.whole_pieces[number],
            self.job_gaps[number][0],
        )
        run = self.runs[gap]
        position = run.pieces.index(piece)
        low, high = self.window(job)
        first, last = _within(gap, low, high, len(run.pieces))
        self.budget.spend(len(run.pieces) + SCAN)
        gain, inner = _relocation(run, position, self.buffer, first, last - 1)
        if low[0] != high[0] and self._move_to_other_gap(job, position, gain, low, high):
            return True
        if gain:
            self.set_run(gap, run.moved(position, inner, self.buffer))
        return gain > 0

    def _move_to_other_gap(
        self, job: Job, position: int, above: int, low: Place, high: Place
    ) -> bool:
        """Move a job to another gap if that saves more than `above`."""
        gap, piece = self.job_gaps[job.number][0], self.whole_pieces[job.number]
        rest = self.runs[gap].removed(position, self.buffer)
        below = self.runs[gap].price - rest.price - above
        if below <= 0:
            return False
        place = self._cheapest(piece, below, low, high, skip=gap)
        if place is None:
            return False
        self.take({job.number})
        self.put(piece, *place)
        return True

    def _cheapest(
        self, piece: Piece, below: int, low: Place, high: Place, skip: int = -1
    ) -> tuple[int, int] | None:
        """Return the (gap, position) that adds least to the price, if less than `below`."""
        best = None
        for gap in range(low[0], high[0] + 1):
            run = self.runs[gap]
            end = max(run.gap.begin, piece.release) + piece.minutes
            if end > piece.limit or (end - piece.due) * piece.weight >= below:
                break
            if gap == skip or piece.minutes > run.space or piece.group not in run.gap.windows:
                continue
            self.budget.spend(len(run.pieces) + SCAN)
            first, last = _within(gap, low, high, len(run.pieces))
            move = insertion(run, piece, self.buffer, first, last, below)
            if move:
                best, below = (gap, move.position), move.price
        return best

    def _swap_in(self, gap: int) -> bool:
        run = self.runs[gap]
        pieces = run.pieces
        late = [w if minutes > 0 else 0 for w, minutes in zip(run.weights, run.late, strict=True)]
        prefix = list(accumulate(late, initial=0))
        self.budget.spend(len(pieces) * len(pieces) // 2)
        free = [index for index, piece in enumerate(pieces) if self._is_free(piece.job)]
        for count, position in enumerate(free, start=1):
            move = exchange(run, position, free[count:], prefix)
            if move:
                self.set_run(gap, run.exchanged(position, move.position, self.buffer))
                return True
        return False

    def _is_free(self, number: int) -> bool:
        """Tell whether a job has one piece and no dependencies."""
        job = self.model.jobs[number]
        return not (job.predecessors or job.successors or job.chunks)

    def _refill(self, number: int) -> bool:
        before = self.snapshot()
        self.take({number})
        if self._insert_chunks(self.model.jobs[number]) and self.price < before.price:
            return True
        self.restore(before)
        return False

    def _insert_chunks(self, job: Job) -> bool:
        """Fill idle time with a job that may be split, from either end, pushing nothing."""
        assert job.chunks  # noqa: S101
        before = self.snapshot()
        holes = list(self.holes(job))
        late = fill_late(holes, job.minutes, job.chunks, self.buffer)
        early = fill(holes, job.minutes, job.chunks, self.buffer)
        for spans in (late, early) if job.due == NEVER else (early, late):
            for span in spans:
                is_last = span is spans[-1]
                self.put_at(span.begin, self.piece(job, span.end - span.begin, last=is_last))
            if self.price < before.price:
                return True
            self.restore(before)
        return False


def _within(gap: int, low: Place, high: Place, length: int) -> tuple[int, int]:
    """Return the part of a range of places that lies in one gap, as positions."""
    first = low[1] if gap == low[0] else 0
    last = min(high[1], length) if gap == high[0] else length
    return first, last


def _relocation(run: Run, position: int, buffer: int, low: int, high: int) -> tuple[int, int]:
    """Return the most that moving a piece within its run saves, and to which position."""
    if run.tight:
        move = relocation(run, position, buffer, low, high)
        return (-move.price, move.position) if move else (0, position)
    rest = run.removed(position, buffer)
    gain = run.price - rest.price
    move = insertion(rest, run.pieces[position], buffer, low, high, gain)
    return (gain - move.price, move.position) if move else (0, position)
