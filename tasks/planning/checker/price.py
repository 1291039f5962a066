"""Compute the price of a plan, the simple way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tasks.planning.checker.facts import day_of, is_finished, needed

if TYPE_CHECKING:
    from tasks.planning.solver.problem import Block, Problem, Task


def price(problem: Problem, blocks: Sequence[Block]) -> tuple[int, ...]:
    """Return the components of `Cost` in order, computed the simple way."""
    order = (
        *("missed", "late", "left_out", "left_day", "moved", "shifted", "energy", "delay"),
        *("ideal", "switches", "fragments", "idle", "uneven"),
    )
    totals = dict.fromkeys(order, 0)
    for task in problem.tasks:
        own = sorted(block for block in blocks if block.task == task.id)
        for name, value in (*_done(problem, task, own), *_moved(problem, task, own)):
            totals[name] += value
        for block in own:
            for name, value in _of_block(problem, task, block):
                totals[name] += value
    for name, value in _of_neighbours(problem, sorted(blocks)):
        totals[name] += value
    return tuple(totals[name] for name in order)


Parts = Iterator[tuple[str, int]]


def _done(problem: Problem, task: Task, own: list[Block]) -> Parts:
    """Yield the prices of what is not done, late, on another day, or in pieces."""
    rates, weight = problem.rates, task.weight
    finished = bool(own) and is_finished(problem, task, own)
    end = own[-1].end if finished else problem.until
    if task.deadline is not None and not task.hard and end > task.deadline:
        days = day_of(problem, end - 1) - day_of(problem, task.deadline - 1)
        per_day = rates.late_day * min(days, rates.late_days)
        yield "late", weight * (rates.late_once + per_day)
        yield "late", weight * rates.late_minute * (end - task.deadline)
    if not finished:
        missing = needed(problem, task) - sum(block.end - block.begin for block in own)
        meant = rates.meant if task.meant else 1
        if task.latest is not None:
            meant = rates.chosen
        yield "left_out", meant * weight * (rates.left_base + rates.left_minute * missing)
        if task.hard and task.deadline is not None and task.deadline <= problem.until:
            yield "missed", weight * (rates.missed_base + rates.missed_minute * missing)
    if task.latest is not None:
        window = (task.earliest or 0, task.latest)
        outside = [b for b in own if b.begin < window[0] or b.end > window[1]]
        if outside:
            yield "left_day", 5 * weight * (15 + sum(b.end - b.begin for b in outside))
    if len(own) > 1:
        yield "fragments", 40 * (len(own) - 1)
        yield "fragments", 200 * sum(block.end - block.begin < 30 for block in own)
    if task.daily:
        for day in {day_of(problem, block.begin) for block in own}:
            minutes = sum(b.end - b.begin for b in own if day_of(problem, b.begin) == day)
            yield "uneven", 20 * weight * max(0, minutes - task.daily)


def _of_block(problem: Problem, task: Task, block: Block) -> Parts:
    """Yield the prices of when a block is."""
    minutes = block.end - block.begin
    wait = max(0, block.begin - problem.now)
    if task.deadline is not None and task.deadline > problem.now:
        wait += 3 * max(0, block.begin - max(problem.now, task.deadline - 1440))
    yield "delay", task.weight * (3 + task.energy) * minutes * wait // 2400
    for step in problem.energy:
        common = min(block.end, step.end) - max(block.begin, step.begin)
        if common > 0 and step.level < task.energy:
            yield "energy", 6 * common * (task.energy - step.level)
    if task.ideal:
        parts = [min(block.end, end) - max(block.begin, begin) for begin, end in task.ideal]
        yield (
            "ideal",
            (20 + task.weight) * (minutes - sum(length for length in parts if length > 0)),
        )


def _of_neighbours(problem: Problem, blocks: Sequence[Block]) -> Parts:
    """Yield the prices of changes of domain and short idle times."""
    domains = {task.id: task.domain for task in problem.tasks}
    longest = problem.buffer + 15
    if problem.break_minutes:
        longest = min(longest, problem.break_minutes)
    for index in range(1, len(blocks)):
        before, after = blocks[index - 1], blocks[index]
        if day_of(problem, before.begin) != day_of(problem, after.begin):
            continue
        pair = {domains.get(before.task), domains.get(after.task)}
        if len(pair) == 2 and "" not in pair and None not in pair:
            yield "switches", 30
        if problem.buffer < after.begin - before.end < longest:
            yield "idle", 10


def _moved(problem: Problem, task: Task, own: list[Block]) -> Parts:
    """Yield the prices of current blocks that don't stay; the k-th becomes the k-th new one."""
    old = sorted(block for block in problem.current if block.task == task.id)
    previous = [block for block in old if block not in own]
    new = [block for block in own if block not in old]
    for number, block in enumerate(previous):
        day = day_of(problem, block.begin)
        if number < len(new) and day_of(problem, new[number].begin) == day:
            minutes = block.end - block.begin
            slope = task.weight * (3 + task.energy) * (1 if task.deadline is None else 4)
            per_minute = 1 + (slope * minutes + 2399) // 2400
            distance = abs(new[number].begin - block.begin)
            yield "shifted", problem.rates.shift * per_minute * distance
        else:
            yield "moved", (task.weight + 3) * (15 + block.end - block.begin)
