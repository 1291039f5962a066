"""PUT /tasks/{id}/series with the version of the rule that the person saw"""

from __future__ import annotations

import pytest

from tasks.models import Series
from tests.conftest import NOW

TODAY = str(NOW.date())
DAILY = {"rrule": "FREQ=DAILY", "starts_on": TODAY}
WEEKLY = {"rrule": "FREQ=WEEKLY", "starts_on": TODAY}


@pytest.fixture
def run(make_series):
    return make_series("FREQ=DAILY", title="Run")


def put(api, task, **body):
    return api("PUT", f"/tasks/{task.pk}/series", body)


def version_of(api, task):
    return api.get(f"/tasks/{task.pk}").json()["series"]["version"]


@pytest.mark.parametrize("scope", [{}, {"scope": "following", "from": "2026-03-09"}])
@pytest.mark.parametrize("newer", [WEEKLY, DAILY | {"times": ["08:00", "20:00"]}])
def test_stale_rule_is_rejected_with_the_newer_one(api, run, scope, newer):
    seen = version_of(api, run)
    put(api, run, **newer, version=seen)
    before = Series.objects.values().get()
    stale = put(api, run, **DAILY | {"starts_at": "09:00"}, **scope, version=seen)

    assert stale.status_code == 409
    assert stale.json()["title"].endswith("”. Change it again if you still want to.")
    assert stale.json()["current"]["series"]["rrule"] == newer["rrule"]
    assert Series.objects.values().get() == before


def test_rule_builds_on_later_changes_of_other_fields(api, run):
    seen = version_of(api, run)
    put(api, run, **DAILY, deadline_days=2)
    api("DELETE", f"/instances/{run.instances.get(recurrence_id='2026-03-16').pk}")
    api("PUT", f"/tasks/{run.pk}/series/pause", {"until": "2026-03-05"})

    assert put(api, run, **WEEKLY, version=seen).status_code == 200
    series = Series.objects.get()
    assert (series.rrule, series.deadline_days, len(series.exdates)) == ("FREQ=WEEKLY", 2, 1)


def test_rule_is_rejected_when_the_task_repeats_since_or_stopped(api, make_task, run):
    once = make_task("Once")
    put(api, once, **DAILY, version=0)
    assert put(api, once, **WEEKLY, version=0).status_code == 409

    seen = version_of(api, run)
    api("DELETE", f"/tasks/{run.pk}/series")
    stopped = put(api, run, **WEEKLY, version=seen)
    assert (stopped.status_code, "no longer repeats" in stopped.json()["title"]) == (409, True)


def test_rule_without_a_version_replaces_any(api, run):
    put(api, run, **WEEKLY)
    assert put(api, run, **DAILY).status_code == 200
