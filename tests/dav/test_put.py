"""/dav/: items that clients add, change and delete"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from tasks.editing import domains, instances, settings, tasks
from tasks.editing.undo import undo
from tasks.models import Activity, DavName, Label, Task, TaskInstance
from tests.conftest import instances_of
from tests.dav.conftest import Dav, give_password

MONDAY = date(2026, 3, 2)
BERLIN = ZoneInfo("Europe/Berlin")


def sentence(response):
    return response.content.decode().partition("responsedescription>")[2].partition("<")[0]


@pytest.fixture
def task(make_task):
    return make_task("Pay rent", description="account ends 42", impact=2)


@pytest.fixture
def path(task):
    return f"tasks/{task.pk}.ics"


def refreshed(row):
    row.refresh_from_db()
    return row


def test_new_todo_adds_a_task(alice, dav):
    lines = ["UID:u1", "SUMMARY:Buy\\, then cook", "DUE;VALUE=DATE:20260305", "PRIORITY:1"]
    response = dav.put("tasks/mine.ics", "VTODO", *lines, "DTSTART:20260302T090000Z")
    assert (response.status_code, "ETag" in response) == (201, False)
    task = Task.objects.get()
    assert (task.title, task.deadline_date, task.impact) == (
        "Buy, then cook",
        date(2026, 3, 5),
        1,
    )
    assert (task.scheduled_date, task.scheduled_time) == (MONDAY, time(10))
    assert dav.component("tasks/mine.ics")["UID"] == "u1"


def test_new_event_adds_a_block(dav):
    times = ["DTSTART;TZID=America/New_York:20260302T040000", "DURATION:PT1H15M"]
    dav.put("blocks/b.ics", "VEVENT", "UID:u1", "SUMMARY:Write", *times)
    task = Task.objects.get()
    assert (task.scheduled_time, task.duration) == (time(10), 75)
    assert len(dav.names("tasks")) == 1


def test_moving_a_block_of_a_plan_on_the_phone_makes_it_a_promise(alice, dav, make_task):
    slot = {"scheduled_date": MONDAY, "scheduled_time": time(9), "placed_by": "plan"}
    task = make_task("Write", duration=60, day_chosen=False, **slot)
    start = datetime(2026, 3, 3, 14, tzinfo=BERLIN)
    dav.edit(f"blocks/{task.pk}.ics", DTSTART=start, DTEND=start + timedelta(hours=1))

    assert (refreshed(task).placed_by, task.day_chosen) == ("person", True)


def test_write_is_logged_and_can_be_undone(alice, dav, path, task):
    dav.edit(path, SUMMARY="Pay the rent")
    log = Activity.objects.for_user(alice).latest("pk")
    assert (log.actor_id, log.source) == (alice.pk, "api")
    undo(alice, log.pk)
    assert refreshed(task).title == "Pay rent"


def test_write_changes_only_fields_that_differ(alice, dav, path, task):
    tasks.change(alice, task.pk, {"duration": 25, "pinned": True})
    assert dav.edit(path, SUMMARY="Pay the rent").status_code == 204
    change = Activity.objects.for_user(alice).latest("pk").changes.get()
    assert change.after == {"title": "Pay the rent"}


def test_unchanged_item_written_back_logs_nothing(alice, dav, path, task):
    count = Activity.objects.count()
    assert dav.edit(path).status_code == 204
    assert Activity.objects.count() == count


def test_status_completes_and_reopens_a_task(dav, path, task):
    dav.edit(path, STATUS="COMPLETED")
    assert refreshed(task).is_completed
    dav.edit(path, STATUS="NEEDS-ACTION", COMPLETED=None)
    assert not refreshed(task).is_completed


def test_cancelled_status_archives_the_task(dav, path, task):
    dav.edit(path, STATUS="CANCELLED")
    assert refreshed(task).status == "archived"


def test_moved_and_resized_event_changes_time_and_duration(dav, make_task):
    task = make_task(scheduled_date=MONDAY, scheduled_time=time(9), duration=30)
    start = datetime(2026, 3, 3, 14, tzinfo=BERLIN)
    dav.edit(f"blocks/{task.pk}.ics", DTSTART=start, DTEND=start + timedelta(hours=2))
    task = refreshed(task)
    assert (task.scheduled_date, task.scheduled_time, task.duration) == (
        date(2026, 3, 3),
        time(14),
        120,
    )


def test_moved_event_leaves_an_unset_duration_unset(dav, make_task):
    task = make_task(scheduled_date=MONDAY, scheduled_time=time(9))
    start = datetime(2026, 3, 3, 14, tzinfo=BERLIN)
    dav.edit(f"blocks/{task.pk}.ics", DTSTART=start, DTEND=start + timedelta(minutes=30))
    assert refreshed(task).duration is None


def test_alarm_sets_and_clears_the_reminder(dav, make_task):
    task = make_task(scheduled_date=MONDAY, scheduled_time=time(9), reminder=5)
    response = dav("GET", f"blocks/{task.pk}.ics")
    text = response.content.decode()
    dav("PUT", f"blocks/{task.pk}.ics", text.replace("-PT5M", "-PT20M"))
    assert refreshed(task).reminder == 20
    alarm = text[text.index("BEGIN:VALARM") : text.index("END:VALARM\r\n") + 12]
    dav("PUT", f"blocks/{task.pk}.ics", text.replace(alarm, ""))
    assert refreshed(task).reminder is None


def test_categories_set_the_domain_and_labels(alice, dav, path, task, make_domain):
    home = make_domain()
    domains.add_label(alice, "errand")
    dav.edit(path, CATEGORIES=["home", "Errand", "new"])
    assert refreshed(task).domain == home
    assert sorted(label.name for label in task.labels.all()) == ["errand", "new"]
    assert Label.objects.count() == 2


def test_item_without_categories_keeps_domain_and_labels(alice, dav, path, task, make_domain):
    tasks.change(alice, task.pk, {"domain_id": make_domain().pk})
    dav.edit(path, CATEGORIES=None, SUMMARY="Pay the rent")
    assert refreshed(task).domain


def test_related_to_makes_a_subtask(dav, make_task, make_domain):
    parent = make_task("Move house", domain_id=make_domain().pk)
    uid = dav.component(f"tasks/{parent.pk}.ics")["UID"]
    dav.put("tasks/b.ics", "VTODO", "UID:u1", "SUMMARY:Find boxes", f"RELATED-TO:{uid}")
    assert Task.objects.get(title="Find boxes").parent == parent


def test_deleted_todo_moves_the_task_to_the_trash(dav, path, task):
    assert dav("DELETE", path).status_code == 200
    assert refreshed(task).deleted_at
    assert dav("GET", path).status_code == 404


def test_deleted_event_unschedules_the_task(dav, make_task):
    task = make_task(scheduled_date=MONDAY, scheduled_time=time(9))
    dav("DELETE", f"blocks/{task.pk}.ics")
    assert (refreshed(task).status, task.scheduled_date) == ("pending", None)


def test_name_of_a_deleted_item_can_be_reused(dav):
    for title in ("One", "Two"):
        dav.put("tasks/a.ics", "VTODO", "UID:u1", f"SUMMARY:{title}")
        assert dav.component("tasks/a.ics")["SUMMARY"] == title
        dav("DELETE", "tasks/a.ics")
    assert Task.objects.count() == 2
    assert DavName.objects.count() == 1


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


@pytest.mark.parametrize(
    ("path", "kind", "lines", "expected"),
    [
        (
            "tasks/a.ics",
            "VTODO",
            ["DTSTART:20260302T090000Z", "RECURRENCE-ID:20260302T090000Z"],
            "repeating tasks",
        ),
        ("blocks/a.ics", "VEVENT", ["DTSTART;VALUE=DATE:20260302"], "needs a start time"),
        ("tasks/a.ics", "VTODO", ["SUMMARY:" + "x" * 501], "1 to 500 characters"),
        ("blocks/a.ics", "VEVENT", ["DTSTART:20260302T090000Z", "DURATION:P2D"], "1 day"),
    ],
)
def test_unsupported_item_is_rejected_with_an_explanation(dav, path, kind, lines, expected):
    response = dav.put(path, kind, "UID:u1", *lines)
    assert response.status_code == 403
    assert "valid-calendar-object-resource" in response.content.decode()
    assert expected in sentence(response)
    assert not Task.objects.exists()


NINE = "DTSTART:20260302T090000Z"


@pytest.mark.parametrize(
    ("status", "expected", "lines"),
    [
        (403, "end before it starts", [NINE, "DTEND:20260302T080000Z"]),
        (403, "end before it starts", [NINE, "DURATION:-PT1H"]),
        (403, "1900 and 2199", [NINE, "DTEND:99991231T235959Z"]),
        (403, "1900 and 2199", ["DTSTART:99991231T235959Z", "DURATION:PT1H"]),
        (403, "1900 and 2199", ["DTSTART:00010101T000000Z", "DURATION:PT1H"]),
        (403, "longer than a year", [NINE, "DURATION:P9999999D"]),
        (403, "time zone “Nowhere/Else”", ["DTSTART;TZID=Nowhere/Else:20260302T090000"]),
        (400, "not valid iCalendar", ["DTSTART;TZID=Europe:20260302T090000"]),
        (400, "not valid iCalendar", [NINE, "DTEND;TZID=Europe:20260302T090000"]),
        (403, "time zone “ab”", ["DTSTART;TZID=a\x00b:20260302T090000"]),
        (400, "not valid iCalendar", ["DTSTART:20260230T090000Z"]),
        (400, "not valid iCalendar", ["DTSTART:soon"]),
    ],
)
def test_event_at_an_invalid_time_is_rejected_with_an_explanation(dav, status, expected, lines):
    response = dav.put("blocks/a.ics", "VEVENT", "UID:u1", *lines)
    assert response.status_code == status
    assert expected in sentence(response)
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    "line",
    [
        *("DUE:99991231T235959Z", "DUE;VALUE=DATE:00010101", "COMPLETED:99991231T235959Z"),
        *("DUE;TZID=Europe:20260302T090000", "DTSTART;TZID=Nowhere/Else:20260302T090000"),
    ],
)
def test_todo_at_an_invalid_time_is_rejected_with_an_explanation(dav, path, task, line):
    for name in ("tasks/a.ics", path):
        response = dav.put(name, "VTODO", "UID:u1", line)
        assert response.status_code in (400, 403)
        assert sentence(response)
    assert Task.objects.get().deadline_date is None


def test_event_may_use_a_time_zone_defined_in_the_calendar(dav):
    zone = ["BEGIN:VTIMEZONE", "TZID:Home", "BEGIN:STANDARD", "DTSTART:16010101T000000"]
    zone += ["TZOFFSETFROM:+0200", "TZOFFSETTO:+0200", "END:STANDARD", "END:VTIMEZONE"]
    event = ["BEGIN:VEVENT", "UID:u1", "DTSTART;TZID=Home:20260302T090000", "DURATION:PT1H"]
    text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:t", *zone, *event, "END:VEVENT"]
    assert dav("PUT", "blocks/a.ics", "\r\n".join([*text, "END:VCALENDAR", ""])).status_code == 201
    assert Task.objects.get().scheduled_time == time(8)


def test_priority_of_an_occurrence_is_rejected(dav, make_series):
    task = make_series()
    response = dav.edit(f"tasks/{task.pk}-2026-03-02.ics", PRIORITY=1)
    assert (response.status_code, "belong to the series" in sentence(response)) == (403, True)


@pytest.mark.parametrize("body", ["", "nonsense", "BEGIN:VCALENDAR\r\nEND:VTODO\r\n"])
def test_invalid_calendar_returns_400(dav, body):
    assert dav("PUT", "tasks/a.ics", body).status_code == 400


def test_event_in_the_tasks_collection_is_rejected(dav):
    lines = ["UID:u1", "DTSTART:20260302T090000Z"]
    assert dav.put("tasks/a.ics", "VEVENT", *lines).status_code in (400, 403)


def test_write_with_an_old_etag_returns_412(alice, dav, path, task):
    etag = dav("GET", path)["ETag"]
    tasks.change(alice, task.pk, {"title": "Meanwhile"})
    response = dav.put(path, "VTODO", "UID:u1", "SUMMARY:Late", If_Match=etag)
    assert response.status_code == 412
    assert refreshed(task).title == "Meanwhile"


def test_delete_with_an_old_etag_returns_412(alice, dav, path, task):
    etag = dav("GET", path)["ETag"]
    tasks.change(alice, task.pk, {"title": "Meanwhile"})
    assert dav("DELETE", path, If_Match=etag).status_code == 412
    assert refreshed(task).status == "pending"


def test_collections_cannot_be_changed_or_added(dav, path):
    assert dav("DELETE", "tasks/").status_code == 403
    assert dav("MKCALENDAR", "more/").status_code == 403
    assert dav("PROPPATCH", "tasks/", "<propertyupdate xmlns='DAV:'/>").status_code == 403
    target = f"http://testserver{dav.home}/tasks/b.ics"
    assert dav("MOVE", path, Destination=target, Host="testserver").status_code == 403


def test_items_of_another_user_are_not_writable(dav, bob, path, task):
    bobs_dav = Dav(bob, give_password(bob, "another-secret"))
    bobs_dav.home = dav.home
    for method in ("PUT", "DELETE"):
        body = "BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:u\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
        assert bobs_dav(method, path, body).status_code == 403
    assert refreshed(task).status == "pending"


def test_related_to_ignores_tasks_of_another_user(dav, bob, task):
    bobs_dav = Dav(bob, give_password(bob, "another-secret"))
    uid = dav.component(f"tasks/{task.pk}.ics")["UID"]
    bobs_dav.put("tasks/b.ics", "VTODO", "UID:u1", "SUMMARY:Mine", f"RELATED-TO:{uid}")
    assert Task.objects.get(user=bob).parent is None


def test_item_without_summary_gets_a_placeholder_title(dav):
    dav.put("tasks/a.ics", "VTODO", "UID:u1")
    assert Task.objects.get().title == "(no title)"


def test_completed_occurrence_cannot_be_deleted(alice, dav, make_series):
    task = make_series()
    instances.complete(alice, instances_of(task)[0].pk)
    assert dav("DELETE", f"tasks/{task.pk}-2026-03-02.ics").status_code == 403


def test_item_is_valid_icalendar(dav, path):
    assert icalendar.Calendar.from_ical(dav("GET", path).content)["VERSION"] == "2.0"


def test_rule_that_never_comes_true_is_rejected_before_it_is_expanded(dav):
    rule = "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"
    lines = ["DTSTART:20260302T090000Z", "SUMMARY:Never", rule]

    assert dav.put("blocks/never.ics", "VEVENT", "UID:u1", *lines).status_code == 403
    assert not Task.objects.exists()


def test_item_with_too_many_categories_adds_no_labels(dav):
    names = ",".join(f"c{n}" for n in range(101))

    response = dav.put("tasks/many.ics", "VTODO", "UID:u1", "SUMMARY:Many", f"CATEGORIES:{names}")

    assert (response.status_code, sentence(response)) == (
        403,
        "A task can have up to 100 categories.",
    )
    assert not Label.objects.exists()


def test_move_to_an_invalid_destination_is_rejected(dav, path):
    response = dav("MOVE", path, Destination="http://[::1")

    assert response.status_code == 403


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


def test_block_moved_into_the_night_on_the_phone_stays_on_its_day(alice, dav, make_task):
    settings.change_preferences(alice, {"day_start_hour": 5})
    slot = {"scheduled_date": MONDAY, "scheduled_time": time(22)}
    task = make_task("Write", duration=60, **slot)
    start = datetime(2026, 3, 3, 2, tzinfo=BERLIN)
    dav.edit(f"blocks/{task.pk}.ics", DTSTART=start, DTEND=start + timedelta(hours=1))

    assert (refreshed(task).scheduled_date, task.scheduled_time) == (MONDAY, time(2))
    assert dav.component(f"blocks/{task.pk}.ics")["DTSTART"].dt == start


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
