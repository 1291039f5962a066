"""editing.series: make a task repeat, change its rule, split it, stop it"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from tasks.editing import instances, series
from tasks.editing.journal import journal
from tasks.editing.undo import undo
from tasks.errors import NotFound, Rejected
from tasks.models import Activity, Label, Series, Task
from tests.conftest import NOW, instances_of
from tests.world import everything

TODAY = NOW.date()
HORIZON = TODAY + timedelta(days=60)


def spec(rrule="FREQ=DAILY", starts_on=TODAY, **more):
    return {"rrule": rrule, "starts_on": starts_on, "exdates": [], "rdates": [], **more}


@pytest.fixture
def plants(make_series):
    """A task that has repeated every day at eight since Monday; today is Thursday."""
    return make_series(starts_at=time(8))


@pytest.fixture
def days(plants, alice, clock):
    rows = instances_of(plants)
    instances.complete(alice, rows[0].pk)
    instances.skip(alice, rows[1].pk)
    clock.shift(timedelta(days=3))
    return rows


def by_day(task) -> dict[int, str]:
    """Return the status of each day in the first week of March."""
    return {row.recurrence_id.day: row.status for row in instances_of(task)[:7]}


def test_plain_task_becomes_a_series(alice, make_task):
    task = make_task(scheduled_date=TODAY, scheduled_time=time(9))
    series.repeat(alice, task.pk, spec("FREQ=WEEKLY;BYDAY=MO,TH"))

    task.refresh_from_db()
    assert (task.scheduled_date, task.scheduled_time) == (None, None)
    assert [row.recurrence_id.day for row in instances_of(task)[:3]] == [2, 5, 9]


def test_series_stores_a_summary_of_its_rule(alice, make_task):
    task = make_task()
    series.repeat(alice, task.pk, spec("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"))

    assert "2 weeks" in Series.objects.get().summary


def test_new_rule_leaves_finished_and_past_days_alone(alice, plants, days):
    series.repeat(alice, plants.pk, spec("FREQ=WEEKLY;BYDAY=SA"))

    assert by_day(plants) == {
        2: "completed",
        3: "skipped",
        4: "pending",
        7: "pending",
        14: "pending",
        21: "pending",
        28: "pending",
    }


def test_new_rule_keeps_the_rows_of_days_in_both_rules(alice, plants, days):
    series.repeat(alice, plants.pk, spec("FREQ=DAILY;INTERVAL=2"))

    kept = {row.pk for row in instances_of(plants)}
    assert days[4].pk in kept
    assert days[5].pk not in kept


def test_new_rule_keeps_moved_days_where_they_are(alice, plants, days):
    instances.change(alice, days[4].pk, {"scheduled_date": date(2026, 3, 20)})
    series.repeat(alice, plants.pk, spec("FREQ=DAILY;INTERVAL=2"))

    days[4].refresh_from_db()
    assert (days[4].scheduled_date, days[4].moved) == (date(2026, 3, 20), True)


def test_new_rule_keeps_overrides_of_single_days(alice, plants, days):
    instances.change(alice, days[4].pk, {"own_title": "Ferns"})
    series.repeat(alice, plants.pk, spec(starts_at=time(19)))

    days[4].refresh_from_db()
    assert (days[4].own_title, days[4].scheduled_time) == ("Ferns", time(19))


def test_new_time_applies_to_upcoming_days_only(alice, plants, days):
    series.repeat(alice, plants.pk, spec(starts_at=time(19)))

    assert [row.scheduled_time.hour for row in instances_of(plants)[:5]] == [8, 8, 8, 19, 19]


def test_removed_time_removes_the_instant(alice, plants, days):
    series.repeat(alice, plants.pk, spec())

    assert [row.starts_at is None for row in instances_of(plants)[:5]] == [False] * 3 + [True] * 2


def test_later_end_adds_days_up_to_the_horizon(alice, plants, days):
    series.repeat(alice, plants.pk, spec("FREQ=DAILY;UNTIL=20260308"))
    ended = instances_of(plants)[-1].recurrence_id
    series.repeat(alice, plants.pk, spec())

    assert ended == date(2026, 3, 8)
    assert instances_of(plants)[-1].recurrence_id == HORIZON + timedelta(days=3)


def test_splitting_a_series_ends_the_old_one_and_starts_a_new_one(alice, plants, days):
    at = date(2026, 3, 8)
    series.repeat_following(alice, plants.pk, spec("FREQ=DAILY;INTERVAL=7", at), at)

    new = Task.objects.exclude(pk=plants.pk).get()
    assert instances_of(plants)[-1].recurrence_id == date(2026, 3, 7)
    assert [row.recurrence_id.day for row in instances_of(new)[:2]] == [8, 15]


def test_split_series_copies_all_other_fields(alice, make_task, make_domain):
    label = Label.objects.create(user=alice, name="errand")
    fields = {"domain_id": make_domain().pk, "labels": [label.pk], "description": "Not the cactus"}
    old = make_task(duration=15, impact=2, ideal_time="morning", series=spec(), **fields)
    series.repeat_following(alice, old.pk, spec(), date(2026, 3, 8))

    new = Task.objects.exclude(pk=old.pk).get()
    assert (new.title, new.domain, new.duration, new.impact, new.ideal_time) == (
        *(old.title, old.domain, old.duration, old.impact, old.ideal_time),
    )
    assert (new.description, list(new.labels.all())) == ("Not the cactus", [label])


def test_split_series_never_starts_before_the_split(alice, plants, days):
    series.repeat_following(alice, plants.pk, spec(), date(2026, 3, 8))

    new = Task.objects.exclude(pk=plants.pk).get()
    assert instances_of(new)[0].recurrence_id == date(2026, 3, 8)


def test_split_series_does_not_repeat_finished_days(alice, plants, days):
    instances.complete(alice, days[7].pk)
    series.repeat_following(alice, plants.pk, spec(), date(2026, 3, 8))

    new = Task.objects.exclude(pk=plants.pk).get()
    assert [row.recurrence_id.day for row in instances_of(new)[:2]] == [8, 10]


def test_split_series_keeps_moved_and_renamed_days_and_who_placed_them(alice, plants, days):
    with journal(alice, "apply a plan") as log:
        slot = {"scheduled_date": date(2026, 3, 9), "scheduled_time": time(11)}
        instances.place_in(log, {days[7].pk: slot}, "plan")
    instances.change(alice, days[8].pk, {"scheduled_time": time(12)})
    instances.change(alice, days[9].pk, {"own_title": "Only the cactus"})
    before = everything(alice)["instance"]
    split = series.repeat_following(alice, plants.pk, spec(), date(2026, 3, 8))

    new = Task.objects.exclude(pk=plants.pk).get()
    rows = {row.pk: row for row in instances_of(new)}
    planned, moved, renamed = (rows[days[n].pk] for n in (7, 8, 9))
    assert (planned.placed_by, planned.scheduled_time) == ("plan", time(11))
    assert (moved.placed_by, moved.scheduled_time) == ("person", time(12))
    assert (renamed.own_title, renamed.moved) == ("Only the cactus", False)
    assert not any(row.recurrence_id >= date(2026, 3, 8) for row in instances_of(plants))

    undo(alice, split.activity.pk)
    after = everything(alice)["instance"]  # reaches further, as three days have passed
    assert {pk: after.get(pk) for pk in before} == before


@pytest.mark.parametrize("at", [TODAY, TODAY - timedelta(days=9)])
def test_split_at_the_start_is_rejected(alice, plants, at):
    with pytest.raises(Rejected, match="Change the whole series"):
        series.repeat_following(alice, plants.pk, spec(), at)

    assert Task.objects.count() == 1


def test_stopping_a_series_keeps_history_and_one_plain_task(alice, plants, days):
    series.stop(alice, plants.pk)

    plants.refresh_from_db()
    assert not Series.objects.exists()
    assert [row.status for row in instances_of(plants)] == ["completed", "skipped"]
    assert (plants.scheduled_date, plants.scheduled_time) == (date(2026, 3, 5), time(8))


def test_stopped_series_can_repeat_again(alice, plants, days):
    series.stop(alice, plants.pk)
    series.repeat(alice, plants.pk, spec())

    assert by_day(plants)[2] == "completed"
    assert [row.recurrence_id.day for row in instances_of(plants)[2:4]] == [5, 6]


@pytest.mark.parametrize(
    "rrule",
    ["", "FREQ=SECONDLY", "FREQ=DAILY;INTERVAL=0", "FREQ=MONTHLY;BYMONTHDAY=32", "nonsense\0"],
)
def test_invalid_rule_is_rejected_with_a_sentence(alice, make_task, rrule):
    task = make_task()
    with pytest.raises(Rejected, match=r"\.$"):
        series.repeat(alice, task.pk, spec(rrule))

    assert not Series.objects.exists()
    assert Activity.objects.count() == 1


@pytest.mark.parametrize(
    "verb",
    [
        lambda user, pk: series.repeat(user, pk, spec()),
        lambda user, pk: series.repeat_following(user, pk, spec(), date(2026, 3, 8)),
        series.stop,
    ],
)
def test_series_of_another_user_is_not_found(bob, plants, verb):
    with pytest.raises(NotFound):
        verb(bob, plants.pk)

    assert len(instances_of(plants)) == 61
