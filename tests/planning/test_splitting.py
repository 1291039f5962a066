"""Long tasks are split between breaks, unless they say how they are split"""

from __future__ import annotations

from datetime import date, time

import pytest

from tasks.editing.settings import change_preferences

from .proposals import apply, left_out, plan

pytestmark = pytest.mark.usefixtures("clock_at_eight")

MONDAY = date(2026, 3, 2)


@pytest.fixture
def two_gaps(alice, make_event):
    """Leave Alice 9:00 to 11:00 and 15:00 to 17:00."""
    make_event(alice, MONDAY, time(11), time(15))


def lengths(proposal) -> list[int]:
    return [block["minutes"] for block in proposal["blocks"]]


def test_task_longer_than_any_gap_is_split(api, add, two_gaps):
    task = add("Report", duration=180, deadline_date=MONDAY)
    proposal = plan(api)

    assert sum(lengths(proposal)) == 180
    assert min(lengths(proposal)) >= 30
    assert apply(api, proposal).status_code == 200
    task.refresh_from_db()
    assert len(task.chunks) == 2


def test_task_in_one_piece_is_not_split(api, add, two_gaps):
    add("Report", duration=180, deadline_date=MONDAY, chunk_min=24 * 60)

    assert "Report" in left_out(plan(api))


@pytest.mark.parametrize("split_above", [0, 180])
def test_task_is_not_split_when_the_person_splits_only_longer_ones(
    api, alice, add, two_gaps, split_above
):
    change_preferences(alice, {"split_above": split_above})
    add("Report", duration=180, deadline_date=MONDAY)

    assert "Report" in left_out(plan(api))


def test_chunks_are_no_longer_than_the_work_between_two_breaks(api, alice, add):
    change_preferences(alice, {"break_after": 60})
    add("Report", duration=180)

    chunks = lengths(plan(api))
    assert (sum(chunks), max(chunks)) == (180, 60)


def test_day_of_a_series_is_not_split(api, add, two_gaps):
    series = {"rrule": "FREQ=DAILY;COUNT=1", "starts_on": MONDAY}
    add("Deep clean", duration=180, series=series)

    assert "Deep clean" in left_out(plan(api))


def test_settings_of_other_users_do_not_split_a_task(api, alice, bob, add, two_gaps):
    change_preferences(alice, {"split_above": 0})
    change_preferences(bob, {"split_above": 60})
    add("Report", duration=180, deadline_date=MONDAY)

    assert "Report" in left_out(plan(api))
