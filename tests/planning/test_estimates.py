"""planning.habits: what a person's completions say"""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from core import clock
from tasks.editing import tasks, timer
from tasks.planning.durations import LEAST
from tests.conftest import NOW

TODAY = NOW.date()


@pytest.fixture
def usual(alice, make_task):
    """Alice timed eight tasks: 45 minutes each instead of 30."""
    for _ in range(LEAST):
        task = make_task(duration=30)
        with clock.at(NOW):
            timer.start(alice, task.pk)
        with clock.at(NOW + timedelta(minutes=45)):
            tasks.complete(alice, task.pk)


def band(api, task):
    return api.get(f"/tasks/{task.pk}").json()["band"]


def test_a_task_is_shown_with_its_band(api, usual, make_task):
    found = band(api, make_task(duration=30))

    assert 30 < found["minutes"] < 45
    assert found["sentence"] == f"You say 30 min; you usually take {found['low']}–{found['high']}."
    assert found["n"] == LEAST


def test_without_an_estimate_there_is_no_band(api, usual, make_task):
    assert band(api, make_task()) is None


def test_without_history_there_is_no_band(api, make_task):
    assert band(api, make_task(duration=30)) is None


def test_what_is_undone_was_not_done(api, usual, alice, make_task):
    last = api.get("/activity").json()[0]["id"]
    api.post(f"/activity/{last}/undo")

    assert band(api, make_task(duration=30)) is None


def test_bobs_habits_are_his_own(bobs_api, bob, usual, make_task):
    assert band(bobs_api, make_task(user=bob, duration=30)) is None


@pytest.mark.parametrize(("later", "counts"), [(45, True), (12 * 60, False), (2, False)])
def test_without_a_timer_a_block_ticked_off_in_time_counts(alice, api, make_task, later, counts):
    alice.preferences.time_zone = "UTC"
    alice.preferences.save()
    block = {"scheduled_date": TODAY, "scheduled_time": time(NOW.hour, NOW.minute)}
    for _ in range(LEAST):
        task = make_task(duration=30, **block)
        with clock.at(NOW.replace(second=0, microsecond=0) + timedelta(minutes=later)):
            tasks.complete(alice, task.pk)

    assert bool(band(api, make_task(duration=30))) is counts
