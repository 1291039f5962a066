"""A run: the pieces of one gap in their order, packed to the left.

Runs are never changed in place, so a snapshot of a whole plan is a copy of a short list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.planning.solver.timeline import Gap


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One chunk of a job as the order search sees it; `weight` is a packed price per minute."""

    job: int
    minutes: int
    weight: int
    due: int
    release: int
    limit: int
    group: str


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Pieces of a gap with their times; parallel lists, because they are scanned so often.

    ``late`` is end minus due (negative when early), ``slack`` is limit minus end, ``room`` is
    the longest piece that might still find place. A run is
    ``tight`` when it has no idle time and no window but the gap itself: then moving a piece
    shifts the others by a constant.
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
        """Return the run with a piece more, or None when it does not fit there."""
        pieces = [*self.pieces[:position], piece, *self.pieces[position:]]
        return lay(pieces, buffer, self, position)

    def removed(self, position: int, buffer: int) -> Run:
        """Return the run with a piece less."""
        return relay(
            [*self.pieces[:position], *self.pieces[position + 1 :]], buffer, self, position
        )

    def moved(self, position: int, target: int, buffer: int) -> Run:
        """Return the run with the piece at `position` at `target`, where a scan found it fits."""
        pieces = list(self.pieces)
        pieces.insert(target, pieces.pop(position))
        return relay(pieces, buffer, self, min(position, target))

    def exchanged(self, position: int, other: int, buffer: int) -> Run:
        """Return the run with two pieces swapped, where a scan found that it fits."""
        pieces = list(self.pieces)
        pieces[position], pieces[other] = pieces[other], pieces[position]
        return relay(pieces, buffer, self, min(position, other))


def empty(gap: Gap) -> Run:
    """Return a gap with nothing in it."""
    return Run(gap, space=gap.end - gap.begin, tight=gap.plain)


def relay(pieces: Sequence[Piece], buffer: int, old: Run, keep: int = 0) -> Run:
    """Lay pieces that are known to fit."""
    run = lay(pieces, buffer, old, keep)
    assert run is not None  # noqa: S101
    return run


def lay(pieces: Sequence[Piece], buffer: int, old: Run, keep: int = 0) -> Run | None:
    """Lay `pieces` as early as their order allows; None when one of them does not fit.

    The first `keep` of them stand in `old`, a run of the same gap, as they shall stand here.
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
    taken = sum([piece.minutes for piece in pieces]) + buffer * len(pieces)
    return Run(gap, pieces, begins, ends, late, slack, weights, price, last - first - taken, tight)
