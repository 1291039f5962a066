"""/dav/: repeating to-dos as phones and desktop programs write them"""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tasks.editing import tasks
from tasks.editing.undo import undo
from tasks.models import Activity, DavName, Series, Task, TaskInstance
from tests.conftest import instances_of
from tests.dav.conftest import Dav, give_password
from tests.dav.repeating_items import ALL_DAY, DAILY, DONE, MONDAY, SIX, days, item, march
from tests.dav.test_put import sentence

BERLIN = ZoneInfo("Europe/Berlin")


FORMS = [
    # iOS Reminders: an explicit interval, DUE equal to DTSTART, UNTIL in UTC
    ([SIX, "RRULE:FREQ=DAILY;INTERVAL=1"], march(2, 3, 4, 5)),
    ([SIX, "RRULE:FREQ=DAILY;INTERVAL=1;COUNT=3"], march(2, 3, 4)),
    ([SIX, "RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR"], march(2, 3, 4, 5)),
    ([SIX, "RRULE:FREQ=DAILY;INTERVAL=1;UNTIL=20260304T225959Z"], march(2, 3, 4)),
    ([ALL_DAY, "RRULE:FREQ=WEEKLY;INTERVAL=2"], march(2, 16, 30)),
    # tasks.org: often DUE alone, UNTIL as a day, a day of the week in the month
    (["DUE;TZID=Europe/Berlin:20260302T180000", "RRULE:FREQ=WEEKLY;BYDAY=MO,WE"], march(2, 4, 9)),
    (["DUE;VALUE=DATE:20260302", "RRULE:FREQ=DAILY;UNTIL=20260304"], march(2, 3, 4)),
    ([ALL_DAY, "RRULE:FREQ=MONTHLY;BYDAY=1MO"], [MONDAY, date(2026, 4, 6)]),
    # DAVx5 and jtx Board: UTC, WKST, the last day of the month
    (["DTSTART:20260302T170000Z", "RRULE:FREQ=WEEKLY;COUNT=3;WKST=SU"], march(2, 9, 16)),
    ([ALL_DAY, "RRULE:FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1"], [date(2026, 3, 31)]),
    ([ALL_DAY, "RRULE:FREQ=WEEKLY;WKST=MO;INTERVAL=2;BYDAY=MO,SU"], march(2, 8, 16, 22)),
    # Thunderbird: UNTIL before COUNTless INTERVAL, EXDATE for deleted days
    ([SIX, "RRULE:FREQ=DAILY;UNTIL=20260308T170000Z;INTERVAL=2"], march(2, 4, 6, 8)),
    (
        [SIX, "RRULE:FREQ=DAILY", "EXDATE;TZID=Europe/Berlin:20260303T180000"],
        march(2, 4, 5, 6),
    ),
    (
        [SIX, "RRULE:FREQ=DAILY", "EXDATE:20260303T170000Z", "EXDATE:20260304T170000Z"],
        march(2, 5, 6, 7),
    ),
    # Nextcloud Tasks: the first weekday by BYSETPOS, a year by its month
    ([ALL_DAY, "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1"], march(2)),
    ([ALL_DAY, "RRULE:FREQ=YEARLY;INTERVAL=1;BYMONTH=3;BYMONTHDAY=2"], [MONDAY]),
    # Zones under other names
    (["DTSTART;TZID=Europe/Vienna:20260302T180000", "RRULE:FREQ=DAILY"], march(2, 3, 4)),
    (["DTSTART;TZID=W. Europe Standard Time:20260302T180000", "RRULE:FREQ=DAILY"], march(2, 3)),
    (["DTSTART:20260302T180000", "RRULE:FREQ=DAILY;COUNT=2"], march(2, 3)),
]


