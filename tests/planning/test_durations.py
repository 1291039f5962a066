"""planning.durations: how long an estimate really takes"""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tasks.planning.durations import LEAST, Band, Fact, Habits, sentence

facts = st.lists(
    st.builds(Fact, st.integers(1, 600), st.floats(0.1, 3000), st.just(("work",))),
    min_size=LEAST,
    max_size=40,
)


def always(factor: float, count: int, *groups: str) -> list[Fact]:
    return [Fact(30, 30 * factor, groups) for _ in range(count)]


def test_nothing_is_said_before_there_is_enough():
    assert Habits(always(2, LEAST - 1)).band(30) is None


def test_somebody_always_right_gets_a_band_around_the_estimate():
    band = Habits(always(1, 50)).band(30)

    assert band.middle == 30
    assert 25 < band.low < 30 < band.high < 36


def test_a_habit_moves_the_band():
    assert Habits(always(1.5, 100)).band(30).middle in (44, 45)


def test_a_few_completions_move_it_less():
    few, many = (Habits(always(2, count)).band(60).middle for count in (LEAST, 200))

    assert 60 < few < many < 120


def test_a_domain_with_little_history_leans_on_the_person():
    known = [*always(1, 40, "home"), *always(2, 2, "work")]
    work, home = (Habits(known).band(60, [name]).middle for name in ("work", "home"))

    assert home < work < 90


def test_one_forgotten_timer_teaches_little():
    sane, wild = (Habits([*always(1, 20), Fact(30, taken)]).band(30) for taken in (30, 30_000))

    assert wild.middle - sane.middle <= 3


def test_the_band_covers_three_of_five():
    random = Random(1)
    taken = [30 * random.lognormvariate(0.3, 0.4) for _ in range(400)]
    band = Habits(Fact(30, each) for each in taken[:200]).band(30)
    inside = sum(band.low <= each <= band.high for each in taken[200:])

    assert 100 <= inside <= 140


@given(facts=facts, minutes=st.integers(1, 1440))
def test_a_band_is_in_order_and_within_a_day(facts, minutes):
    band = Habits(facts).band(minutes, ["work"])

    assert 1 <= band.low <= band.middle <= band.high <= 1440
    assert (band.at(50), band.at(80)) == (band.middle, band.high)


def test_it_says_what_it_is():
    assert sentence(30, Band(38, 44, 55, 12)) == "You say 30 min; you usually take 38–55."
