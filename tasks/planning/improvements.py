"""Find the changes to a plan that make a deadline more likely to hold.

Pure Python; chance.py says how a plan is carried out. A change moves at most two blocks and keeps
the rest. It is judged by its chance alone, not by its cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from tasks.planning.chance import Sampler
from tasks.planning.solver.problem import Block, Problem, Span, Task
from tasks.planning.solver.spans import clipped, merged, without

GRID = 5  # minutes
LEAST_CHUNK = 30  # minutes, of a task that is split
LEAST_GAIN = 0.05  # of a change that is worth a sentence
MAX_MOVED = 2  # blocks that are tried


class ImprovementKind(StrEnum):
    """What changes: the task starts earlier, is split, or a less important block goes away."""

    EARLIER = "earlier"
    SPLIT = "split"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Improvement:
    """A change to a plan that raises the chance of one task.

    `block` is where the task, or its first piece, then goes; None if it stays. `other` is the
    block that leaves the plan.
    """

    kind: ImprovementKind
    chance: float
    block: Block | None = None
    other: Block | None = None


def improvements(
    sampler: Sampler, blocks: Sequence[Block], task: str, chance: float
) -> list[Improvement]:
    """Return the changes that raise the `chance` of a task by at least 5 points, best first."""
    changes = _Changes(sampler.problem, tuple(sorted(blocks)), task)
    options = [
        Improvement(kind, sampler.chance(plan, task), block, other)
        for kind, plan, block, other in changes.all()
    ]
    useful = [change for change in options if change.chance >= chance + LEAST_GAIN]
    return sorted(useful, key=lambda change: -change.chance)


# A kind of change, the plan with it, and the blocks that it names.
_Change = tuple[ImprovementKind, tuple[Block, ...], Block | None, Block | None]


class _Changes:
    """The changes that might help one task of a plan."""

    def __init__(self, problem: Problem, plan: tuple[Block, ...], task: str) -> None:
        self.problem = problem
        self.plan = plan
        self.tasks = {row.id: row for row in problem.tasks}
        self.task: Task = self.tasks[task]
        self.mine = [block for block in plan if block.task == task]

    def all(self) -> Iterator[_Change]:
        if not self.mine or self._is_fixed(self.mine[-1]):
            return
        yield from self._earlier()
        yield from self._split()
        yield from islice(self._moves(), MAX_MOVED)

    def _is_fixed(self, block: Block) -> bool:
        return block in self.problem.pinned or block.begin < self.problem.now

    def _earlier(self) -> Iterator[_Change]:
        """Start the last block of the task in the first free time that is long enough."""
        last = self.mine[-1]
        rest = tuple(block for block in self.plan if block != last)
        if moved := self._first_place(rest, last):
            yield ImprovementKind.EARLIER, (*rest, moved), moved, None

    def _first_place(self, rest: Sequence[Block], block: Block) -> Block | None:
        minutes = block.end - block.begin
        for begin, end in self._free(rest, block.begin):
            if end - begin >= minutes:
                return Block(begin, begin + minutes, block.task)
        return None

    def _split(self) -> Iterator[_Change]:
        """Do as much as possible in the first free time, and the rest where the task is now."""
        block = self.mine[-1]
        longest = block.end - block.begin - LEAST_CHUNK
        rest = tuple(other for other in self.plan if other != block)
        for begin, end in self._free(rest, block.begin):
            size = min(longest, (end - begin) // GRID * GRID)
            if size >= LEAST_CHUNK:
                piece = Block(begin, begin + size, block.task)
                remainder = block._replace(end=block.end - size)
                yield ImprovementKind.SPLIT, (*rest, piece, remainder), piece, None
                return

    def _moves(self) -> Iterator[_Change]:
        """Take a less important block out of the way, the least important and longest first."""
        last = self.mine[-1]
        before = [other for other in self.plan if other.begin < last.begin and self._may_go(other)]
        before.sort(key=lambda block: (self.tasks[block.task].weight, block.begin - block.end))
        for other in before:
            rest = tuple(block for block in self.plan if block not in (other, last))
            moved = self._first_place(rest, last)
            yield ImprovementKind.MOVE, (*rest, moved or last), moved, other

    def _may_go(self, block: Block) -> bool:
        """Tell whether a block is less important and due later, and nothing waits for it.

        One that matters as much may go if it has no deadline.
        """
        other = self.tasks[block.task]
        is_due = other.deadline is not None and other.deadline <= (self.task.deadline or 0)
        is_needed = any(other.id in task.after for task in self.problem.tasks)
        least = self.task.weight + (other.deadline is None)
        return (
            other.id != self.task.id
            and other.weight < least
            and not (is_due or is_needed or self._is_fixed(block))
        )

    def _free(self, rest: Sequence[Block], until: int) -> list[Span]:
        """Return the free time of the task before a minute, between the blocks that stay."""
        problem, buffer = self.problem, self.problem.buffer
        ends = [
            block.end
            for block in rest
            if block.task == self.task.id or block.task in self.task.after
        ]
        begin = max(problem.now, self.task.earliest or 0, *ends, 0)
        busy = [*problem.busy, *(Span(block.begin, block.end) for block in rest)]
        taken = merged(Span(first - buffer, last + buffer) for first, last in busy)
        hours = clipped(merged(problem.hours.get(self.task.hours, ())), begin, until)
        return [Span(-(-first // GRID) * GRID, last) for first, last in without(hours, taken)]
