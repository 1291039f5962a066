"""solver.scans: what a scan promises is what laying the pieces anew costs"""

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
TORN = Gap(BEGIN, END, {"default": (Span(BEGIN, 300), Span(320, END))}, plain=False)
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


def laid(gap, some, buffer):
    """Lay what fits, in this order."""
    run = empty(gap)
    for piece in some:
        run = lay([*run.pieces, piece], buffer, run, len(run.pieces)) or run
    return run


def runs(gaps, pieces, least=0):
    """Runs, each with the buffer that its pieces keep."""
    return st.builds(
        lambda gap, some, buffer: (laid(gap, some, buffer), buffer),
        st.sampled_from(gaps),
        st.lists(pieces, min_size=least, max_size=8),
        st.sampled_from([0, 5]),
    )


released = pieces(st.just(0) | st.integers(0, 400))
any_runs = runs([PLAIN, TORN], released)
tight_runs = runs([PLAIN], pieces(st.just(0)), least=4)


@examples(200, 20_000)
@given(any_runs, released)
def test_an_insertion_costs_what_it_says_and_no_place_is_cheaper(case, piece):
    run, buffer = case
    found = insertion(run, piece, buffer, 0, len(run.pieces), ANY)
    tried = [run.inserted(n, piece, buffer) for n in range(len(run.pieces) + 1)]
    prices = [other.price - run.price for other in tried if other]
    assert (found.price if found else None) == min(prices, default=None)
    assert found is None or tried[found.position].price - run.price == found.price


@examples(200, 20_000)
@given(tight_runs, st.data())
def test_a_relocation_costs_what_it_says_and_none_is_cheaper(case, data):
    run, buffer = case
    assume(run.pieces)
    position = data.draw(st.integers(0, len(run.pieces) - 1))
    found = relocation(run, position, buffer, 0, len(run.pieces) - 1)
    best = 0
    for target in range(len(run.pieces)):
        order = list(run.pieces)
        order.insert(target, order.pop(position))
        other = lay(order, buffer, empty(run.gap))
        best = min(best, other.price - run.price) if other else best
    assert (found.price if found else 0) == best
    assert found is None or run.moved(position, found.position, buffer).price - run.price == best


@examples(200, 20_000)
@given(tight_runs, st.data())
def test_an_exchange_costs_what_it_says_and_is_found_if_there_is_one(case, data):
    run, buffer = case
    assume(len(run.pieces) > 1)
    position = data.draw(st.integers(0, len(run.pieces) - 2))
    late = [w if minutes > 0 else 0 for w, minutes in zip(run.weights, run.late, strict=True)]
    later = range(position + 1, len(run.pieces))
    found = exchange(run, position, later, list(accumulate(late, initial=0)))
    if found:
        assert run.exchanged(position, found.position, buffer).price - run.price == found.price < 0
    else:
        assert not any(_saves(run, position, other, buffer) for other in later)


def _saves(run, position, other, buffer) -> bool:
    order = list(run.pieces)
    order[position], order[other] = order[other], order[position]
    swapped = lay(order, buffer, empty(run.gap))
    return swapped is not None and swapped.price < run.price


@examples(200, 10_000)
@given(any_runs, st.data())
def test_laying_on_from_a_prefix_is_laying_all_anew(case, data):
    run, buffer = case
    keep = data.draw(st.integers(0, len(run.pieces)))
    again = lay(run.pieces, buffer, run, keep)
    assert (list(run.begins), list(run.ends)) == (again.begins, again.ends)
    assert (run.price, run.space) == (again.price, again.space)
