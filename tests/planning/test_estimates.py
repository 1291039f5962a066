"""The usual duration that the API shows with a task"""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from core import clock
from tasks.editing import tasks, timer
from tasks.planning.durations import MIN_COMPLETIONS
from tests.conftest import NOW

TODAY = NOW.date()


@pytest.fixture
def overruns(alice, make_task):
    """Alice timed eight tasks: 45 minutes each instead of 30."""
    for _ in range(MIN_COMPLETIONS):
        task = make_task(duration=30)
        with clock.at(NOW):
            timer.start(alice, task.pk)
        with clock.at(NOW + timedelta(minutes=45)):
            tasks.complete(alice, task.pk)


def band(api, task):
    return api.get(f"/tasks/{task.pk}").json()["band"]


def test_task_includes_its_band(api, overruns, make_task):
    estimate = band(api, make_task(duration=30))

    assert 30 < estimate["minutes"] < 45
    low, high = estimate["low"], estimate["high"]
    assert estimate["sentence"].endswith(f"usually take you {low} min to {high} min.")
    assert estimate["n"] == MIN_COMPLETIONS


def test_task_without_an_estimate_has_no_band(api, overruns, make_task):
    assert band(api, make_task()) is None


def test_task_has_no_band_without_history(api, make_task):
    assert band(api, make_task(duration=30)) is None


def test_band_ignores_undone_completions(api, overruns, alice, make_task):
    last = api.get("/activity").json()[0]["id"]
    api.post(f"/activity/{last}/undo")

    assert band(api, make_task(duration=30)) is None


def test_band_ignores_completions_of_other_users(bobs_api, bob, overruns, make_task):
    assert band(bobs_api, make_task(user=bob, duration=30)) is None


@pytest.mark.parametrize(("later", "counts"), [(45, True), (12 * 60, False), (2, False)])
def test_band_counts_a_completion_without_timer_only_near_its_estimate(
    alice, api, make_task, later, counts
):
    alice.preferences.time_zone = "UTC"
    alice.preferences.save()
    block = {"scheduled_date": TODAY, "scheduled_time": time(NOW.hour, NOW.minute)}
    for _ in range(MIN_COMPLETIONS):
        task = make_task(duration=30, **block)
        with clock.at(NOW.replace(second=0, microsecond=0) + timedelta(minutes=later)):
            tasks.complete(alice, task.pk)

    assert bool(band(api, make_task(duration=30))) is counts
