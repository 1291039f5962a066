"""/dav/: items that clients add, change and delete"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar

from tasks.editing import domains, settings, tasks
from tasks.editing.undo import undo
from tasks.models import Activity, DavName, Label, Task
from tests.dav.conftest import Dav, give_password

MONDAY = date(2026, 3, 2)
BERLIN = ZoneInfo("Europe/Berlin")


def sentence(response):
    return response.content.decode().partition("responsedescription>")[2].partition("<")[0]


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


def test_event_may_use_a_time_zone_defined_in_the_calendar(dav):
    zone = ["BEGIN:VTIMEZONE", "TZID:Home", "BEGIN:STANDARD", "DTSTART:16010101T000000"]
    zone += ["TZOFFSETFROM:+0200", "TZOFFSETTO:+0200", "END:STANDARD", "END:VTIMEZONE"]
    event = ["BEGIN:VEVENT", "UID:u1", "DTSTART;TZID=Home:20260302T090000", "DURATION:PT1H"]
    text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:t", *zone, *event, "END:VEVENT"]
    assert dav("PUT", "blocks/a.ics", "\r\n".join([*text, "END:VCALENDAR", ""])).status_code == 201
    assert Task.objects.get().scheduled_time == time(8)


def test_related_to_ignores_tasks_of_another_user(dav, bob, task):
    bobs_dav = Dav(bob, give_password(bob, "another-secret"))
    uid = dav.component(f"tasks/{task.pk}.ics")["UID"]
    bobs_dav.put("tasks/b.ics", "VTODO", "UID:u1", "SUMMARY:Mine", f"RELATED-TO:{uid}")
    assert Task.objects.get(user=bob).parent is None


def test_item_without_summary_gets_a_placeholder_title(dav):
    dav.put("tasks/a.ics", "VTODO", "UID:u1")
    assert Task.objects.get().title == "(no title)"


def test_item_is_valid_icalendar(dav, path):
    assert icalendar.Calendar.from_ical(dav("GET", path).content)["VERSION"] == "2.0"


def test_item_with_too_many_categories_adds_no_labels(dav):
    names = ",".join(f"c{n}" for n in range(101))

    response = dav.put("tasks/many.ics", "VTODO", "UID:u1", "SUMMARY:Many", f"CATEGORIES:{names}")

    assert (response.status_code, sentence(response)) == (
        403,
        "A task can have up to 100 categories.",
    )
    assert not Label.objects.exists()


def test_block_moved_into_the_night_on_the_phone_stays_on_its_day(alice, dav, make_task):
    settings.change_preferences(alice, {"day_start_hour": 5})
    slot = {"scheduled_date": MONDAY, "scheduled_time": time(22)}
    task = make_task("Write", duration=60, **slot)
    start = datetime(2026, 3, 3, 2, tzinfo=BERLIN)
    dav.edit(f"blocks/{task.pk}.ics", DTSTART=start, DTEND=start + timedelta(hours=1))

    assert (refreshed(task).scheduled_date, task.scheduled_time) == (MONDAY, time(2))
    assert dav.component(f"blocks/{task.pk}.ics")["DTSTART"].dt == start
