"""Scans of a run: the cost they predict is the cost of laying the pieces again"""

from __future__ import annotations

from itertools import accumulate

from hypothesis import assume, given
from hypothesis import strategies as st

from tasks.planning.solver import Span
from tasks.planning.solver.model import NEVER
from tasks.planning.solver.run_moves import exchange, insertion, relocation
from tasks.planning.solver.runs import Piece, empty, lay
from tasks.planning.solver.timeline import Gap

from .problems import examples

BEGIN, END = 100, 700
PLAIN = Gap(BEGIN, END, {"default": (Span(BEGIN, END),)}, plain=True)
SPLIT = Gap(BEGIN, END, {"default": (Span(BEGIN, 300), Span(320, END))}, plain=False)
ANY = 1 << 50


def pieces(releases):
    return st.builds(
        Piece,
        job=st.just(0),
        minutes=st.integers(1, 60),
        weight=st.integers(0, 9),
        due=st.integers(0, END) | st.just(NEVER),
        release=releases,
        limit=st.just(END) | st.integers(200, END),
        group=st.just("default"),
    )


def run_of(gap, row, buffer):
    """Return the run of the pieces that fit, in this order."""
    run = empty(gap)
    for piece in row:
        run = lay([*run.pieces, piece], buffer, run, len(run.pieces)) or run
    return run


def runs(gaps, pieces, least=0):
    """Generate runs, each with the buffer between its pieces."""
    return st.builds(
        lambda gap, row, buffer: (run_of(gap, row, buffer), buffer),
        st.sampled_from(gaps),
        st.lists(pieces, min_size=least, max_size=8),
        st.sampled_from([0, 5]),
    )


any_pieces = pieces(st.just(0) | st.integers(0, 400))
any_runs = runs([PLAIN, SPLIT], any_pieces)
tight_runs = runs([PLAIN], pieces(st.just(0)), least=4)


@examples(200, 20_000)
@given(any_runs, any_pieces)
def test_insertion_predicts_the_least_cost(run_and_buffer, piece):
    run, buffer = run_and_buffer
    move = insertion(run, piece, buffer, 0, len(run.pieces), ANY)
    runs_with_piece = [run.inserted(n, piece, buffer) for n in range(len(run.pieces) + 1)]
    costs = [other.price - run.price for other in runs_with_piece if other]
    assert (move.price if move else None) == min(costs, default=None)
    assert move is None or runs_with_piece[move.position].price - run.price == move.price


@examples(200, 20_000)
@given(tight_runs, st.data())
def test_relocation_predicts_the_largest_saving(run_and_buffer, data):
    run, buffer = run_and_buffer
    assume(run.pieces)
    position = data.draw(st.integers(0, len(run.pieces) - 1))
    move = relocation(run, position, buffer, 0, len(run.pieces) - 1)
    best = 0
    for target in range(len(run.pieces)):
        order = list(run.pieces)
        order.insert(target, order.pop(position))
        other = lay(order, buffer, empty(run.gap))
        best = min(best, other.price - run.price) if other else best
    assert (move.price if move else 0) == best
    assert move is None or run.moved(position, move.position, buffer).price - run.price == best


@examples(200, 20_000)
@given(tight_runs, st.data())
def test_exchange_predicts_its_saving_and_misses_none(run_and_buffer, data):
    run, buffer = run_and_buffer
    assume(len(run.pieces) > 1)
    position = data.draw(st.integers(0, len(run.pieces) - 2))
    late = [w if minutes > 0 else 0 for w, minutes in zip(run.weights, run.late, strict=True)]
    later = range(position + 1, len(run.pieces))
    move = exchange(run, position, later, list(accumulate(late, initial=0)))
    if move:
        assert run.exchanged(position, move.position, buffer).price - run.price == move.price < 0
    else:
        assert not any(_saves(run, position, other, buffer) for other in later)


def _saves(run, position, other, buffer) -> bool:
    order = list(run.pieces)
    order[position], order[other] = order[other], order[position]
    swapped = lay(order, buffer, empty(run.gap))
    return swapped is not None and swapped.price < run.price


@examples(200, 10_000)
@given(any_runs, st.data())
def test_lay_from_a_prefix_equals_laying_all_pieces(run_and_buffer, data):
    run, buffer = run_and_buffer
    keep = data.draw(st.integers(0, len(run.pieces)))
    again = lay(run.pieces, buffer, run, keep)
    assert (list(run.begins), list(run.ends)) == (again.begins, again.ends)
    assert (run.price, run.space) == (again.price, again.space)
