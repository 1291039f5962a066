"""Series that repeat several times a day: each time of a day is a separate instance."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection

from tasks.editing import instances, pauses, series, tasks, timer
from tasks.editing.quickadd import quick_add
from tasks.editing.undo import undo
from tasks.errors import NotFound, Rejected
from tasks.materialization import materialize_all_instances
from tasks.models import Completion, Task, TaskInstance
from tasks.models.instance import id_of_day
from tests.conftest import NOW, instances_of
from tests.world import everything

TODAY = NOW.date()
TOMORROW = TODAY + timedelta(days=1)
NINE, TEN, SIX = time(9), time(10), time(18)


@pytest.fixture
def pills(alice, make_series):
    """A series at 9 and 18 o'clock."""
    return make_series("FREQ=DAILY", starts_at=NINE, times=[NINE, SIX])


def keys(task, day=None):
    rows = [row for row in instances_of(task) if day in (None, row.recurrence_id)]
    return sorted(row.key for row in rows)


def on(task, day, at):
    return TaskInstance.objects.get(task=task, recurrence_id=day, recurrence_time=at)


def spec(rrule="FREQ=DAILY", **more):
    return {"rrule": rrule, "starts_on": TODAY, "exdates": [], "rdates": [], **more}


@pytest.mark.parametrize(
    ("line", "times"),
    [
        ("Take pills every day at 8 and 20", [(8, 0), (20, 0)]),
        ("Take pills twice a day", [(9, 0), (18, 0)]),
        ("Take pills 3 times a day", [(9, 0), (13, 30), (18, 0)]),
        ("Take pills every 8 hours", [(0, 0), (8, 0), (16, 0)]),
        ("Take pills every mon and thu at 8:30 and 20", [(8, 30), (20, 0)]),
    ],
)
def test_quick_add_repeats_several_times_a_day(alice, line, times):
    quick_add(alice, line, {})
    task = Task.objects.get()

    full_day = max(row.recurrence_id for row in instances_of(task))
    assert task.title == "Take pills"
    assert [(at.hour, at.minute) for _, at in keys(task, full_day)] == times


def test_series_typed_after_its_time_starts_with_the_next_one(alice, clock):
    clock.move_to(datetime(2026, 3, 2, 11, tzinfo=UTC))
    quick_add(alice, "Take pills every day at 8 and 20", {})

    assert keys(Task.objects.get(), TODAY) == [(TODAY, time(20))]
    assert len(keys(Task.objects.get(), TOMORROW)) == 2


def test_count_of_a_line_counts_each_time(alice):
    quick_add(alice, "Take pills every day at 10 and 20 for 6 times", {})

    assert len(instances_of(Task.objects.get())) == 6


def test_each_time_has_a_row_with_its_instant_on_each_day_of_the_horizon(alice, pills):
    rows = instances_of(pills)

    assert len(rows) == 2 * 61
    assert {(row.recurrence_time, row.scheduled_time) for row in rows} == {(NINE, NINE), (SIX, SIX)}
    assert on(pills, TODAY, SIX).starts_at == datetime(2026, 3, 2, 17, tzinfo=UTC)
    assert not any(row.moved for row in rows)


def test_cycle_adds_each_time_of_the_next_day_once(alice, pills, clock):
    clock.shift(timedelta(days=1))
    first, second = materialize_all_instances(), materialize_all_instances()

    assert (first.instances, second.instances) == (2, 0)
    assert keys(pills, TODAY + timedelta(days=61)) == [
        (TODAY + timedelta(days=61), NINE),
        (TODAY + timedelta(days=61), SIX),
    ]


def test_completing_one_time_leaves_the_others_open(alice, pills):
    instances.complete(alice, on(pills, TODAY, NINE).pk)
    instances.skip(alice, on(pills, TOMORROW, NINE).pk)
    instances.change(alice, on(pills, TODAY, SIX).pk, {"scheduled_time": time(20)})

    assert on(pills, TODAY, NINE).status == "completed"
    assert on(pills, TODAY, SIX).status == on(pills, TOMORROW, SIX).status == "pending"
    assert on(pills, TODAY, SIX).moved


def test_undo_reopens_just_the_time_that_was_completed_at_the_same_moment(alice, pills):
    first = instances.complete(alice, on(pills, TODAY, NINE).pk)
    instances.complete(alice, on(pills, TODAY, SIX).pk)
    undo(alice, first.activity.pk)

    facts = Completion.objects.filter(taken_back_at=None)
    assert [fact.recurrence_time for fact in facts] == [SIX]


def test_timer_of_one_time_counts_for_that_time(alice, pills, clock):
    timer.start(alice, pills.pk, on(pills, TODAY, NINE).pk)
    clock.shift(timedelta(minutes=10))
    instances.complete(alice, on(pills, TODAY, SIX).pk)
    instances.complete(alice, on(pills, TODAY, NINE).pk)

    minutes = dict(Completion.objects.values_list("recurrence_time", "actual_minutes"))
    assert minutes == {SIX: None, NINE: 10}


