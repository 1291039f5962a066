"""editing.series.repeat_following: what the new series carries over, and its undo"""

from __future__ import annotations

from datetime import date, time

import pytest

from tasks.editing import instances, series, tasks
from tasks.editing.undo import undo
from tasks.models import Label, Task, TaskDependency
from tests.conftest import NOW, instances_of
from tests.world import everything

TODAY = NOW.date()
AT = date(2026, 3, 5)


def spec(rrule="FREQ=DAILY", **more):
    return {"rrule": rrule, "starts_on": TODAY, "exdates": [], "rdates": [], **more}


def split(alice, task, rrule="FREQ=DAILY", at=AT, **more):
    """Split a series; return the task of the new one and the activity."""
    before = set(Task.objects.values_list("pk", flat=True))
    log = series.repeat_following(alice, task.pk, spec(rrule, **more), at)
    return Task.objects.exclude(pk__in=before).get(parent=task.parent), log.activity


@pytest.mark.parametrize(
    ("rrule", "changed", "days"),
    [
        ("FREQ=DAILY;COUNT=6", "FREQ=DAILY;COUNT=6", 3),
        ("FREQ=DAILY;COUNT=6", "COUNT=6;FREQ=DAILY;INTERVAL=2", 3),  # another interval
        ("FREQ=DAILY;COUNT=6", "FREQ=DAILY;COUNT=8", 8),  # a count that the person changed
        ("FREQ=DAILY", "FREQ=DAILY;COUNT=6", 6),
    ],
)
def test_new_series_gets_the_rest_of_the_count(alice, make_series, rrule, changed, days):
    new, _ = split(alice, make_series(rrule), changed, starts_at=time(9))

    assert len(instances_of(new)) == days


def test_rest_of_the_count_includes_days_done_early_and_excluded(alice, make_series):
    course = make_series("FREQ=DAILY;COUNT=6", exdates=[date(2026, 3, 6)])
    instances.complete(alice, instances_of(course)[-1].pk)
    new, _ = split(alice, course, "FREQ=DAILY;COUNT=6", exdates=[date(2026, 3, 6)])

    assert [row.recurrence_id.day for row in instances_of(new)] == [5]
    assert [row.recurrence_id.day for row in instances_of(course)] == [2, 3, 4, 7]


def test_after_completion_course_of_three_stays_a_course_of_three(alice, make_series, clock):
    filter_ = make_series("FREQ=DAILY;COUNT=3", kind="after_completion")
    instances.complete(alice, instances_of(filter_)[0].pk)
    new, _ = split(
        alice, filter_, "FREQ=DAILY;COUNT=3", at=date(2026, 3, 3), kind="after_completion"
    )
    for _ in range(2):
        instances.complete(alice, instances_of(new)[-1].pk)

    new.refresh_from_db()
    assert new.status == "completed"


@pytest.fixture
def trip(alice, make_series, make_task):
    """A series with two levels of subtasks, labels and dependencies inside and outside."""
    label = Label.objects.create(user=alice, name="errand")
    trip = make_series("FREQ=WEEKLY", "Trip", starts_on=date(2026, 2, 2))
    ticket = make_task("Buy tickets", parent_id=trip.pk, labels=[label.pk], description="Window")
    seat = make_task("Choose seats", parent_id=ticket.pk)
    pack = make_task("Pack", parent_id=trip.pk, blocked_by=[ticket.pk])
    make_task("Tell mum", blocked_by=[trip.pk])
    tasks.change(alice, trip.pk, {"blocked_by": [make_task("Get a passport").pk]})
    tasks.complete(alice, seat.pk)
    assert pack.parent_id == trip.pk
    return trip


def test_new_series_has_the_subtasks_as_open_tasks(alice, trip):
    new, _ = split(alice, trip, "FREQ=WEEKLY", at=date(2026, 3, 9))

    tickets, pack = new.subtasks.order_by("pk")
    (seat,) = tickets.subtasks.all()
    assert [row.title for row in (tickets, pack, seat)] == ["Buy tickets", "Pack", "Choose seats"]
    assert {row.status for row in (tickets, pack, seat)} == {"pending"}
    assert tickets.description == "Window"
    assert [label.name for label in tickets.labels.all()] == ["errand"]
    assert [row.blocker for row in TaskDependency.objects.filter(task=pack)] == [tickets]


def test_dependants_wait_for_the_new_series_and_it_waits_for_its_blockers(alice, trip):
    new, _ = split(alice, trip, "FREQ=WEEKLY", at=date(2026, 3, 9))

    waiting = TaskDependency.objects.filter(blocker=new)
    assert [row.task.title for row in waiting] == ["Tell mum"]
    blockers = TaskDependency.objects.filter(task=new)
    assert [row.blocker.title for row in blockers] == ["Get a passport"]


def test_scheduled_subtask_is_not_scheduled_twice(alice, trip):
    pack = Task.objects.get(title="Pack")
    tasks.change(alice, pack.pk, {"scheduled_date": date(2026, 3, 10)})
    split(alice, trip, "FREQ=WEEKLY", at=date(2026, 3, 9))

    days = Task.objects.filter(title="Pack").order_by("pk")
    assert [row.scheduled_date for row in days] == [None, date(2026, 3, 10)]


def test_repeating_subtask_moves_to_the_new_series_with_its_days(alice, trip, make_series):
    inner = make_series("FREQ=DAILY", "Check the weather")
    tasks.change(alice, inner.pk, {"parent_id": trip.pk})
    new, _ = split(alice, trip, "FREQ=WEEKLY", at=date(2026, 3, 9))

    inner.refresh_from_db()
    assert (inner.parent_id, Task.objects.filter(title="Check the weather").count()) == (new.pk, 1)


def test_old_series_completes_itself_when_the_change_leaves_it_no_days(alice, trip):
    for row in instances_of(trip):
        if row.recurrence_id < TODAY:
            instances.complete(alice, row.pk)
    new, _ = split(alice, trip, "FREQ=WEEKLY", at=TODAY)

    trip.refresh_from_db()
    assert (trip.status, new.status) == ("completed", "pending")


@pytest.mark.parametrize("at", [TODAY, date(2026, 3, 9), date(2026, 8, 3)])
def test_undo_of_a_split_restores_everything_exactly(alice, trip, make_series, at):
    inner = make_series("FREQ=DAILY", "Check the weather")
    tasks.change(alice, inner.pk, {"parent_id": trip.pk})
    instances.change(alice, instances_of(trip)[3].pk, {"own_title": "By boat"})
    before = everything(alice)
    _, activity = split(alice, trip, "FREQ=WEEKLY;INTERVAL=2", at=at)
    undo(alice, activity.pk)

    assert everything(alice) == before
