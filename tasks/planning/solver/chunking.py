"""Split tasks into chunks, and fill free time with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tasks.planning.solver.problem import Chunks, Span


def feasible_chunks(minutes: int, chunks: Chunks) -> Chunks:
    """Lower ``least`` to an equal share if `minutes` can't be cut into chunks of these sizes."""
    share = minutes // -(-minutes // chunks.most)
    return Chunks(min(chunks.least, share), chunks.most)


def divides(minutes: int, chunks: Chunks) -> bool:
    """Tell whether `minutes` is a sum of allowed sizes; zero is."""
    return -(-minutes // chunks.most) * chunks.least <= minutes


def next_size(minutes: int, space: int, chunks: Chunks) -> int:
    """Return the longest chunk within `space` whose rest is divisible; 0 if there is none."""
    return _most_minutes(minutes, space, 1, chunks)


def fill(holes: Iterable[Span], minutes: int, chunks: Chunks, buffer: int) -> list[Span]:
    """Lay chunks into the holes, earliest first; return an empty list if the holes don't suffice.

    Each hole takes as many minutes as it can, with the buffer between its chunks.
    """
    spans: list[Span] = []
    for begin, end in holes:
        cursor = begin
        for size in _sizes(minutes, end - begin, chunks, buffer):
            spans.append(Span(cursor, cursor + size))
            minutes -= size
            cursor += size + buffer
        if not minutes:
            return spans
    return []


def fill_late(holes: Sequence[Span], minutes: int, chunks: Chunks, buffer: int) -> list[Span]:
    """Lay chunks into the holes like `fill`, but latest first; sorted by time."""
    mirrored = [Span(-end, -begin) for begin, end in reversed(holes)]
    return [Span(-end, -begin) for begin, end in reversed(fill(mirrored, minutes, chunks, buffer))]


def _sizes(minutes: int, length: int, chunks: Chunks, buffer: int) -> list[int]:
    """Choose the chunks of one hole: the most minutes in total, then the fewest chunks."""
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
    """Return the most minutes that `number` chunks take in `space`, the rest divisible."""
    total = min(minutes, space, number * chunks.most)
    count = -(-(minutes - total) // chunks.most)
    total = min(total, minutes - count * chunks.least)
    return total if total >= number * chunks.least else 0
