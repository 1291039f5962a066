"""Check the share of a day, lunch and breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tasks.planning.checker.facts import is_exempt, stays
from tasks.planning.checker.violation import Rule, Violation

if TYPE_CHECKING:
    from tasks.planning.solver.problem import Block, Day, Problem, Span


def share_rule(problem: Problem, day: Day, own: list[Block]) -> Iterator[Violation]:
    """Check that blocks that change don't take more than the share of a day."""
    bound = [block for block in own if not is_exempt(problem, block)]
    if day.capacity is None or not bound:
        return
    before = [b for b in problem.current if day.begin <= b.begin < day.end]
    fixed = sum(b.end - b.begin for b in problem.pinned if day.begin <= b.begin < day.end)
    accepted = sum(b.end - b.begin for b in before if b not in problem.pinned)
    planned = sum(
        b.end - b.begin
        for b in own
        if b not in problem.pinned and (b.task not in problem.urgent or stays(problem, b))
    )
    if planned > max(day.capacity - fixed, accepted):
        yield Violation(Rule.SHARE, bound[-1].task, bound[-1].begin, str(day.capacity))


def lunch_rule(problem: Problem, day: Day, blocks: list[Block]) -> Iterator[Violation]:
    """Check that lunch stays free, as long as events and promises leave it."""
    if day.lunch is None or not problem.lunch_minutes:
        return
    window = day.lunch
    taken = [(block.begin, block.end) for block in blocks]
    bound = [
        block
        for block in blocks
        if block.begin < window.end and block.end > window.begin and not is_exempt(problem, block)
    ]
    fixed = [(b.begin, b.end) for b in (*problem.pinned, *problem.current)]
    urgent = [(b.begin, b.end) for b in blocks if b.task in problem.urgent]
    reach = problem.buffer
    possible = _longest_free(problem, window, [*fixed, *urgent], reach)
    needed = min(problem.lunch_minutes, possible)
    is_possible = needed >= min(30, problem.lunch_minutes)
    if bound and is_possible and _longest_free(problem, window, taken, 0) < needed:
        yield Violation(Rule.LUNCH, bound[0].task, bound[0].begin, str(needed))


def _longest_free(
    problem: Problem, window: Span, taken: Sequence[tuple[int, int]], reach: int
) -> int:
    """Return the longest stretch of a window that is free of events and of what is taken."""
    longest, cursor = 0, max(window.begin, problem.now)
    occupied = [(b - reach, e + reach) for b, e in (*problem.busy, *taken) if b < e]
    for begin, end in sorted([*occupied, (window.end, window.end)]):
        longest = max(longest, min(begin, window.end) - cursor)
        cursor = max(cursor, end)
    return longest


def break_rule(problem: Problem, own: list[Block]) -> Iterator[Violation]:
    """Check that a break follows the longest time of work; one long block may be longer."""
    if not problem.break_after:
        return
    stretch: list[Block] = []
    for block in own:
        if stretch and block.begin - stretch[-1].end >= problem.break_minutes:
            stretch = []
        stretch.append(block)
        minutes = sum(b.end - b.begin for b in stretch)
        bound = [b for b in stretch if not is_exempt(problem, b)]
        is_free = any(b.task in problem.urgent for b in stretch)
        if minutes > problem.break_after and len(stretch) > 1 and bound and not is_free:
            yield Violation(Rule.BREAK, bound[-1].task, bound[-1].begin, str(problem.break_after))
