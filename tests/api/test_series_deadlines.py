"""Deadlines of series are relative to each day"""

from __future__ import annotations

from datetime import date

import pytest

from tasks.models import Series, Task
from tests.conftest import NOW, instances_of

RULE = {"rrule": "FREQ=WEEKLY", "starts_on": str(NOW.date())}


@pytest.fixture
def report(api):
    body = {"title": "Report", "series": RULE | {"deadline_days": 2}}
    return Task.objects.get(pk=api.post("/tasks", body).json()["tasks"][0]["id"])


def put(api, task, **body):
    return api("PUT", f"/tasks/{task.pk}/series", RULE | body)


def deadlines(task) -> list[date | None]:
    return [task.series.deadline_of(row.recurrence_id) for row in instances_of(task)[:2]]


def test_each_day_of_a_series_has_its_own_deadline(api, report):
    assert deadlines(report) == [date(2026, 3, 4), date(2026, 3, 11)]
    assert api.get(f"/tasks/{report.pk}").json()["series"]["deadline_days"] == 2


def test_change_that_does_not_name_the_deadline_keeps_it(api, report):
    put(api, report, starts_at="09:00")
    assert Series.objects.get(pk=report.pk).deadline_days == 2

    put(api, report, deadline_days=None)
    assert Series.objects.get(pk=report.pk).deadline_days is None


def test_split_series_keeps_deadline_and_pauses(api, report):
    api("PUT", f"/tasks/{report.pk}/series/pause", {"until": None, "when_away": True})
    put(api, report, scope="following", **{"from": "2026-03-16"})

    new = Series.objects.exclude(pk=report.pk).get()
    assert (new.deadline_days, new.pauses_when_away) == (2, True)


@pytest.mark.parametrize("days", [-1, 367, "2"])
def test_impossible_deadline_of_a_series_is_rejected(api, report, days):
    assert put(api, report, deadline_days=days).status_code == 422
    assert Series.objects.get(pk=report.pk).deadline_days == 2


def test_other_user_cannot_set_the_deadline_of_a_series(bobs_api, report):
    assert put(bobs_api, report, deadline_days=5).status_code == 404
