"""Improve the sequence of the blocks in a gap: rotate some of them, and close idle time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tasks.planning.solver.model import Job
from tasks.planning.solver.schedule import Schedule

FAR = 8  # blocks that one block may move past

Moves = list[tuple[int, int]]  # jobs with their new begins


class SequenceSearch(Schedule):
    """A schedule whose sequences can be improved."""

    def refine(self, numbers: Sequence[int]) -> bool:
        """Move blocks past their neighbours and close idle time as long as that saves something."""
        before = self.price
        for gap in sorted({self.gap_at(span.begin) for n in numbers for span in self.spans[n]}):
            while self._rotate(gap) or self._pull(gap):
                pass
        return self.price < before

    def _rotate(self, gap: int) -> bool:
        """Move a block past some neighbours, within the time they occupy, if that saves something.

        The idle time between the places stays.
        """
        slots = self.slots[gap]
        for first in range(len(slots)):
            for last in range(first + 1, min(first + FAR, len(slots))):
                part = [number for _, _, number in slots[first : last + 1]]
                if not self.is_whole(part[-1]):
                    break
                idle = [after[0] - before[1] for before, after in pairwise(slots[first : last + 1])]
                for order in ([part[-1], *part[:-1]], [*part[1:], part[0]]):
                    moves = self._laid(gap, slots[first][0], order, idle)
                    if moves and self._move_if_cheaper(moves):
                        return True
                    if last == first + 1:
                        break  # both orders are the same swap
        return False

    def _laid(self, gap: int, begin: int, order: list[int], idle: Sequence[int]) -> Moves:
        """Lay jobs one after the other with idle times between; empty if a rule forbids it."""
        jobs, window = self.model.jobs, self.model.gaps[gap]
        moves: Moves = []
        seen: set[int] = set()
        for number, pause in zip(order, (*idle, 0), strict=True):
            job = jobs[number]
            is_free = self.is_whole(number) and not seen.intersection(job.successors)
            start = window.fit(job.task.hours, begin, job.minutes)
            if not is_free or start != begin or start + job.minutes > job.limit:
                return []
            if start < self.spans[number][0].begin and not self._may_begin(job, start):
                return []
            if start > self.spans[number][0].begin and not self._may_end(job, start + job.minutes):
                return []
            seen.add(number)
            moves.append((number, start))
            begin = start + job.minutes + pause
        return moves

    def _pull(self, gap: int) -> bool:
        """Move the blocks behind some idle time forward, as many as that saves cost."""
        for index in range(len(self.slots[gap])):
            moves: Moves = []
            cursor = self.slots[gap][index - 1][1] + self.buffer if index else self._begins[gap]
            for begin, _, number in self.slots[gap][index:]:
                job = self.model.jobs[number]
                earlier = self.model.gaps[gap].fit(
                    job.task.hours, max(cursor, job.release), job.minutes
                )
                if (
                    not self.is_whole(number)
                    or earlier < 0
                    or earlier >= begin
                    or not self._may_begin(job, earlier)
                ):
                    break
                moves.append((number, earlier))
                cursor = earlier + job.minutes + self.buffer
                if self._move_if_cheaper(moves):
                    return True
        return False

    def _may_begin(self, job: Job, minute: int) -> bool:
        earliest = self.earliest(job)
        return earliest is not None and minute >= earliest

    def _may_end(self, job: Job, minute: int) -> bool:
        begins = [self.spans[number][0].begin for number in job.successors if self.spans[number]]
        return minute <= min(begins, default=minute)

    def _move_if_cheaper(self, moves: Sequence[tuple[int, int]]) -> bool:
        jobs, at = self.model.jobs, self.tables.at
        added = sum(at(jobs[n], begin) - self.costs[n] for n, begin in moves)
        if self.rules is None:
            if added < 0:
                self.move(moves)
            return added < 0
        if added >= 2 * self.rules.most_saved:
            return False
        before, previous = self.price, [(n, self.spans[n][0].begin) for n, _ in moves]
        self.move(moves)
        if self.price < before:
            return True
        self.move(previous)
        return False
