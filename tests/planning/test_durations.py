"""Durations learned from completions"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.planning.chance import PRIOR_SPREAD
from tasks.planning.durations import MIN_COMPLETIONS, Band, Fact, Habits, sentence

facts = st.lists(
    st.builds(Fact, st.integers(1, 600), st.floats(0.1, 3000), st.just(("work",))),
    min_size=MIN_COMPLETIONS,
    max_size=40,
)


def always(factor: float, count: int, *groups: str) -> list[Fact]:
    return [Fact(30, 30 * factor, groups) for _ in range(count)]


def test_band_is_none_with_too_few_completions():
    assert Habits(always(2, MIN_COMPLETIONS - 1)).band(30) is None


def test_band_surrounds_the_estimate_when_estimates_are_right():
    band = Habits(always(1, 50)).band(30)

    assert band.middle == 30
    assert 25 < band.low < 30 < band.high < 36


def test_band_moves_with_consistent_overruns():
    assert Habits(always(1.5, 100)).band(30).middle in (44, 45)


def test_band_moves_less_with_few_completions():
    few, many = (Habits(always(2, count)).band(60).middle for count in (MIN_COMPLETIONS, 200))

    assert 60 < few < many < 120


def test_band_of_a_domain_leans_on_the_person_with_little_history():
    history = [*always(1, 40, "home"), *always(2, 2, "work")]
    work, home = (Habits(history).band(60, [name]).middle for name in ("work", "home"))

    assert home < work < 90


def test_band_hardly_moves_for_one_forgotten_timer():
    normal, extreme = (
        Habits([*always(1, 20), Fact(30, actual)]).band(30) for actual in (30, 30_000)
    )

    assert extreme.middle - normal.middle <= 3


def test_band_covers_three_of_five_durations():
    random = Random(1)
    durations = [30 * random.lognormvariate(0.3, 0.4) for _ in range(400)]
    band = Habits(Fact(30, duration) for duration in durations[:200]).band(30)
    inside = sum(band.low <= duration <= band.high for duration in durations[200:])

    assert 100 <= inside <= 140


@given(facts=facts, minutes=st.integers(1, 1440))
def test_band_is_sorted_and_within_a_day(facts, minutes):
    band = Habits(facts).band(minutes, ["work"])

    assert 1 <= band.low <= band.middle <= band.high <= 1440
    assert (band.at(50), band.at(80)) == (band.middle, band.high)


def test_sentence_names_the_estimate_and_the_usual_range():
    assert sentence(30, Band(38, 44, 55, 12)) == (
        "You estimated 30 min; tasks like this usually take you 38 min to 55 min."
    )


def test_spread_is_the_prior_without_history():
    spread = Habits([]).spread(["work"])

    assert spread == pytest.approx(PRIOR_SPREAD)


def test_spread_approaches_the_durations_of_its_group():
    random = Random(1)
    work = [Fact(30, 30 * random.lognormvariate(0.3, 0.2), ("work",)) for _ in range(300)]
    spread = Habits(work).spread(["work"])

    assert spread == pytest.approx((0.3, 0.2), abs=0.03)
