"""docs/planner.md justifies the rates by pairs of the table of preferences, with their costs"""

from __future__ import annotations

import re

import pytest

from tasks.planning.solver.cost import evaluate
from tests.core.ops.fresh import ROOT

from .preferences import pairs

PAIRS = {pair.because: pair for pair in pairs()}
QUOTED = re.compile(r"“([^”]+)” \(([\d,]+) against ([\d,]+)\)")
QUOTES = QUOTED.findall((ROOT / "docs/planner.md").read_text())


def test_rates_are_justified_by_pairs():
    assert len({because for because, _, _ in QUOTES}) >= 20


@pytest.mark.parametrize(("because", "better", "worse"), QUOTES)
def test_quoted_pair_costs_the_documented_points(because, better, worse):
    pair = PAIRS[because]
    first, second = (evaluate(pair.problem, plan) for plan in (pair.better, pair.worse))
    by_value = first.value != second.value

    points = (first.value, second.value) if by_value else (first.comfort, second.comfort)

    assert (better, worse) == tuple(f"{number:,}" for number in points)
