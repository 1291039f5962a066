"""Find other places for a block that a person would consider, and what each costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from tasks.planning.explain.trials import Change, Sum, Trials, begins, sums
from tasks.planning.solver.problem import Block, Cost, Span

DAYS = 7  # the nearest days on which other places are looked for
NEIGHBOURS = 3  # blocks before and after one that it may be swapped with
EXCHANGES = 6  # blocks of other days that one may be exchanged with
TRIES = 6  # places of one kind that are checked, the cheapest first
APART = 30  # minutes between two places that differ


class Side(StrEnum):
    """Where an alternative lies, seen from the block."""

    EARLIER = "earlier"
    LATER = "later"
    DAY_BEFORE = "day before"
    DAY_AFTER = "day after"


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another place for a block; ``price`` is what the plan would cost more with this change."""

    side: Side
    block: Block
    change: Change
    price: Cost

    @property
    def sums(self) -> Sum:
        return sums(self.price)


def best_by_side(trials: Trials, block: Block) -> dict[Side, Alternative]:
    """Return the cheapest place on each side of a block that breaks no rule."""
    best = {}
    options = sorted(_priced(trials, block), key=lambda option: (option.sums, option.block))
    for side in Side:
        of_side = (option for option in options if option.side is side)
        allowed = (o for o in islice(of_side, TRIES) if trials.is_allowed(o.change))
        if option := next(allowed, None):
            best[side] = option
    return best


def choose(best: Iterable[Alternative], count: int) -> list[Alternative]:
    """Return the cheapest alternatives, with one for each time."""
    chosen: list[Alternative] = []
    for option in sorted(best, key=lambda option: (option.sums, option.block)):
        if all(abs(option.block.begin - other.block.begin) >= APART for other in chosen):
            chosen.append(option)
    return chosen[:count]


def _priced(trials: Trials, block: Block) -> Iterator[Alternative]:
    seen = set()
    for place, change in _options(trials, block):
        key = frozenset(b for own in change.values() for b in own)
        if abs(place.begin - block.begin) >= APART and key not in seen:
            seen.add(key)
            yield Alternative(_side(trials, block, place), place, change, trials.price(change))


def _side(trials: Trials, block: Block, place: Block) -> Side:
    is_later = place.begin > block.begin
    if trials.day(place.begin) == trials.day(block.begin):
        return Side.LATER if is_later else Side.EARLIER
    return Side.DAY_AFTER if is_later else Side.DAY_BEFORE


def _options(trials: Trials, block: Block) -> Iterator[tuple[Block, Change]]:
    yield from _in_free_time(trials, block)
    yield from _swapped(trials, block)
    yield from _exchanged(trials, block)
    yield from _replacing(trials, block)


def moved(trials: Trials, moves: Sequence[tuple[Block, int]]) -> Change:
    """Return the change that moves blocks to other begins."""
    change: dict[str, list[Block]] = {}
    for block, begin in moves:
        own = change.setdefault(block.task, list(trials.of_task(block.task)))
        own.remove(block)
        own.append(Block(begin, begin + block.end - block.begin, block.task))
    return change


def _in_free_time(trials: Trials, block: Block) -> Iterator[tuple[Block, Change]]:
    """Yield when a block could begin in the free time of its day and the nearest days."""
    task, minutes = trials.tasks[block.task], block.end - block.begin
    window = trials.window(task)
    near = DAYS * 24 * 60
    window = Span(max(window.begin, block.begin - near), min(window.end, block.end + near))
    for free in trials.free(task.hours, window, {block}):
        next_to_it = {block.end, block.begin - minutes}
        near_by = {b for b in next_to_it if free.begin <= b <= free.end - minutes}
        for begin in sorted({*begins(trials.problem, task, free, minutes), *near_by}):
            change = moved(trials, [(block, begin)])
            yield Block(begin, begin + minutes, block.task), change


def _swapped(trials: Trials, block: Block) -> Iterator[tuple[Block, Change]]:
    """Yield swaps with the next blocks of the day; those between slide to make room."""
    day = trials.on_day(trials.day(block.begin))
    if block not in day:
        return
    at = day.index(block)
    for other in range(max(0, at - NEIGHBOURS), min(len(day), at + NEIGHBOURS + 1)):
        run = day[min(at, other) : max(at, other) + 1]
        own = day[other].task == block.task  # itself, or another chunk of its task
        if own or any(b in trials.fixed for b in run):
            continue
        moves = swap(run)
        begin = next(begin for b, begin in moves if b == block)
        yield Block(begin, begin + block.end - block.begin, block.task), moved(trials, moves)


def swap(run: Sequence[Block]) -> list[tuple[Block, int]]:
    """Return where the blocks of a run begin when its first and last one swap places."""
    first, *between, last = run
    slide = (last.end - last.begin) - (first.end - first.begin)
    return [
        (last, first.begin),
        *((block, block.begin + slide) for block in between),
        (first, last.end - (first.end - first.begin)),
    ]


def _exchanged(trials: Trials, block: Block) -> Iterator[tuple[Block, Change]]:
    """Yield exchanges with blocks of other days, the most similar in length first."""
    minutes = block.end - block.begin
    day = trials.day(block.begin)
    others = [
        other
        for other in trials.blocks
        if other not in trials.fixed
        and other.task != block.task
        and 0 < abs(trials.day(other.begin) - day) <= DAYS
    ]
    others.sort(key=lambda b: (abs(b.end - b.begin - minutes), abs(b.begin - block.begin)))
    for other in others[:EXCHANGES]:
        change = moved(trials, [(block, other.begin), (other, block.begin)])
        yield Block(other.begin, other.begin + minutes, block.task), change


def _replacing(trials: Trials, block: Block) -> Iterator[tuple[Block, Change]]:
    """Yield places that a block takes from less important ones, which then don't fit."""
    minutes, task = block.end - block.begin, trials.tasks[block.task]
    window = trials.window(task)
    others = [
        other
        for other in trials.blocks
        if other not in trials.fixed
        and other.task != block.task
        and len(trials.of_task(other.task)) == 1
        and other.end - other.begin >= minutes
        and window.begin <= other.begin
        and other.begin + minutes <= window.end
    ]
    others.sort(key=lambda b: (trials.tasks[b.task].weight, abs(b.begin - block.begin)))
    for other in others[:EXCHANGES]:
        change = {**moved(trials, [(block, other.begin)]), other.task: ()}
        yield Block(other.begin, other.begin + minutes, block.task), change
