"""Splitting a task into chunks: which sizes are allowed, and filling free time with them."""

from __future__ import annotations

from collections.abc import Iterable

from tasks.planning.solver.problem import Chunks, Span


def feasible_chunks(minutes: int, chunks: Chunks) -> Chunks:
    """Lower `least` to an equal share where `minutes` cannot be cut into the asked sizes."""
    share = minutes // -(-minutes // chunks.most)
    return Chunks(min(chunks.least, share), chunks.most)


def divides(minutes: int, chunks: Chunks) -> bool:
    """Tell whether `minutes` is a sum of allowed sizes (zero is)."""
    return -(-minutes // chunks.most) * chunks.least <= minutes


def next_size(minutes: int, space: int, chunks: Chunks) -> int:
    """Return the longest sitting within `room` that leaves a divisible rest; 0 if none does."""
    return _most_minutes(minutes, space, 1, chunks)


def fill(holes: Iterable[Span], minutes: int, chunks: Chunks, buffer: int) -> list[Span]:
    """Lay chunks into the holes from the left; empty when the holes do not suffice.

    Each hole takes as many minutes as it can; chunks within it keep the buffer between them.
    """
    laid: list[Span] = []
    for begin, end in holes:
        cursor = begin
        for size in _sizes(minutes, end - begin, chunks, buffer):
            laid.append(Span(cursor, cursor + size))
            minutes -= size
            cursor += size + buffer
        if not minutes:
            return laid
    return []


def _sizes(minutes: int, length: int, chunks: Chunks, buffer: int) -> list[int]:
    """Choose the chunks of one hole: the most minutes in all, then the fewest chunks."""
    best, count = 0, 0
    for number in range(1, (length + buffer) // (chunks.least + buffer) + 1):
        total = _most_minutes(minutes, length - (number - 1) * buffer, number, chunks)
        if total > best:
            best, count = total, number
    sizes = []
    for left in reversed(range(count)):
        sizes.append(min(chunks.most, best - left * chunks.least))
        best -= sizes[-1]
    return sizes


def _most_minutes(minutes: int, space: int, number: int, chunks: Chunks) -> int:
    """Return the most minutes that `number` sittings take within `room`, the rest divisible."""
    total = min(minutes, space, number * chunks.most)
    count = -(-(minutes - total) // chunks.most)
    total = min(total, minutes - count * chunks.least)
    return total if total >= number * chunks.least else 0
