"""Find what decides the place of a block: a promise, a rule, an event, or what matters more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from tasks.planning.checker import Rule
from tasks.planning.explain.alternatives import (
    Alternative,
    Side,
    best_by_side,
    choose,
    moved,
    swap,
)
from tasks.planning.explain.trials import Trials, sums
from tasks.planning.solver.problem import VALUES, Block, Problem, Span, Task

Best = Mapping[Side, Alternative]

SOON = 30  # minutes: a block that begins so soon can be started now
SHORT = 60  # minutes of a short task
MAX_REASONS = 2
HIGH_ENERGY = 2
MAX_STRETCHES = 4  # of free time that are tried to see whether a limit binds


class Decider(StrEnum):
    """What decides where a block is."""

    PROMISE = "promise"
    STARTED = "started"
    ACCEPTED = "accepted"
    DEADLINE = "deadline"
    DUE = "due"
    WAITS = "waits"
    EARLIEST = "earliest"
    DAY = "day"
    IDEAL = "ideal"
    ENERGY = "energy"
    GAP = "gap"
    FIRST = "most important"
    URGENT = "sooner due"
    HEAVIER = "more important"
    EQUAL = "as important"
    STAYS = "stays"
    EVENT = "event"
    FIXED = "fixed"
    HOURS = "hours"
    BEST = "best"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class Reason:
    """What decides, with the minute, the span or the task that it is about."""

    decider: Decider
    minute: int = 0
    span: Span | None = None
    task: str = ""


@dataclass(frozen=True, slots=True)
class BlockExplanation:
    """Why a block is where it is, and its cheapest alternatives."""

    block: Block
    reasons: tuple[Reason, ...]
    alternatives: tuple[Alternative, ...]


def explain_block(trials: Trials, block: Block, count: int = 2) -> BlockExplanation:
    """Explain one block of a plan; one that the person placed has no alternatives."""
    problem = trials.problem
    if block in problem.pinned:
        return BlockExplanation(block, (Reason(Decider.PROMISE),), ())
    if block.begin < problem.now < block.end:
        return BlockExplanation(block, (Reason(Decider.STARTED),), ())
    best = best_by_side(trials, block)
    alternatives = tuple(choose(best.values(), count))
    if block in trials.current:
        return BlockExplanation(block, (Reason(Decider.ACCEPTED),), alternatives)
    reasons: list[Reason] = []
    for reason in (*_limits(trials, block, best), *_order(trials, block, best)):
        if reason not in reasons:
            reasons.append(reason)
    reasons = reasons or [Reason(Decider.BEST if alternatives else Decider.ONLY)]
    return BlockExplanation(block, tuple(reasons[:MAX_REASONS]), alternatives)


def _limits(trials: Trials, block: Block, best: Best) -> Iterator[Reason]:
    """Yield the limits of the task without which the block could be elsewhere."""
    task = trials.tasks[block.task]
    is_late = not {Side.LATER, Side.DAY_AFTER} & {*best}
    if task.deadline is not None and task.hard and is_late:
        length = block.end - block.begin
        beyond = Span(max(block.begin, task.deadline - length) + 1, trials.problem.until)
        if _has_place(trials, block, replace(task, hard=False, latest=None), beyond):
            yield Reason(Decider.DEADLINE, task.deadline)
    elif task.deadline is not None and not task.hard and block.end <= task.deadline:
        later = [best[side] for side in (Side.LATER, Side.DAY_AFTER) if side in best]
        if later and all(option.price.late > 0 for option in later):
            yield Reason(Decider.DUE, task.deadline)
    if {Side.EARLIER, Side.DAY_BEFORE} & {*best}:
        return
    before = Span(trials.problem.now, block.end - 1)
    waits = [b for name in task.after for b in trials.of_task(name)]
    is_next = any(0 <= block.begin - b.end <= _reach(trials.problem) for b in waits)
    if is_next or (waits and _has_place(trials, block, replace(task, after=()), before)):
        yield Reason(Decider.WAITS, task=max(waits, key=lambda b: b.end).task)
    elif task.earliest is not None and _has_place(
        trials, block, replace(task, earliest=None), before
    ):
        decider = Decider.EARLIEST if task.latest is None else Decider.DAY
        yield Reason(decider, task.earliest)


def _has_place(trials: Trials, block: Block, task: Task, within: Span) -> bool:
    """Tell whether a task with fewer limits would have a place for its block in a span."""
    minutes, problem = block.end - block.begin, trials.problem
    limits = trials.window(task)
    window = Span(max(limits.begin, within.begin), min(limits.end, within.end))
    for free in trials.free(task.hours, window, {block})[:MAX_STRETCHES]:
        first = -(-free.begin // 5) * 5
        for begin in (first, first + problem.break_minutes, (free.end - minutes) // 5 * 5):
            if free.begin <= begin <= free.end - minutes:
                rest = [b for b in trials.of_task(block.task) if b != block]
                place = Block(begin, begin + minutes, block.task)
                if trials.is_allowed({block.task: [*rest, place]}, task):
                    return True
    return False


def _order(trials: Trials, block: Block, best: Best) -> Iterator[Reason]:
    """Yield why the block is not earlier: suitable hours, what comes first, or no free time."""
    task = trials.tasks[block.task]
    yield from _suitable(trials, block, task)
    earlier = [best[side] for side in (Side.EARLIER, Side.DAY_BEFORE) if side in best]
    option = min(earlier, key=lambda option: option.sums, default=None)
    if option and is_no_worse(option):
        others = [name for name in option.change if name != block.task]
        equal = [name for name in others if trials.tasks[name].weight == task.weight]
        if equal and option.change[equal[0]]:
            yield Reason(Decider.EQUAL, task=equal[0])
    elif option:
        yield from _drawback(trials, block, option)
    if gap := _gap(trials, block):
        yield Reason(Decider.GAP, gap.end)
    elif _is_most_important(trials, block):
        yield Reason(Decider.FIRST, block.begin)
    if not option:
        yield from _obstacle(trials, block, task)
        yield from _neighbour(trials, block)


def _drawback(trials: Trials, block: Block, option: Alternative) -> Iterator[Reason]:
    """Name the largest drawback of an earlier place."""
    task, price = trials.tasks[block.task], option.price
    others = [name for name in option.change if name != block.task]
    if price.value > 0:
        yield from _more_valuable(trials, others, task, option)
        return
    comfort = dict(zip(price._fields[VALUES:], price[VALUES:], strict=True))
    largest = max(comfort, key=lambda name: comfort[name])
    if largest == "shifted":
        accepted = [n for n in others if trials.current & {*trials.of_task(n)}]
        if accepted:
            yield Reason(Decider.STAYS, task=accepted[0])
    elif largest == "delay":
        heavier = [n for n in others if trials.tasks[n].weight > task.weight]
        equal = [n for n in others if trials.tasks[n].weight == task.weight]
        if heavier:
            yield Reason(Decider.HEAVIER, task=heavier[0])
        elif equal:
            yield Reason(Decider.EQUAL, task=equal[0])


def _suitable(trials: Trials, block: Block, task: Task) -> Iterator[Reason]:
    """Yield the ideal time or the energy for which a block is not earlier."""
    problem = trials.problem
    ideal = next((s for s in task.ideal if s.begin <= block.begin and block.end <= s.end), None)
    if ideal and _has_place(trials, block, task, Span(problem.now, ideal.begin)):
        yield Reason(Decider.IDEAL, span=ideal)
    if task.energy < HIGH_ENERGY:
        return
    high = next(
        (
            step.begin
            for step in problem.energy
            if step.begin <= block.begin < block.end <= step.end and step.level >= HIGH_ENERGY
        ),
        None,
    )
    low = [step.begin for step in problem.energy if step.level < HIGH_ENERGY]
    if high and low and _has_place(trials, block, task, Span(min(low), high)):
        yield Reason(Decider.ENERGY)


def _more_valuable(
    trials: Trials, others: list[str], task: Task, option: Alternative
) -> Iterator[Reason]:
    """Name the task that would be late, missed or left out if the block were earlier."""
    for name in others:
        price = trials.price({name: option.change[name]})
        if price.late > 0 or price.missed > 0:
            yield Reason(Decider.URGENT, task=name)
            return
    heavier = [name for name in others if trials.tasks[name].weight > task.weight]
    if heavier:
        yield Reason(Decider.HEAVIER, task=heavier[0])


def _stretch(trials: Trials, block: Block) -> Span:
    """Return the time around a block that is free of events and of blocks that stay."""
    movable = {b for b in trials.blocks if b not in trials.fixed}
    group = trials.tasks[block.task].hours
    whole = Span(trials.problem.now, trials.problem.until)
    stretches = trials.free(group, whole, movable)
    around = (s for s in stretches if s.begin <= block.begin and block.end <= s.end)
    return next(around, Span(block.begin, block.end))


def _gap(trials: Trials, block: Block) -> Span | None:
    """Return the gap that a short task fills, for which what matters more is too long.

    It ends at an event; the minute is that of the event.
    """
    if block.end - block.begin > SHORT:
        return None
    stretch = _stretch(trials, block)
    end = stretch.end + trials.problem.buffer
    if not any(span.begin == end for span in trials.problem.busy):
        return None
    weight, length = trials.tasks[block.task].weight, stretch.end - stretch.begin
    after = [b for b in trials.blocks if b.begin > end and b not in trials.fixed]
    after = [b for b in after if trials.day(b.begin) == trials.day(block.begin)]
    heavier = [b for b in after if trials.tasks[b.task].weight > weight]
    if heavier and all(b.end - b.begin > length for b in heavier):
        return Span(stretch.begin, end)
    return None


def _is_most_important(trials: Trials, block: Block) -> bool:
    """Tell whether a block is the next one, and nothing planned or left out matters more."""
    problem, weight = trials.problem, trials.tasks[block.task].weight
    later = {b.task for b in trials.blocks if b.begin > block.begin and b not in trials.fixed}
    absent = {name for name in trials.tasks if not trials.of_task(name)}
    is_next = block.begin <= problem.now + SOON or not any(
        b.begin < block.begin for b in trials.blocks if b.end > problem.now
    )
    return is_next and all(trials.tasks[name].weight <= weight for name in later | absent)


def _obstacle(trials: Trials, block: Block, task: Task) -> Iterator[Reason]:
    """Name what ends right before a block that can't be earlier."""
    problem = trials.problem
    reach = _reach(problem)
    events = [s.end for s in problem.busy if 0 <= block.begin - s.end <= reach]
    fixed = [b for b in trials.fixed if 0 <= block.begin - b.end <= reach and b.task != block.task]
    # The hours of a plan begin now at the earliest, also where those of the person began before.
    is_begin = any(s.begin == block.begin for s in problem.hours.get(task.hours, ()))
    if events:
        yield Reason(Decider.EVENT, max(events))
    elif fixed:
        yield Reason(Decider.FIXED, task=max(fixed, key=lambda b: b.end).task)
    elif is_begin and block.begin > problem.now:
        yield Reason(Decider.HOURS, block.begin)


def _neighbour(trials: Trials, block: Block) -> Iterator[Reason]:
    """Name the block right before this one, if it can't make way or matters more."""
    day = trials.on_day(trials.day(block.begin))
    at = day.index(block) if block in day else 0
    previous = day[at - 1] if at else None
    if previous is None or previous in trials.fixed or previous.task == block.task:
        return
    if trials.tasks[previous.task].weight > trials.tasks[block.task].weight:
        yield Reason(Decider.HEAVIER, task=previous.task)
        return
    broken = trials.broken(moved(trials, swap([previous, block])))
    if any(v.rule is Rule.DEADLINE and v.task == previous.task for v in broken):
        yield Reason(Decider.URGENT, task=previous.task)


def _reach(problem: Problem) -> int:
    """Return the minutes within which one thing follows right after another."""
    return max(problem.buffer, problem.break_minutes, 4)


def is_no_worse(option: Alternative) -> bool:
    """Tell whether an alternative costs the plan nothing."""
    return sums(option.price) <= (0, 0)
