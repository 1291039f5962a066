"""/dav/: the forms in which clients write completion, duration and alarms of to-dos"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tasks.editing.undo import undo
from tasks.models import Activity, Completion, Task
from tests.conftest import instances_of
from tests.dav.conftest import Dav, give_password

MONDAY = date(2026, 3, 2)
NINE = "DTSTART;TZID=Europe/Berlin:20260302T090000"


@pytest.fixture
def task(make_task):
    return make_task("Pay rent")


@pytest.fixture
def path(task):
    return f"tasks/{task.pk}.ics"


def refreshed(row):
    row.refresh_from_db()
    return row


def replaced(dav, path, *lines):
    """Write an item back with these lines instead of those that say its status."""
    text = dav("GET", path).content.decode()
    status = ("STATUS", "COMPLETED", "PERCENT-COMPLETE")
    kept = [line for line in text.splitlines() if not line.startswith(status)]
    end = kept.index("END:VTODO")
    return dav("PUT", path, "\r\n".join([*kept[:end], *lines, *kept[end:], ""]))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("COMPLETED;TZID=Europe/Berlin:20260301T183000", datetime(2026, 3, 1, 17, 30, tzinfo=UTC)),
        ("COMPLETED;TZID=Asia/Tokyo:20260302T083000", datetime(2026, 3, 1, 23, 30, tzinfo=UTC)),
        (
            'COMPLETED;TZID="W. Europe Standard Time":20260301T183000',
            datetime(2026, 3, 1, 17, 30, tzinfo=UTC),
        ),
        ("COMPLETED:20260301T183000Z", datetime(2026, 3, 1, 18, 30, tzinfo=UTC)),
        ("COMPLETED:20260301T183000", datetime(2026, 3, 1, 17, 30, tzinfo=UTC)),
    ],
)
def test_todo_is_completed_when_the_phone_completed_it(alice, dav, path, task, line, expected):
    assert replaced(dav, path, "STATUS:COMPLETED", line).status_code == 204
    assert refreshed(task).completed_at == expected
    assert Completion.objects.get().completed_at == expected

    undo(alice, Activity.objects.for_user(alice).latest("pk").pk)
    assert not refreshed(task).is_completed


@pytest.mark.parametrize(
    "line",
    [
        *("COMPLETED;TZID=Nowhere/Else:20260301T183000", "COMPLETED;TZID=Europe:20260301T183000"),
        *("COMPLETED:20310101T000000Z", "COMPLETED:19990101T000000Z"),
    ],
)
def test_todo_is_completed_now_when_its_time_cannot_be_true(dav, path, task, line):
    replaced(dav, path, "STATUS:COMPLETED", line)

    assert refreshed(task).completed_at == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_occurrence_is_completed_when_the_phone_completed_it(dav, make_series):
    row = instances_of(make_series("FREQ=DAILY"))[0]
    path = f"tasks/{row.task_id}-2026-03-02.ics"
    replaced(dav, path, "STATUS:COMPLETED", "COMPLETED;TZID=Europe/Berlin:20260302T083000")

    assert refreshed(row).completed_at == datetime(2026, 3, 2, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize("status", ["STATUS:NEEDS-ACTION", "STATUS:IN-PROCESS", "X-NONE:1"])
def test_hundred_percent_completes_a_todo(dav, path, task, status):
    replaced(dav, path, status, "PERCENT-COMPLETE:100")

    assert refreshed(task).is_completed
    assert dav.component(path)["STATUS"] == "COMPLETED"


def test_new_todo_at_hundred_percent_is_completed(dav):
    dav.put("tasks/a.ics", "VTODO", "UID:u1", "SUMMARY:Done", "PERCENT-COMPLETE:100")

    assert Task.objects.get().is_completed


@pytest.mark.parametrize("percent", [0, 50, 99, 101])
def test_other_percentages_leave_a_todo_pending(dav, path, task, percent):
    replaced(dav, path, "STATUS:IN-PROCESS", f"PERCENT-COMPLETE:{percent}")

    assert not refreshed(task).is_completed


def test_reopened_todo_may_still_be_at_hundred_percent(dav, path, task):
    dav.edit(path, STATUS="COMPLETED")
    replaced(dav, path, "STATUS:NEEDS-ACTION", "PERCENT-COMPLETE:100")

    assert not refreshed(task).is_completed


@pytest.mark.parametrize(
    ("lines", "minutes", "deadline"),
    [
        (["DURATION:PT1H30M"], 90, (None, None)),
        (["DURATION:PT1H30M", NINE], 90, (None, None)),
        (["DURATION:PT20S"], 1, (None, None)),
        (["DURATION:P3D", NINE], None, (date(2026, 3, 5), time(9))),
        (["DURATION:P1D", "DTSTART;VALUE=DATE:20260302"], None, (date(2026, 3, 3), None)),
        (["DURATION:P1W", "DTSTART;VALUE=DATE:20260302"], None, (date(2026, 3, 9), None)),
        (["DURATION:PT0S"], None, (None, None)),
    ],
)
def test_duration_of_a_todo_is_its_duration_or_for_days_its_deadline(
    dav, path, task, lines, minutes, deadline
):
    dav.put("tasks/a.ics", "VTODO", "UID:u1", "SUMMARY:Write", *lines)
    added = Task.objects.exclude(pk=task.pk).get()
    assert (added.duration, (added.deadline_date, added.deadline_time)) == (minutes, deadline)

    uid = dav.component(path)["UID"]
    dav.put(path, "VTODO", f"UID:{uid}", "SUMMARY:Write", *lines)
    assert refreshed(task).duration == minutes


def test_unchanged_duration_of_a_todo_logs_nothing(dav, path, task):
    for _ in range(2):
        replaced(dav, path, "DURATION:PT1H30M")
    assert refreshed(task).duration == 90
    assert Activity.objects.filter(action="change").count() == 1


def test_duration_of_a_todo_is_that_of_the_task_and_not_of_its_only_chunk(dav, make_task):
    slot = {"scheduled_date": MONDAY, "scheduled_time": time(9)}
    chunk = {"date": "2026-03-02", "time": "09:00", "minutes": 60}
    task = make_task("Thesis", duration=180, chunks=[chunk], **slot)
    replaced(dav, f"tasks/{task.pk}.ics", "DURATION:PT4H")

    assert (refreshed(task).duration, task.chunks[0]["minutes"]) == (240, 60)


@pytest.mark.parametrize("duration", ["-PT1H", "P2D", "P9999999D"])
def test_todo_with_an_impossible_duration_is_rejected(dav, duration):
    response = dav.put("tasks/a.ics", "VTODO", "UID:u1", f"DURATION:{duration}")

    assert response.status_code == 403
    assert not Task.objects.exists()


def alarm(*triggers):
    return [
        line
        for trigger in triggers
        for line in ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER{trigger}", "END:VALARM")
    ]


@pytest.mark.parametrize(
    ("triggers", "reminder"),
    [
        ([";RELATED=END:-PT90M"], 30),
        ([";RELATED=END:-PT1H"], 0),
        ([";RELATED=START:-PT15M"], 15),
        ([";RELATED=END:-PT10M"], None),
        ([";RELATED=END:-PT10M", ":-PT5M"], 5),
        ([";RELATED=END:-P9999999D"], None),
        ([":PT10M"], None),
    ],
)
def test_alarm_of_an_event_may_be_relative_to_its_end(dav, triggers, reminder):
    lines = ["UID:u1", "SUMMARY:Write", NINE, "DURATION:PT1H"]
    dav.put("blocks/a.ics", "VEVENT", *lines, *alarm(*triggers))

    assert Task.objects.get().reminder == reminder


def test_alarm_of_a_todo_may_be_relative_to_its_due_time(dav):
    due = "DUE;TZID=Europe/Berlin:20260302T120000"
    lines = ["UID:u1", "SUMMARY:Write", NINE, due, *alarm(";RELATED=END:-PT4H")]
    dav.put("tasks/a.ics", "VTODO", *lines)

    assert Task.objects.get().reminder == 60
    trigger = dav.component("tasks/a.ics").walk("VALARM")[0]["TRIGGER"]
    assert trigger.dt == timedelta(minutes=-60)


def test_forms_of_another_user_change_nothing(dav, bob, path, task):
    bobs_dav = Dav(bob, give_password(bob, "another-secret"))
    lines = ["UID:u1", "SUMMARY:Mine", "PERCENT-COMPLETE:100", "DURATION:PT1H"]

    assert bobs_dav.put(path, "VTODO", *lines).status_code == 201  # adds a task of Bob's
    assert (refreshed(task).is_completed, task.duration) == (False, None)
