"""Arithmetic on sorted, disjoint spans of minutes."""

from __future__ import annotations

from collections.abc import Iterable

from tasks.planning.solver.problem import Span


def merged(spans: Iterable[Span], reach: int = 0) -> list[Span]:
    """Sort spans and join those that overlap, touch, or are closer than `reach` minutes."""
    result: list[Span] = []
    for begin, end in sorted(spans):
        if end <= begin:
            continue
        if result and (begin <= result[-1].end or begin - result[-1].end < reach):
            result[-1] = Span(result[-1].begin, max(result[-1].end, end))
        else:
            result.append(Span(begin, end))
    return result


def clipped(spans: Iterable[Span], begin: int, end: int) -> list[Span]:
    """Return the parts of spans within ``[begin, end)``."""
    cut = (Span(max(span.begin, begin), min(span.end, end)) for span in spans)
    return [span for span in cut if span.begin < span.end]


def without(spans: list[Span], holes: list[Span]) -> list[Span]:
    """Cut `holes` out of `spans`; both are sorted and disjoint."""
    result: list[Span] = []
    first = 0
    for begin, end in spans:
        while first < len(holes) and holes[first].end <= begin:
            first += 1
        cursor = begin
        for hole in holes[first:]:
            if hole.begin >= end:
                break
            if cursor < hole.begin:
                result.append(Span(cursor, hole.begin))
            cursor = max(cursor, hole.end)
        if cursor < end:
            result.append(Span(cursor, end))
    return result
