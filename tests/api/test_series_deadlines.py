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


@pytest.mark.parametrize("scope", [{}, {"scope": "following", "from": "2026-03-09"}])
def test_change_that_does_not_name_the_exceptions_keeps_them(api, report, scope):
    deleted, extra = "2026-03-16", "2026-03-18"
    put(api, report, rdates=[extra])
    api("DELETE", f"/instances/{report.instances.get(recurrence_id=deleted).pk}")

    series = put(api, report, starts_at="09:00", **scope).json()["tasks"][-1]["series"]
    assert (series["exdates"], series["rdates"]) == ([deleted], [extra])


def test_change_that_names_no_exceptions_removes_them(api, report):
    put(api, report, exdates=["2026-03-16"], rdates=["2026-03-18"])
    put(api, report, exdates=[], rdates=[])

    series = Series.objects.get(pk=report.pk)
    assert (series.exdates, series.rdates) == ([], [])


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


def add(api, **fields):
    return api.post("/tasks", {"title": "Report", **fields})


def series_of(response) -> Series:
    return Series.objects.get(pk=response.json()["tasks"][0]["id"])


def test_new_series_turns_its_deadline_into_days_after_each_day(api):
    series = series_of(add(api, series=RULE, deadline_date="2026-03-05"))

    assert (series.deadline_days, series.task.deadline_date) == (3, None)


def test_deadline_counts_from_the_first_day_of_the_rule(api):
    rule = {"rrule": "FREQ=WEEKLY;BYDAY=WE", "starts_on": "2026-03-02"}
    assert series_of(add(api, series=rule, deadline_date="2026-03-05")).deadline_days == 1


@pytest.mark.parametrize("day", ["2026-03-01", "2027-03-04"])
def test_deadline_that_cannot_follow_each_day_is_rejected(api, day):
    response = add(api, series=RULE, deadline_date=day)

    assert (response.status_code, Task.objects.count()) == (422, 0)
    assert "0 to 366 days after the first day" in response.content.decode()


def test_deadline_with_a_time_is_rejected_for_a_series(api):
    response = add(api, series=RULE, deadline_date="2026-03-05", deadline_time="17:00")

    assert (response.status_code, Task.objects.count()) == (422, 0)
    assert "has no time" in response.content.decode()


def test_deadline_of_a_task_that_starts_to_repeat_follows_each_day_until_undo(api, make_task):
    task = make_task("Report", deadline_date=date(2026, 3, 5))
    response = put(api, task)
    task.refresh_from_db()
    assert (task.series.deadline_days, task.deadline_date) == (3, None)

    assert api.post(f"/activity/{response.json()['activity']}/undo").status_code == 200
    task = Task.objects.get(pk=task.pk)
    assert (task.repeats, task.deadline_date) == (False, date(2026, 3, 5))


def test_days_to_the_deadline_in_the_rule_win_over_the_date_of_the_task(api):
    body = {"series": RULE | {"deadline_days": 1}, "deadline_date": "2026-03-05"}
    series = series_of(add(api, **body))

    assert (series.deadline_days, series.task.deadline_date) == (1, None)


def test_one_deadline_for_all_days_of_a_series_is_rejected(api, report):
    response = api.patch(f"/tasks/{report.pk}", {"deadline_date": "2026-03-05"})

    assert response.status_code == 422
    assert "This task repeats." in response.content.decode()
    assert Task.objects.get(pk=report.pk).deadline_date is None
    assert api.patch(f"/tasks/{report.pk}", {"deadline_date": None}).status_code == 200
