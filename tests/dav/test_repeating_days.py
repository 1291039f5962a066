"""/dav/: days of a series that clients complete, move or cancel before they sync again"""

from __future__ import annotations

from datetime import date, time

import pytest

from tasks.editing.settings import change_preferences
from tasks.editing.undo import undo
from tasks.models import Activity, Series, Task, TaskInstance
from tests.dav.repeating_items import DAILY, DONE, MONDAY, SIX, days, item, march, statuses
from tests.dav.test_put import sentence

THIRD = "RECURRENCE-ID;TZID=Europe/Berlin:20260303T180000"


def test_completed_override_completes_its_occurrence(alice, put):
    """jtx Board and Thunderbird complete one occurrence so."""
    put(*DAILY)
    override = [THIRD, SIX.replace("0302", "0303"), *DONE]
    for _ in range(2):
        put(*DAILY, overrides=[override])
        assert statuses() == {2: "pending", 3: "completed", 4: "pending", 5: "pending"}
    assert TaskInstance.objects.filter(completed_at__minute=30).count() == 1

    undo(alice, Activity.objects.for_user(alice).latest("pk").pk)
    assert statuses()[3] == "pending"


def test_new_series_may_have_completed_moved_and_cancelled_occurrences(put):
    fourth, fifth = (THIRD.replace("0303", f"030{day}") for day in (4, 5))
    moved = [fourth, "DTSTART;TZID=Europe/Berlin:20260304T200000", "DESCRIPTION:late"]
    put(*DAILY, overrides=[[THIRD, *DONE], moved, [fifth, "STATUS:CANCELLED"]], status=201)

    assert statuses() == {2: "pending", 3: "completed", 4: "pending", 5: "skipped"}
    row = TaskInstance.objects.get(recurrence_id=date(2026, 3, 4))
    assert (row.scheduled_time, row.own_description, row.own_title) == (time(20), "late", None)


@pytest.mark.parametrize("count", ["", ";COUNT=5"])
def test_start_moved_to_the_next_day_completes_the_present_one(put, count):
    """tasks.org completes so, and counts down."""
    put(SIX, f"RRULE:FREQ=DAILY{count}")
    rest = count.replace("5", "4")
    for _ in range(2):
        put(SIX.replace("0302", "0303"), f"RRULE:FREQ=DAILY{rest}")
        assert statuses() == {2: "completed", 3: "pending", 4: "pending", 5: "pending"}
    put(SIX.replace("0302", "0304"), f"RRULE:FREQ=DAILY{count.replace('5', '3')}")

    assert statuses() == {2: "completed", 3: "completed", 4: "pending", 5: "pending"}
    assert (Series.objects.get().starts_on, TaskInstance.objects.count() > 4) == (MONDAY, True)


def test_start_moved_further_moves_the_series(put):
    put(SIX, "RRULE:FREQ=WEEKLY")
    put(SIX.replace("0302", "0305"), "RRULE:FREQ=WEEKLY")

    assert days(2) == march(5, 12)
    assert not TaskInstance.objects.filter(status="completed").exists()


def test_completed_master_completes_the_next_occurrence_once(put):
    put(*DAILY)
    for _ in range(2):
        put(*DAILY, *DONE)
        assert statuses() == {2: "completed", 3: "pending", 4: "pending", 5: "pending"}


def test_last_completed_occurrence_completes_the_task(put):
    put(SIX, "RRULE:FREQ=DAILY;COUNT=1")
    put(SIX, "RRULE:FREQ=DAILY;COUNT=1", *DONE)

    assert Task.objects.get().is_completed


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ([THIRD.replace("0303", "0320"), *DONE], "does not repeat on"),
        (["RECURRENCE-ID;RANGE=THISANDFUTURE:20260303T170000Z"], "from a day on"),
        (["RECURRENCE-ID;TZID=Nowhere/Else:20260303T180000"], "time zone"),
        (["RECURRENCE-ID:99991231T235959Z"], "1900 and 2199"),
        ([THIRD, "SUMMARY:" + "x" * 501], "1 to 500 characters"),
    ],
)
def test_impossible_override_is_rejected_with_the_reason(dav, override, expected):
    if override[-1].startswith("SUMMARY"):
        body = item(*DAILY, overrides=[override[:1]])
        body = body.replace("SUMMARY:Pills\r\nRECURRENCE", f"{override[1]}\r\nRECURRENCE")
    else:
        body = item(*DAILY, overrides=[override])
    response = dav("PUT", "tasks/mine.ics", body)

    assert (response.status_code, expected in sentence(response)) == (403, True), sentence(response)
    assert not Task.objects.exists()


def test_override_of_the_past_is_ignored(put):
    start = SIX.replace("0302", "0201")
    past = THIRD.replace("0303", "0203")
    put(start, "RRULE:FREQ=DAILY", overrides=[[past, *DONE]], status=201)

    assert not TaskInstance.objects.filter(status="completed").exists()


def test_item_with_too_many_overrides_is_rejected(dav):
    overrides = [[THIRD, *DONE]] * 101
    response = dav("PUT", "tasks/mine.ics", item(*DAILY, overrides=overrides))

    assert response.status_code in (400, 403)
    assert not Task.objects.exists()


def test_override_of_a_night_is_that_of_the_day_before(alice, put):
    change_preferences(alice, {"day_start_hour": 5})
    start = "DTSTART;TZID=Europe/Berlin:20260303T020000"
    second = "RECURRENCE-ID;TZID=Europe/Berlin:20260304T020000"
    put(start, "RRULE:FREQ=DAILY", overrides=[[second, *DONE]])

    assert statuses(2) == {2: "pending", 3: "completed"}
