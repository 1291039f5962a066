"""Find the cheapest position of a piece in a run: the inner loops of the order search.

In a tight run the cost of each position follows from its neighbour's with a few additions, so a
scan is linear. In other runs the pieces after the position are laid again until their times no
longer change.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tasks.planning.solver.runs import Piece, Run


class Move(NamedTuple):
    """A position in a run, and what taking it adds to the packed cost."""

    price: int
    position: int


def insertion(run: Run, piece: Piece, buffer: int, low: int, high: int, below: int) -> Move | None:
    """Find the cheapest position from `low` to `high` that costs less than `below`."""
    if run.tight and piece.release <= run.gap.begin:
        return _insertion_in_tight(run, piece, buffer, low, high, below)
    best = None
    for position in range(low, high + 1):
        price = _insertion_at(run, piece, buffer, position, below)
        if price is None:
            break
        if price < below:
            best, below = Move(price, position), price
    return best


def relocation(run: Run, position: int, buffer: int, low: int, high: int) -> Move | None:
    """Find the position of a tight run where the piece at `position` saves most, if any."""
    forward = _move_later(run, position, buffer, high)
    backward = _move_earlier(run, position, buffer, low)
    best = min(forward, backward)
    return best if best.price < 0 else None


def _insertion_in_tight(
    run: Run, piece: Piece, buffer: int, low: int, high: int, below: int
) -> Move | None:
    minutes, weight, shift = piece.minutes, piece.weight, piece.minutes + buffer
    length = len(run.pieces)
    begin = run.ends[-1] + buffer if length else run.gap.begin
    if begin + minutes > run.gap.end:
        return None
    best, pushed, position = None, 0, length
    while True:
        end = begin + minutes
        if position <= high and end <= piece.limit:
            price = pushed + (weight * (end - piece.due) if end > piece.due else 0)
            if price < below:
                best, below = Move(price, position), price
        position -= 1
        if position < low or run.slack[position] < shift:
            return best
        late = run.late[position] + shift
        if late > 0:
            pushed += run.weights[position] * (shift if late > shift else late)
            if pushed >= below:
                return best
        begin = run.begins[position]


def _insertion_at(run: Run, piece: Piece, buffer: int, position: int, below: int) -> int | None:
    """Return the cost of a position, at least `below` if too high; None if later ones are too."""
    gap = run.gap
    cursor = run.ends[position - 1] + buffer if position else gap.begin
    begin = gap.fit(piece.group, max(cursor, piece.release), piece.minutes)
    end = begin + piece.minutes
    if begin < 0 or end > piece.limit:
        return None
    price = piece.weight * max(0, end - piece.due)
    if price >= below:
        return None
    for index in range(position, len(run.pieces)):
        other = run.pieces[index]
        begin = gap.fit(other.group, max(end + buffer, other.release), other.minutes)
        if begin == run.begins[index]:
            return price
        end = begin + other.minutes
        if begin < 0 or end > other.limit:
            return below
        late = end - other.due
        if late > 0:
            price += other.weight * (late - max(0, run.late[index]))
            if price >= below:
                return below
    return price


def _move_later(run: Run, position: int, buffer: int, high: int) -> Move:
    """Move a piece of a tight run behind others, which start earlier by its length."""
    piece, late, weights, ends = run.pieces[position], run.late, run.weights, run.ends
    shift, weight, due = piece.minutes + buffer, piece.weight, piece.due
    saved = -weight * late[position] if late[position] > 0 else 0
    best, target = 0, position
    for index in range(position + 1, high + 1):
        end = ends[index]
        if end > piece.limit:
            break
        if late[index] > 0:
            saved -= weights[index] * (shift if late[index] > shift else late[index])
        price = saved + weight * (end - due) if end > due else saved
        if price < best:
            best, target = price, index
    return Move(best, target)


def _move_earlier(run: Run, position: int, buffer: int, low: int) -> Move:
    """Move a piece of a tight run before others, which start later by its length."""
    piece, late, weights, slack = run.pieces[position], run.late, run.weights, run.slack
    if late[position] <= 0:
        return Move(0, position)
    shift, weight = piece.minutes + buffer, piece.weight
    ahead = piece.minutes - piece.due
    price = -weight * late[position]
    best, target = 0, position
    for index in range(position - 1, low - 1, -1):
        if slack[index] < shift:
            break
        pushed = late[index] + shift
        if pushed > 0:
            price += weights[index] * (shift if pushed > shift else pushed)
            if price >= best:
                break
        own = run.begins[index] + ahead
        total = price + weight * own if own > 0 else price
        if total < best:
            best, target = total, index
    return Move(best, target)


def exchange(run: Run, position: int, later: Sequence[int], prefix: Sequence[int]) -> Move | None:
    """Find the first piece of `later` in a tight run that is worth swapping with `position`.

    ``prefix[n]`` sums the weights of the late ones among the first n pieces. The pieces in between
    shift by the difference in length. The late ones give a lower bound of that cost, which rules
    out most pairs without scanning the pieces between.
    """
    piece, weights, late = run.pieces[position], run.weights, run.late
    weight, due, begin = weights[position], piece.due, run.begins[position]
    saved = weight * max(0, late[position])
    for index in later:
        other, end = run.pieces[index], run.ends[index]
        shift = other.minutes - piece.minutes
        own = begin + other.minutes - other.due
        price = (
            (weight * (end - due) if end > due else 0)
            - saved
            + weights[index] * ((own if own > 0 else 0) - (late[index] if late[index] > 0 else 0))
        )
        if price + shift * (prefix[index] - prefix[position + 1]) >= 0 or end > piece.limit:
            continue
        between = range(position + 1, index)
        if shift > 0 and any(run.slack[middle] < shift for middle in between):
            continue
        for middle in between:
            moved = late[middle] + shift
            price += weights[middle] * (max(0, moved) - max(0, late[middle]))
        if price < 0:
            return Move(price, index)
    return None