@pytest.mark.parametrize(("lines", "expected"), FORMS)
def test_rule_of_a_phone_makes_a_series_and_can_be_written_again(alice, put, lines, expected):
    put(*lines, status=201)
    assert days(len(expected)) == expected
    at = time(18) if "T" in lines[0].rpartition(":")[2] else None
    assert {row.scheduled_time for row in TaskInstance.objects.all()} == {at}
    rule = Series.objects.values("rrule", "starts_on", "starts_at", "exdates").get()
    count = Activity.objects.count()
    put(*lines, status=204)

    assert Series.objects.values("rrule", "starts_on", "starts_at", "exdates").get() == rule
    assert (Task.objects.count(), Activity.objects.count()) == (1, count)
    undo(alice, Activity.objects.for_user(alice).latest("pk").pk)
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([SIX, "RRULE:FREQ=MINUTELY;INTERVAL=5"], "every hour at most"),
        ([SIX, "RRULE:FREQ=HOURLY;INTERVAL=5"], "every 1, 2, 3"),
        ([ALL_DAY, "RRULE:FREQ=YEARLY;BYDAY=MO;BYMONTHDAY=30;BYMONTH=2"], "no date within"),
        ([SIX, "RRULE:FREQ=DAILY;COUNT=3;UNTIL=20260401T170000Z"], "not both"),
        ([SIX, "RRULE:FREQ=FORTNIGHTLY"], ""),
        (["RRULE:FREQ=DAILY"], "needs a start"),
        (["DTSTART;TZID=America/New_York:20260302T180000", "RRULE:FREQ=DAILY"], "Europe/Berlin"),
        (["DTSTART;TZID=Europe/London:20260302T180000", "RRULE:FREQ=DAILY"], "Europe/Berlin"),
        (["DTSTART:20260301T233000Z", "RRULE:FREQ=WEEKLY;BYDAY=SU"], "Europe/Berlin"),
        ([ALL_DAY, "RRULE:FREQ=DAILY", "DUE;VALUE=DATE:20260301"], "0 to 366 days"),
    ],
)
def test_rule_that_cannot_be_stored_is_rejected_with_the_reason(dav, lines, expected):
    response = dav("PUT", "tasks/mine.ics", item(*lines))

    assert response.status_code in (400, 403)
    assert expected in sentence(response)
    assert not Task.objects.exists()


def test_series_can_be_read_by_its_name_until_the_client_syncs(dav, put):
    due = "DUE;TZID=Europe/Berlin:20260303T180000"
    put(SIX, due, "RRULE:FREQ=DAILY;BYHOUR=9,18", "PRIORITY:1", "CATEGORIES:pills")
    todo = dav.component("tasks/mine.ics")

    assert "mine.ics" not in dav.names("tasks")
    assert (todo["UID"], todo["DTSTART"].dt) == ("u1", datetime(2026, 3, 2, 18, tzinfo=BERLIN))
    assert todo["RRULE"].to_ical() == b"FREQ=DAILY;BYMINUTE=0;BYHOUR=9,18"
    assert todo["DUE"].dt == datetime(2026, 3, 3, 18, tzinfo=BERLIN)
    assert (todo["PRIORITY"], todo["CATEGORIES"].cats) == (1, ["pills"])


def test_request_for_a_new_series_that_is_repeated_adds_no_second_one(dav, put):
    for status in (201, 204):
        put(SIX, "RRULE:FREQ=DAILY", status=status, If_None_Match="*")
    assert Task.objects.count() == 1
    name = f"tasks/{Task.objects.get().pk}-2026-03-02.ics"

    assert dav("PUT", name, dav("GET", name).content.decode(), If_None_Match="*").status_code == 412


def test_title_and_rule_change_together_and_are_undone_together(alice, dav, put):
    put(SIX, "RRULE:FREQ=DAILY")
    etag = dav("GET", "tasks/mine.ics")["ETag"]
    body = item(SIX, "RRULE:FREQ=WEEKLY;BYDAY=MO").replace("Pills", "Vitamins")
    assert dav("PUT", "tasks/mine.ics", body, If_Match=etag).status_code == 204
    assert (Task.objects.get().title, days(3)) == ("Vitamins", march(2, 9, 16))
    assert dav("PUT", "tasks/mine.ics", body, If_Match=etag).status_code == 412

    undo(alice, Activity.objects.for_user(alice).latest("pk").pk)
    assert (Task.objects.get().title, days(3)) == ("Pills", march(2, 3, 4))


def test_time_of_a_series_changes_with_its_start(put):
    put(SIX, "RRULE:FREQ=DAILY;COUNT=3")
    put("DTSTART;TZID=Europe/Berlin:20260302T190000", "RRULE:FREQ=DAILY;COUNT=3")

    assert {row.scheduled_time for row in TaskInstance.objects.all()} == {time(19)}


def test_deleted_day_stays_deleted_when_the_rule_changes(put):
    put(SIX, "RRULE:FREQ=DAILY")
    put(SIX, "RRULE:FREQ=DAILY", "EXDATE;TZID=Europe/Berlin:20260303T180000")
    assert days(3) == march(2, 4, 5)
    put(SIX, "RRULE:FREQ=DAILY;COUNT=9")

    assert days(3) == march(2, 4, 5)


def test_item_without_its_rule_stops_repeating(dav, put):
    put(SIX, "RRULE:FREQ=DAILY")
    put("DTSTART;TZID=Europe/Berlin:20260304T080000", "DUE;VALUE=DATE:20260306")
    task = Task.objects.get()

    assert not Series.objects.exists()
    assert (task.scheduled_date, task.scheduled_time) == (date(2026, 3, 4), time(8))
    assert task.deadline_date == date(2026, 3, 6)
    assert list(dav.names("tasks")) == ["mine.ics"]


def test_item_without_its_rule_may_be_completed(put):
    """todoman completes so, and adds the rest of the series as a new item."""
    put(SIX, "RRULE:FREQ=DAILY")
    put(SIX, *DONE)

    assert Task.objects.get().is_completed
    assert not Series.objects.exists()


