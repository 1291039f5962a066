"""Splitting tasks into chunks of allowed lengths"""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tasks.planning.solver import Chunks, Span
from tasks.planning.solver.chunking import feasible_chunks, fill

from .problems import examples


def test_fill_uses_the_first_hole_first():
    assert fill([Span(0, 60), Span(100, 200)], 90, Chunks(30, 60), 0) == [
        Span(0, 60),
        Span(100, 130),
    ]


def test_fill_leaves_a_rest_that_can_be_split():
    assert fill([Span(0, 60), Span(100, 200)], 80, Chunks(30, 60), 0) == [
        Span(0, 50),
        Span(100, 130),
    ]


def test_fill_adds_a_chunk_if_that_uses_more_minutes():
    chunk_spans = fill([Span(0, 158), Span(300, 500)], 240, Chunks(30, 60), 5)
    assert [span.end - span.begin for span in chunk_spans] == [60, 58, 30, 60, 32]


def test_fill_keeps_the_buffer_between_chunks():
    assert fill([Span(0, 100)], 90, Chunks(30, 45), 10) == [Span(0, 45), Span(55, 100)]


def test_fill_returns_nothing_when_the_holes_do_not_suffice():
    assert fill([Span(0, 29), Span(100, 150)], 60, Chunks(30, 60), 0) == []


chunks = st.tuples(st.integers(1, 90), st.integers(0, 90)).map(lambda t: Chunks(t[0], sum(t)))
holes = st.lists(st.tuples(st.integers(1, 60), st.integers(1, 200)), max_size=8)


@examples(100, 2000)
@given(st.integers(1, 400), chunks, holes, st.sampled_from([0, 5, 15]))
def test_fill_returns_chunks_that_add_up_and_have_allowed_lengths(
    minutes, preferred, pauses_and_lengths, buffer
):
    spans, cursor = [], 0
    for pause, length in pauses_and_lengths:
        spans.append(Span(cursor + pause + buffer, cursor + pause + buffer + length))
        cursor = spans[-1].end
    allowed = feasible_chunks(minutes, preferred)
    chunk_spans = fill(spans, minutes, allowed, buffer)
    assert sum(end - begin for begin, end in chunk_spans) in (0, minutes)
    assert all(allowed.least <= end - begin <= allowed.most for begin, end in chunk_spans)
    assert all(b.begin - a.end >= buffer for a, b in pairwise(chunk_spans))
    assert all(any(a <= begin and end <= b for a, b in spans) for begin, end in chunk_spans)
