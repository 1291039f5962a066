"""/dav/: series and their occurrences that clients add and change"""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tasks.editing import instances, settings
from tasks.models import Task, TaskInstance
from tests.conftest import instances_of
from tests.dav.conftest import Dav, give_password
from tests.dav.test_put import refreshed, sentence

BERLIN = ZoneInfo("Europe/Berlin")


def test_occurrence_can_be_completed_moved_and_skipped(dav, make_series):
    task = make_series(starts_at=time(9))
    first, second, third = instances_of(task)[:3]
    dav.edit(f"tasks/{task.pk}-{first.recurrence_id}.ics", STATUS="COMPLETED")
    start = datetime(2026, 3, 5, 11, tzinfo=BERLIN)
    dav.edit(f"tasks/{task.pk}-{second.recurrence_id}.ics", DTSTART=start, SUMMARY="Else")
    dav("DELETE", f"tasks/{task.pk}-{third.recurrence_id}.ics")
    assert (refreshed(first).status, refreshed(third).status) == ("completed", "skipped")
    assert (refreshed(second).scheduled_date, second.scheduled_time) == (date(2026, 3, 5), time(11))
    assert second.own_title == "Else"
    assert TaskInstance.objects.filter(status="pending", own_title="Else").count() == 1


def test_completing_an_occurrence_adds_no_occurrence(dav, make_series):
    task = make_series()
    count = TaskInstance.objects.count()
    dav.edit(f"tasks/{task.pk}-2026-03-02.ics", STATUS="COMPLETED")
    assert TaskInstance.objects.count() == count


def test_each_time_of_a_day_is_an_item_with_its_own_deadline(alice, bob, dav, make_series):
    times = [time(9), time(18)]
    pills = make_series("FREQ=DAILY", starts_at=time(9), times=times, deadline_days=1)
    path = f"tasks/{pills.pk}-2026-03-02T1800.ics"
    todo = dav.component(path)
    assert (todo["DTSTART"].dt, todo["DUE"].dt) == (
        datetime(2026, 3, 2, 18, tzinfo=BERLIN),
        date(2026, 3, 3),
    )
    dav.edit(path, STATUS="COMPLETED")

    done = TaskInstance.objects.filter(status="completed").values_list("recurrence_time", flat=True)
    assert list(done) == [time(18)]
    assert Dav(bob, give_password(bob, "another-secret"))("GET", path).status_code == 404


REPEATING = ["UID:u1", "SUMMARY:Pills", "DTSTART;TZID=Europe/Berlin:20260302T180000"]


def test_new_repeating_todo_adds_a_series_with_its_times_and_deadline(alice, dav):
    rule = "RRULE:FREQ=DAILY;BYHOUR=9,18;COUNT=5"
    due = "DUE;TZID=Europe/Berlin:20260303T180000"
    assert dav.put("tasks/mine.ics", "VTODO", *REPEATING, rule, due).status_code == 201
    task = Task.objects.get()

    assert (task.series.rrule, task.series.times) == ("FREQ=DAILY;COUNT=3", [time(9), time(18)])
    assert (task.series.deadline_days, task.deadline_date, task.scheduled_date) == (1, None, None)
    assert len(instances_of(task)) == 5  # the first day starts at 18:00
    names = dav.names("tasks")
    assert f"{task.pk}-2026-03-02T1800.ics" in names
    assert "mine.ics" not in names


def test_new_repeating_event_of_the_night_is_on_the_day_before(alice, dav):
    settings.change_preferences(alice, {"day_start_hour": 5})
    start = "DTSTART;TZID=Europe/Berlin:20260308T020000"
    lines = ["UID:u1", "SUMMARY:Dance", start, "RRULE:FREQ=WEEKLY;BYDAY=SU", "DURATION:PT1H"]
    dav.put("blocks/mine.ics", "VEVENT", *lines)
    first = instances_of(Task.objects.get())[0]

    assert (first.recurrence_id, first.scheduled_time) == (date(2026, 3, 7), time(2))
    assert first.starts_at == datetime(2026, 3, 8, 2, tzinfo=BERLIN)


def test_priority_of_an_occurrence_is_rejected(dav, make_series):
    task = make_series()
    response = dav.edit(f"tasks/{task.pk}-2026-03-02.ics", PRIORITY=1)
    assert (response.status_code, "belong to the series" in sentence(response)) == (403, True)


def test_completed_occurrence_cannot_be_deleted(alice, dav, make_series):
    task = make_series()
    instances.complete(alice, instances_of(task)[0].pk)
    assert dav("DELETE", f"tasks/{task.pk}-2026-03-02.ics").status_code == 403


def test_rule_that_never_comes_true_is_rejected_before_it_is_expanded(dav):
    rule = "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"
    lines = ["DTSTART:20260302T090000Z", "SUMMARY:Never", rule]

    assert dav.put("blocks/never.ics", "VEVENT", "UID:u1", *lines).status_code == 403
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["RRULE:FREQ=HOURLY;INTERVAL=5"], "every 1, 2, 3"),
        (
            ["RRULE:FREQ=DAILY;BYHOUR=9,18", "RDATE;TZID=Europe/Berlin:20260303T090000"],
            "whole days",
        ),
        (["RRULE:FREQ=MINUTELY"], "every hour at most"),
    ],
)
def test_repeating_todo_that_cannot_be_stored_is_rejected_with_the_reason(dav, lines, expected):
    response = dav.put("tasks/a.ics", "VTODO", *REPEATING, *lines)

    assert (response.status_code, expected in sentence(response)) == (403, True)
    assert not Task.objects.exists()


def test_repeating_todo_in_another_time_zone_is_rejected(dav):
    lines = ["UID:u1", "SUMMARY:Call", "DTSTART;TZID=America/New_York:20260302T180000"]
    response = dav.put("tasks/a.ics", "VTODO", *lines, "RRULE:FREQ=DAILY")

    assert "times in your time zone, Europe/Berlin" in sentence(response)
