"""editing.trash with series that repeat several times a day: one time is deleted by itself."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from tasks.editing import instances, pauses, trash
from tasks.editing import series as series_edits
from tasks.editing.undo import undo
from tasks.errors import NotFound
from tasks.materialization import materialize_all_instances
from tasks.models import Series, Task, TaskInstance
from tests.conftest import NOW
from tests.world import everything

TODAY = NOW.date()
TOMORROW = TODAY + timedelta(days=1)
FAR = TODAY + timedelta(days=75)
MORNING, NOON, EVENING = time(8), time(14), time(20)


@pytest.fixture
def pills(make_series):
    return make_series("FREQ=DAILY", starts_at=MORNING, times=[MORNING, NOON, EVENING])


def times_on(user, day, task=None):
    rows = TaskInstance.objects.for_user(user).filter(recurrence_id=day).order_by("recurrence_time")
    return [row.recurrence_time for row in (rows.filter(task=task) if task else rows)]


def delete(user, task, day, *times):
    rows = TaskInstance.objects.for_user(user).filter(task=task, recurrence_id=day)
    for at in times:
        trash.delete_day(user, rows.get(recurrence_time=at).pk)


def erase_time(user, task, day, at, erase=trash.erase_day):
    delete(user, task, day, at)
    rows = TaskInstance.objects.with_deleted(user)
    erase(user, rows.get(task=task, recurrence_id=day, recurrence_time=at).pk)


def test_deleting_one_time_keeps_the_others_when_the_series_is_paused_or_changed(alice, pills):
    delete(alice, pills, TOMORROW, MORNING)
    pauses.pause(alice, pills.pk, None)
    assert times_on(alice, TOMORROW) == [NOON, EVENING]

    spec = series_edits.spec_of(Series.objects.get().rule)
    series_edits.repeat(alice, pills.pk, spec)
    assert times_on(alice, TOMORROW) == [NOON, EVENING]


def test_deleting_one_time_beyond_the_horizon_keeps_the_others(alice, api, pills, clock):
    path = f"/instances?first={FAR}&last={FAR}"
    first = api.get(path).json()[0]
    assert api("DELETE", f"/instances/{first['id']}").status_code == 200
    assert [day["recurrence_time"][:5] for day in api.get(path).json()] == ["14:00", "20:00"]

    clock.shift(timedelta(days=20))
    materialize_all_instances()
    assert times_on(alice, FAR) == [NOON, EVENING]


@pytest.mark.parametrize("erase", [trash.erase_day, lambda user, _pk: trash.empty(user)])
def test_time_deleted_permanently_stays_away_when_the_series_is_paused_or_changed(
    alice, pills, erase
):
    erase_time(alice, pills, TOMORROW, MORNING, erase)
    pauses.pause(alice, pills.pk, None)
    assert times_on(alice, TOMORROW) == [NOON, EVENING]

    spec = series_edits.spec_of(Series.objects.get().rule) | {"rrule": "FREQ=DAILY;COUNT=50"}
    series_edits.repeat(alice, pills.pk, spec)
    assert times_on(alice, TOMORROW) == [NOON, EVENING]


def test_time_deleted_before_series_excluded_times_stays_away(alice, pills):
    delete(alice, pills, TOMORROW, MORNING)
    Series.objects.update(extimes=[])  # as the previous release leaves it
    trash.empty(alice)
    pauses.pause(alice, pills.pk, None)
    assert times_on(alice, TOMORROW) == [NOON, EVENING]


def test_time_beyond_the_horizon_deleted_permanently_stays_away(alice, pills, clock):
    row = instances.add(alice, pills.pk, FAR, MORNING).changes[0].object_id
    trash.delete_day(alice, row)
    trash.empty(alice)
    clock.shift(timedelta(days=20))
    materialize_all_instances()
    assert times_on(alice, FAR) == [NOON, EVENING]


def test_time_deleted_permanently_stays_away_when_the_times_change(alice, pills):
    erase_time(alice, pills, TOMORROW, MORNING)
    spec = series_edits.spec_of(Series.objects.get().rule)
    times = [time(9), time(15), time(21)]
    log = series_edits.repeat(alice, pills.pk, {**spec, "starts_at": time(9), "times": times})
    assert times_on(alice, TOMORROW) == [time(15), time(21)]

    undo(alice, log.activity.pk)
    assert times_on(alice, TOMORROW) == [NOON, EVENING]


def test_day_whose_times_were_deleted_permanently_gets_only_the_restored_one_back(alice, pills):
    erase_time(alice, pills, TOMORROW, MORNING)
    delete(alice, pills, TOMORROW, NOON, EVENING)
    assert Series.objects.get().exdates == [TOMORROW]
    rows = TaskInstance.objects.with_deleted(alice).filter(recurrence_id=TOMORROW)
    trash.restore_day(alice, rows.get(recurrence_time=NOON).pk)
    pauses.pause(alice, pills.pk, None)
    assert times_on(alice, TOMORROW) == [NOON]


def test_deleting_every_time_excludes_the_day_until_one_is_restored(alice, pills):
    before = everything(alice)
    delete(alice, pills, TOMORROW, MORNING, NOON)
    assert Series.objects.get().exdates == []
    delete(alice, pills, TOMORROW, EVENING)
    assert Series.objects.get().exdates == [TOMORROW]

    rows = TaskInstance.objects.with_deleted(alice).filter(recurrence_id=TOMORROW)
    trash.restore_day(alice, rows.get(recurrence_time=NOON).pk)
    pauses.pause(alice, pills.pk, None)
    assert times_on(alice, TOMORROW) == [NOON]
    for row in rows.exclude(recurrence_time=NOON):
        trash.restore_day(alice, row.pk)
    assert everything(alice) == before


@pytest.mark.parametrize("remove", [delete, erase_time])
def test_following_series_does_not_bring_a_deleted_time_back(alice, pills, remove):
    day = date(2026, 3, 6)
    remove(alice, pills, day, MORNING)
    before = everything(alice)
    spec = series_edits.spec_of(Series.objects.get().rule)
    log = series_edits.repeat_following(alice, pills.pk, spec, date(2026, 3, 4))

    new = Task.objects.exclude(pk=pills.pk).get()
    assert times_on(alice, day, new) == [NOON, EVENING]
    undo(alice, log.activity.pk)
    assert everything(alice) == before


def test_other_person_cannot_delete_one_time_of_a_day(alice, bob, pills):
    row = TaskInstance.objects.get(recurrence_id=TOMORROW, recurrence_time=MORNING)
    with pytest.raises(NotFound):
        trash.delete_day(bob, row.pk)
    assert times_on(alice, TOMORROW) == [MORNING, NOON, EVENING]
