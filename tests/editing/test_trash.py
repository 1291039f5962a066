"""editing.trash: delete, restore and delete permanently"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tasks.editing import instances, tasks, trash
from tasks.editing import series as series_edits
from tasks.editing.undo import undo
from tasks.errors import Conflict, NotFound, Rejected
from tasks.models import Series, Task, TaskDependency, TaskInstance
from tests.conftest import NOW, instances_of
from tests.world import TODAY, everything


def test_delete_twice_keeps_the_first_instant(alice, make_task, clock):
    task = make_task()
    trash.delete(alice, task.pk)
    clock.shift(timedelta(days=3))
    trash.delete(alice, task.pk)

    assert Task.objects.get().deleted_at == NOW


def test_delete_of_an_archived_task_moves_it_to_the_trash(alice, make_task):
    task = make_task()
    tasks.archive(alice, task.pk)
    trash.delete(alice, task.pk)
    assert Task.objects.get().deleted_at

    tasks.restore(alice, task.pk)
    assert Task.objects.get().status == "pending"


def test_restore_of_a_tree_leaves_a_subtask_that_was_deleted_before(alice, make_task, clock):
    trip = make_task("Trip")
    train = make_task("Train", parent_id=trip.pk)
    trash.delete(alice, train.pk)
    clock.shift(60)
    trash.delete(alice, trip.pk)
    tasks.restore(alice, trip.pk)

    train.refresh_from_db()
    assert (train.status, train.deleted_at) == ("archived", NOW)


def test_deleted_day_stays_away_when_the_rule_is_written_again(alice, make_series):
    series = make_series("FREQ=DAILY;COUNT=5")
    day = instances_of(series)[1]
    trash.delete_day(alice, day.pk)
    rule = Series.objects.get().rule
    series_edits.repeat(alice, series.pk, series_edits.spec_of(rule))
    series_edits.repeat(alice, series.pk, {**series_edits.spec_of(rule), "exdates": ()})

    visible = TaskInstance.objects.for_user(alice).filter(recurrence_id=day.recurrence_id)
    assert not visible.exists()


def test_deleted_day_stays_away_after_it_was_deleted_permanently(alice, make_series):
    series = make_series("FREQ=DAILY;COUNT=5")
    day = instances_of(series)[1]
    trash.delete_day(alice, day.pk)
    trash.erase_day(alice, day.pk)
    series_edits.repeat(alice, series.pk, series_edits.spec_of(Series.objects.get().rule))

    assert len(instances_of(series)) == 4


def test_deleted_day_beyond_the_horizon_is_no_future_day(api, make_series):
    make_series("FREQ=YEARLY", starts_on=TODAY)
    later = TODAY.replace(year=TODAY.year + 3)
    path = f"/instances?first={later}&last={later}"
    (day,) = api.get(path).json()
    assert api("DELETE", f"/instances/{day['id']}").status_code == 200

    assert api.get(path).json() == []


def test_delete_of_the_only_day_adds_the_next_one(alice, make_series):
    series = make_series("FREQ=YEARLY", starts_on=TODAY)
    trash.delete_day(alice, TaskInstance.objects.get().pk)

    days = TaskInstance.objects.for_user(alice).values_list("recurrence_id", flat=True)
    assert list(days) == [TODAY.replace(year=TODAY.year + 1)]
    assert series.instances.count() == 2


def test_delete_of_a_day_after_completion_adds_the_next_and_restore_removes_it(alice, make_series):
    make_series("FREQ=DAILY;INTERVAL=3", kind="after_completion")
    before = everything(alice)
    day = TaskInstance.objects.get()
    trash.delete_day(alice, day.pk)
    pending = TaskInstance.objects.for_user(alice).pending()
    assert [row.scheduled_date for row in pending] == [TODAY + timedelta(days=3)]

    trash.restore_day(alice, day.pk)
    assert everything(alice) == before


def test_delete_of_the_last_day_completes_the_series_and_restore_reopens_it(alice, make_series):
    series = make_series("FREQ=DAILY;COUNT=1")
    day = instances_of(series)[0]
    trash.delete_day(alice, day.pk)
    assert Task.objects.get().status == "completed"

    trash.restore_day(alice, day.pk)
    assert Task.objects.get().status == "pending"


def test_series_split_does_not_bring_a_deleted_day_back(alice, make_series):
    series = make_series("FREQ=DAILY")
    day = instances_of(series)[5]
    trash.delete_day(alice, day.pk)
    spec = series_edits.spec_of(Series.objects.get().rule)
    series_edits.repeat_following(alice, series.pk, spec, TODAY + timedelta(days=3))

    on_day = TaskInstance.objects.for_user(alice).filter(recurrence_id=day.recurrence_id)
    assert not on_day.exists()


def test_restore_of_a_day_is_rejected_while_its_task_is_in_the_trash(alice, make_series):
    series = make_series()
    day = instances_of(series)[0]
    trash.delete_day(alice, day.pk)
    trash.delete(alice, series.pk)

    with pytest.raises(Rejected, match="Restore the task"):
        trash.restore_day(alice, day.pk)


def test_restore_of_a_day_is_rejected_when_its_task_no_longer_repeats(alice, make_series):
    series = make_series()
    day = instances_of(series)[0]
    trash.delete_day(alice, day.pk)
    series_edits.stop(alice, series.pk)

    with pytest.raises(Rejected, match="no longer repeats"):
        trash.restore_day(alice, day.pk)


def test_deleted_days_cannot_be_edited(alice, make_series):
    day = instances_of(make_series())[0]
    trash.delete_day(alice, day.pk)

    for edit in (instances.complete, instances.skip, instances.reopen, trash.delete_day):
        with pytest.raises(NotFound):
            edit(alice, day.pk)


def test_permanent_deletion_frees_a_task_that_waited_for_it(alice, make_task):
    blocker = make_task("First")
    waiting = make_task("Second", blocked_by=[blocker.pk])
    trash.delete(alice, blocker.pk)
    log = trash.erase_task(alice, blocker.pk)

    assert not TaskDependency.objects.exists()
    assert Task.objects.get() == waiting
    assert {change.kind for change in log.changes} == {"dependency", "task"}


def test_permanent_deletion_is_rejected_outside_the_trash(alice, make_task, make_series):
    task, day = make_task(), instances_of(make_series())[0]
    with pytest.raises(Rejected, match="Move this task to the trash"):
        trash.erase_task(alice, task.pk)
    with pytest.raises(Rejected, match="Move this day to the trash"):
        trash.erase_day(alice, day.pk)


def test_permanent_deletion_keeps_no_text_in_its_log_and_cannot_be_undone(alice, make_task):
    task = make_task("Secret plan")
    deleted = trash.delete(alice, task.pk)
    erased = trash.erase_task(alice, task.pk)

    assert [(change.before, change.after) for change in erased.changes] == [({}, None)]
    with pytest.raises(Conflict, match="deleted permanently"):
        undo(alice, erased.activity.pk)
    with pytest.raises(Conflict, match="has been deleted since"):
        undo(alice, deleted.activity.pk)


def test_empty_deletes_what_was_deleted_and_keeps_what_was_archived(alice, make_task, monkeypatch):
    monkeypatch.setattr(trash, "ROWS_AT_ONCE", 2)
    archived = make_task("Archived")
    tasks.archive(alice, archived.pk)
    for number in range(5):
        trash.delete(alice, make_task(f"Task {number}").pk)

    assert trash.empty(alice) == 5
    assert Task.objects.get() == archived
