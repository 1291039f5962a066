"""editing.pauses: series that end in a pause, days moved out of it, and many days away"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tasks.constants import MAX_AWAY_PERIODS
from tasks.editing import instances, pauses, series
from tasks.editing.quickadd import quick_add
from tasks.editing.undo import undo
from tasks.models import Away, Task, TaskInstance
from tasks.recurrence import Rule
from tests.conftest import NOW, instances_of
from tests.world import everything

TODAY = NOW.date()
THURSDAY, FRIDAY = date(2026, 3, 5), date(2026, 3, 6)
NEXT_MONDAY = date(2026, 3, 9)


@pytest.fixture
def gym(alice):
    quick_add(alice, "Gym every day until fri", {})
    return Task.objects.get()


def test_series_that_ends_in_a_pause_is_completed_and_undo_reopens_it(alice, gym):
    before = everything(alice)
    log = pauses.pause(alice, gym.pk, NEXT_MONDAY)
    gym.refresh_from_db()
    assert (gym.status, instances_of(gym)) == ("completed", [])

    undo(alice, log.activity.pk)
    assert everything(alice) == before


def test_series_that_ends_in_days_away_is_completed(alice, bob, gym, make_series):
    bobs = make_series("FREQ=DAILY;COUNT=3", user=bob)
    pauses.pause(alice, gym.pk, None, when_away=True)
    pauses.pause(bob, bobs.pk, None, when_away=True)
    log = pauses.add_away(alice, TODAY, NEXT_MONDAY)
    assert Task.objects.get(pk=gym.pk).status == "completed"
    assert Task.objects.get(pk=bobs.pk).status == "pending"

    undo(alice, log.activity.pk)
    assert Task.objects.get(pk=gym.pk).status == "pending"
    assert instances_of(gym)[-1].recurrence_id == FRIDAY


def test_series_whose_rule_now_ends_in_the_past_is_completed(alice, make_series):
    run = make_series("FREQ=DAILY", starts_on=date(2026, 2, 2))
    spec = {"rrule": "FREQ=DAILY;UNTIL=20260220", "starts_on": date(2026, 2, 2)}
    series.repeat(alice, run.pk, spec)

    run.refresh_from_db()
    assert run.status == "completed"


def test_series_with_an_overdue_day_stays_pending_when_it_ends_in_a_pause(alice, gym, clock):
    clock.shift(timedelta(days=1))
    pauses.pause(alice, gym.pk, NEXT_MONDAY)

    gym.refresh_from_db()
    assert gym.status == "pending"
    assert [row.recurrence_id for row in instances_of(gym)] == [TODAY]


def test_day_moved_out_of_a_pause_stays_with_its_title_and_notes(alice, make_series):
    rows = {row.recurrence_id: row for row in instances_of(make_series())}
    later = {"own_title": "With Eve", "own_description": "Towel", "scheduled_date": NEXT_MONDAY}
    instances.change(alice, rows[THURSDAY].pk, later)
    instances.change(alice, rows[FRIDAY].pk, {"scheduled_date": THURSDAY})
    task = rows[THURSDAY].task_id
    pauses.pause(alice, task, NEXT_MONDAY)
    to_come = TaskInstance.objects.for_user(alice).filter(recurrence_id__lt=NEXT_MONDAY)
    assert [row.pk for row in to_come] == [rows[THURSDAY].pk]

    pauses.pause(alice, task, None)
    row = TaskInstance.objects.get(recurrence_id=THURSDAY)
    assert (row.own_title, row.own_description) == ("With Eve", "Towel")
    assert row.scheduled_date == NEXT_MONDAY


def test_day_moved_out_of_days_away_stays_and_one_outside_the_rule_does_not(alice, make_series):
    task = make_series()
    pauses.pause(alice, task.pk, None, when_away=True)
    rows = {row.recurrence_id: row for row in instances_of(task)}
    instances.change(alice, rows[THURSDAY].pk, {"scheduled_date": NEXT_MONDAY})
    pauses.add_away(alice, THURSDAY, FRIDAY)
    assert TaskInstance.objects.filter(recurrence_id=THURSDAY).exists()

    series.repeat(alice, task.pk, {"rrule": "FREQ=WEEKLY;BYDAY=MO", "starts_on": TODAY})
    assert not TaskInstance.objects.filter(recurrence_id=THURSDAY).exists()


def test_periods_of_days_away_are_bounded_for_each_person(api, bobs_api, alice):
    Away.objects.bulk_create(
        Away(user=alice, first_day=TODAY, last_day=TODAY) for _ in range(MAX_AWAY_PERIODS)
    )
    trip = {"first_day": "2026-03-04", "last_day": "2026-03-06"}
    response = api.post("/away", trip)

    assert response.status_code == 422
    assert "100 periods of days away" in response.content.decode()
    assert bobs_api.post("/away", trip).status_code == 200


def test_next_day_after_a_century_of_days_away_takes_few_steps(alice, make_series, monkeypatch):
    task = make_series()
    years = [TODAY + timedelta(days=366 * n) for n in range(MAX_AWAY_PERIODS)]
    Away.objects.bulk_create(
        Away(user=alice, first_day=day, last_day=day + timedelta(days=365)) for day in years
    )
    steps = []
    search = Rule.next_between
    monkeypatch.setattr(Rule, "next_between", lambda *args: steps.append(args) or search(*args))
    pauses.pause(alice, task.pk, None, when_away=True)

    (row,) = instances_of(task)
    assert row.recurrence_id == years[-1] + timedelta(days=366)
    assert len(steps) < 10