def test_deleted_series_moves_to_the_trash(dav, put):
    put(SIX, "RRULE:FREQ=DAILY")
    assert dav("DELETE", "tasks/mine.ics").status_code == 200

    assert Task.objects.get().deleted_at
    assert dav.names("tasks") == {}
    put(SIX, "RRULE:FREQ=DAILY", status=201)
    assert DavName.objects.count() == 1


def test_single_todo_becomes_a_series_when_it_gets_a_rule(alice, dav, make_task):
    task = make_task("Water", scheduled_date=MONDAY, deadline_date=date(2026, 3, 3))
    path = f"tasks/{task.pk}.ics"
    text = dav("GET", path).content.decode()
    text = text.replace("END:VTODO", "RRULE:FREQ=WEEKLY;COUNT=2\r\nEND:VTODO")
    for _ in range(2):
        assert dav("PUT", path, text).status_code == 204
    task.refresh_from_db()
    assert days() == march(2, 9)
    assert (task.scheduled_date, task.series.deadline_days) == (None, 1)
    names = [f"{task.pk}-2026-03-02.ics", f"{task.pk}-2026-03-09.ics"]
    assert sorted(dav.names("tasks")) == names

    undo(alice, Activity.objects.for_user(alice).latest("pk").pk)
    task.refresh_from_db()
    assert (task.scheduled_date, task.deadline_date) == (MONDAY, date(2026, 3, 3))
    assert list(dav.names("tasks")) == [f"{task.pk}.ics"]


def test_completed_todo_does_not_become_a_series(alice, dav, make_task):
    task = make_task("Water", scheduled_date=MONDAY)
    tasks.complete(alice, task.pk)
    text = dav("GET", f"tasks/{task.pk}.ics").content.decode()
    text = text.replace("END:VTODO", "RRULE:FREQ=WEEKLY\r\nEND:VTODO")
    response = dav("PUT", f"tasks/{task.pk}.ics", text)

    assert (response.status_code, "Reopen it" in sentence(response)) == (403, True)
    assert not Series.objects.exists()


def test_occurrence_gets_no_rule_of_its_own(dav, make_series):
    path = f"tasks/{make_series().pk}-2026-03-02.ics"
    text = dav("GET", path).content.decode()
    response = dav("PUT", path, text.replace("END:VTODO", "RRULE:FREQ=WEEKLY\r\nEND:VTODO"))

    assert (response.status_code, "repeating tasks" in sentence(response)) == (403, True)


def test_child_of_a_series_waits_for_it_and_is_attached(dav, put):
    dav.put("tasks/child.ics", "VTODO", "UID:child", "SUMMARY:Open box", "RELATED-TO:u1")
    put(*DAILY)

    assert Task.objects.get(title="Open box").parent.title == "Pills"
    assert dav.component("tasks/child.ics")["RELATED-TO"] == "u1"


def test_repeating_event_is_read_changed_and_deleted_by_its_name(dav):
    start = "DTSTART;TZID=Europe/Berlin:20260302T180000"
    lines = ["UID:u1", "SUMMARY:Dance", start, "DURATION:PT90M"]
    dav.put("blocks/mine.ics", "VEVENT", *lines, "RRULE:FREQ=WEEKLY")
    event = dav.component("blocks/mine.ics")
    assert event["DTEND"].dt == datetime(2026, 3, 2, 19, 30, tzinfo=BERLIN)
    count = Activity.objects.count()
    assert dav.edit("blocks/mine.ics").status_code == 204
    assert Activity.objects.count() == count
    dav.put("blocks/mine.ics", "VEVENT", *lines, "RRULE:FREQ=WEEKLY;INTERVAL=2")
    assert days(2) == march(2, 16)

    assert dav("DELETE", "blocks/mine.ics").status_code == 200
    assert dav.names("blocks") == {}


def test_series_that_repeats_after_completion_has_no_item(alice, dav, make_series):
    task = make_series("FREQ=DAILY", kind="after_completion")

    assert dav("GET", f"tasks/{task.pk}.ics").status_code == 404


def test_series_of_another_user_is_neither_readable_nor_changed(dav, bob, put):
    put(*DAILY)
    pk = Task.objects.get().pk
    bobs_dav = Dav(bob, give_password(bob, "another-secret"))
    for name in ("mine.ics", f"{pk}.ics"):
        assert bobs_dav("GET", f"tasks/{name}").status_code == 404
        assert bobs_dav("DELETE", f"tasks/{name}").status_code == 404
    body = item("DTSTART:20260302T180000", "RRULE:FREQ=WEEKLY")
    assert bobs_dav("PUT", "tasks/mine.ics", body).status_code == 201

    assert len(instances_of(Task.objects.get(pk=pk))) == 5
    assert Task.objects.filter(user=bob).count() == 1
