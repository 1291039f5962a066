"""A run: the pieces of one gap in order, packed to the left.

Runs are immutable, so a snapshot of a whole plan copies only a short list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.planning.solver.timeline import Gap


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A chunk of a job in the order search; ``weight`` is the packed cost of a late minute."""

    job: int
    minutes: int
    weight: int
    due: int
    release: int
    limit: int
    group: str


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """The pieces of a gap with their times, as parallel lists because they are scanned so often.

    ``late`` is end minus due (negative if early), ``slack`` is limit minus end, and ``space`` is
    the longest piece that may still fit. A run is ``tight`` if it has no idle time and no windows
    within the gap: moving a piece then shifts the others by a constant.
    """

    gap: Gap
    pieces: Sequence[Piece] = ()
    begins: Sequence[int] = ()
    ends: Sequence[int] = ()
    late: Sequence[int] = ()
    slack: Sequence[int] = ()
    weights: Sequence[int] = ()
    price: int = 0
    space: int = 0
    tight: bool = False

    def inserted(self, position: int, piece: Piece, buffer: int) -> Run | None:
        """Return the run with one more piece, or None if that doesn't fit."""
        pieces = [*self.pieces[:position], piece, *self.pieces[position:]]
        return lay(pieces, buffer, self, position)

    def removed(self, position: int, buffer: int) -> Run:
        """Return the run without one piece."""
        return relay(
            [*self.pieces[:position], *self.pieces[position + 1 :]], buffer, self, position
        )

    def moved(self, position: int, target: int, buffer: int) -> Run:
        """Return the run with a piece moved to `target`, which is known to fit."""
        pieces = list(self.pieces)
        pieces.insert(target, pieces.pop(position))
        return relay(pieces, buffer, self, min(position, target))

    def exchanged(self, position: int, other: int, buffer: int) -> Run:
        """Return the run with two pieces swapped, which is known to fit."""
        pieces = list(self.pieces)
        pieces[position], pieces[other] = pieces[other], pieces[position]
        return relay(pieces, buffer, self, min(position, other))


def empty(gap: Gap) -> Run:
    """Return the run of a gap without pieces."""
    return Run(gap, space=gap.end - gap.begin, tight=gap.plain)


def relay(pieces: Sequence[Piece], buffer: int, old: Run, keep: int = 0) -> Run:
    """Lay pieces that are known to fit."""
    run = lay(pieces, buffer, old, keep)
    assert run is not None  # noqa: S101
    return run


def lay(pieces: Sequence[Piece], buffer: int, old: Run, keep: int = 0) -> Run | None:
    """Lay `pieces` as early as their order allows; return None if one doesn't fit.

    The first `keep` pieces keep their times from `old`, a run of the same gap.
    """
    gap = old.gap
    plain, first, last = gap.plain, gap.begin, gap.end
    begins, ends = list(old.begins[:keep]), list(old.ends[:keep])
    late, slack = list(old.late[:keep]), list(old.slack[:keep])
    tight = plain and (old.tight or not keep)
    cursor = ends[-1] + buffer if keep else first
    for piece in pieces[keep:]:
        begin, limit = cursor, piece.limit
        if piece.release > first:
            tight = False
            begin = max(begin, piece.release)
        if not plain:
            begin = gap.fit(piece.group, begin, piece.minutes)
        end = begin + piece.minutes
        if begin < 0 or end > limit or end > last:
            return None
        begins.append(begin)
        ends.append(end)
        late.append(end - piece.due)
        slack.append(limit - end)
        cursor = end + buffer
    weights = [piece.weight for piece in pieces]
    price = sum(
        [minutes * weight for minutes, weight in zip(late, weights, strict=True) if minutes > 0]
    )
    used = sum([piece.minutes for piece in pieces]) + buffer * len(pieces)
    return Run(gap, pieces, begins, ends, late, slack, weights, price, last - first - used, tight)