def test_new_times_keep_what_was_done_and_moved_on_a_day(alice, pills):
    instances.complete(alice, on(pills, TODAY, NINE).pk)
    instances.change(alice, on(pills, TOMORROW, SIX).pk, {"scheduled_time": time(21)})
    log = series.repeat(alice, pills.pk, spec(starts_at=TEN, times=[TEN, time(19)]))

    assert on(pills, TODAY, TEN).status == "completed"
    assert on(pills, TOMORROW, time(19)).scheduled_time == time(21)
    assert len(instances_of(pills)) == 2 * 61
    undo(alice, log.activity.pk)
    assert on(pills, TODAY, NINE).status == "completed"


def test_series_changes_between_one_and_several_times_and_keeps_its_days(alice, make_series):
    run = make_series("FREQ=DAILY", starts_at=NINE)
    instances.complete(alice, instances_of(run)[0].pk)
    before = everything(alice)
    log = series.repeat(alice, run.pk, spec(starts_at=NINE, times=[NINE, SIX]))

    assert [
        (row.key[1], row.status) for row in instances_of(run) if row.recurrence_id == TODAY
    ] == [
        (NINE, "completed"),
        (SIX, "pending"),
    ]
    back = series.repeat(alice, run.pk, spec(starts_at=NINE))
    assert len(instances_of(run)) == 61
    assert {row.recurrence_time for row in instances_of(run)} == {None}
    undo(alice, back.activity.pk)
    undo(alice, log.activity.pk)
    assert everything(alice) == before


def test_following_series_gets_the_times_of_the_day_that_are_not_done(alice, pills):
    at = TODAY + timedelta(days=3)
    instances.complete(alice, on(pills, at, NINE).pk)
    series.repeat_following(alice, pills.pk, spec(starts_at=NINE, times=[NINE, SIX]), at)
    new = Task.objects.exclude(pk=pills.pk).get()

    days = [(row.key[1], row.status) for row in instances_of(new) if row.recurrence_id == at]
    assert days == [(NINE, "skipped"), (SIX, "pending")]
    assert len(keys(new, at + timedelta(days=1))) == 2
    assert on(pills, at, NINE).status == "completed"
    assert {row.recurrence_id for row in instances_of(pills)} == {
        *(TODAY + timedelta(days=n) for n in range(3)),
        at,
    }


def test_pause_and_resume_remove_and_restore_every_time(alice, pills):
    pauses.pause(alice, pills.pk, TODAY + timedelta(days=5))
    assert keys(pills, TODAY) == []
    pauses.pause(alice, pills.pk, None)
    assert keys(pills, TODAY) == [(TODAY, NINE), (TODAY, SIX)]


def test_stopping_leaves_one_task_at_the_next_time(alice, pills):
    instances.complete(alice, on(pills, TODAY, NINE).pk)
    series.stop(alice, pills.pk)
    pills.refresh_from_db()

    assert (pills.scheduled_date, pills.scheduled_time) == (TODAY, SIX)


def test_time_of_a_far_day_gets_its_row_by_the_number_in_its_id(alice, make_series):
    yearly = make_series("FREQ=YEARLY;INTERVAL=1", starts_at=NINE, times=[NINE, SIX])
    far = date(2028, 3, 2)
    instances.complete(alice, id_of_day(yearly.pk, far, 1))

    assert on(yearly, far, SIX).status == "completed"
    with pytest.raises(NotFound):
        instances.complete(alice, id_of_day(yearly.pk, far, 2))


def test_other_person_cannot_complete_a_time(bob, pills):
    with pytest.raises(NotFound):
        instances.complete(bob, on(pills, TODAY, NINE).pk)
    with pytest.raises(NotFound):
        instances.complete(bob, id_of_day(pills.pk, date(2028, 3, 2), 1))


def test_times_are_bounded_and_need_a_calendar_rule(alice):
    times = [time(hour, minute) for hour in range(24) for minute in (0, 30)]
    for bad in ({"times": times}, {"times": [NINE, SIX], "kind": "after_completion"}):
        with pytest.raises(Rejected):
            tasks.add(alice, {"title": "Pills", "series": spec(**bad)})


def test_previous_release_inserts_and_reads_rows_of_series_with_one_time(alice, make_series):
    run = make_series("FREQ=DAILY", starts_at=NINE)
    TaskInstance.objects.filter(task=run).delete()
    insert = """
        INSERT INTO tasks_taskinstance
            (user_id, task_id, recurrence_id, scheduled_date, scheduled_time, starts_at)
        VALUES (%s, %s, '2026-03-02', '2026-03-02', '09:00', now())
        ON CONFLICT (task_id, recurrence_id) DO NOTHING"""
    with connection.cursor() as cursor:
        for _ in range(2):
            cursor.execute(insert, [alice.pk, run.pk])
        series.repeat(alice, run.pk, spec(starts_at=NINE))
        cursor.execute(
            "SELECT count(recurrence_id), count(*) FROM tasks_taskinstance WHERE task_id = %s",
            [run.pk],
        )
        assert cursor.fetchone() == (61, 61)
