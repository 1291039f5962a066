"""Days away in the admin: they go through the verbs and change the series that leave them out."""

from __future__ import annotations

from datetime import date

import pytest

from tasks.editing import pauses
from tasks.models import Activity, Away
from tests.conftest import instances_of

ADD = "/admin/tasks/away/add/"
DAY = date(2026, 3, 4)


@pytest.fixture
def series(alice, make_series):
    task = make_series("FREQ=DAILY;COUNT=5")
    pauses.pause(alice, task.pk, None, when_away=True)
    return task


def days(task):
    return {row.recurrence_id for row in instances_of(task)}


def test_admin_adds_and_removes_days_away(admin_client, alice, series):
    body = {"user": alice.pk, "first_day": DAY, "last_day": DAY}
    assert admin_client.post(ADD, body).status_code == 302
    last = Activity.objects.latest_first().first()
    assert (last.user, last.source, DAY in days(series)) == (alice, "admin", False)

    admin_client.post(f"/admin/tasks/away/{Away.objects.get().pk}/delete/", {"post": "yes"})
    assert (Away.objects.exists(), DAY in days(series)) == (False, True)


def test_admin_shows_why_days_away_are_rejected(admin_client, alice):
    body = {"user": alice.pk, "first_day": DAY, "last_day": date(2026, 3, 3)}
    errors = admin_client.post(ADD, body).context["adminform"].form.errors
    assert errors["__all__"] == ["The last day away can't be before the first."]
    assert not Away.objects.exists()
