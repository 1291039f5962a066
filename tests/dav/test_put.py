"""/dav/: what a client writes goes through the verbs"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from tasks.editing import domains, instances, tasks
from tasks.editing.undo import undo
from tasks.models import Activity, DavName, Label, Task, TaskInstance
from tests.conftest import instances_of
from tests.dav.conftest import Dav, give_password

MONDAY = date(2026, 3, 2)
BERLIN = ZoneInfo("Europe/Berlin")


def sentence(answer):
    return answer.content.decode().partition("responsedescription>")[2].partition("<")[0]


@pytest.fixture
def task(make_task):
    return make_task("Pay rent", description="account ends 42", impact=2)


@pytest.fixture
def path(task):
    return f"tasks/{task.pk}.ics"


def again(row):
    row.refresh_from_db()
    return row


def test_a_to_do_becomes_a_task(alice, dav):
    lines = ["UID:u1", "SUMMARY:Buy\\, then cook", "DUE;VALUE=DATE:20260305", "PRIORITY:1"]
    answer = dav.put("tasks/mine.ics", "VTODO", *lines, "DTSTART:20260302T090000Z")
    assert (answer.status_code, "ETag" in answer) == (201, False)
    task = Task.objects.get()
    assert (task.title, task.deadline_date, task.impact) == (
        "Buy, then cook",
        date(2026, 3, 5),
        1,
    )
    assert (task.scheduled_date, task.scheduled_time) == (MONDAY, time(10))
    assert dav.component("tasks/mine.ics")["UID"] == "u1"


def test_an_event_becomes_a_block(dav):
    times = ["DTSTART;TZID=America/New_York:20260302T040000", "DURATION:PT1H15M"]
    dav.put("blocks/b.ics", "VEVENT", "UID:u1", "SUMMARY:Write", *times)
    task = Task.objects.get()
    assert (task.scheduled_time, task.duration) == (time(10), 75)
    assert len(dav.names("tasks")) == 1


def test_it_is_logged_and_can_be_undone(alice, dav, path, task):
    dav.edit(path, SUMMARY="Pay the rent")
    log = Activity.objects.for_user(alice).latest("pk")
    assert (log.actor_id, log.source) == (alice.pk, "api")
    undo(alice, log.pk)
    assert again(task).title == "Pay rent"


def test_only_what_differs_is_changed(alice, dav, path, task):
    tasks.change(alice, task.pk, {"duration": 25, "pinned": True})
    assert dav.edit(path, SUMMARY="Pay the rent").status_code == 204
    change = Activity.objects.for_user(alice).latest("pk").changes.get()
    assert change.after == {"title": "Pay the rent"}


def test_writing_back_what_was_read_changes_nothing(alice, dav, path, task):
    count = Activity.objects.count()
    assert dav.edit(path).status_code == 204
    assert Activity.objects.count() == count


def test_completing_and_reopening(dav, path, task):
    dav.edit(path, STATUS="COMPLETED")
    assert again(task).is_completed
    dav.edit(path, STATUS="NEEDS-ACTION", COMPLETED=None)
    assert not again(task).is_completed


def test_cancelling_archives(dav, path, task):
    dav.edit(path, STATUS="CANCELLED")
    assert again(task).status == "archived"


def test_moving_and_resizing_a_block(dav, make_task):
    task = make_task(scheduled_date=MONDAY, scheduled_time=time(9), duration=30)
    start = datetime(2026, 3, 3, 14, tzinfo=BERLIN)
    dav.edit(f"blocks/{task.pk}.ics", DTSTART=start, DTEND=start + timedelta(hours=2))
    task = again(task)
    assert (task.scheduled_date, task.scheduled_time, task.duration) == (
        date(2026, 3, 3),
        time(14),
        120,
    )


def test_moving_a_block_keeps_a_duration_nobody_said(dav, make_task):
    task = make_task(scheduled_date=MONDAY, scheduled_time=time(9))
    start = datetime(2026, 3, 3, 14, tzinfo=BERLIN)
    dav.edit(f"blocks/{task.pk}.ics", DTSTART=start, DTEND=start + timedelta(minutes=30))
    assert again(task).duration is None


def test_an_alarm_is_a_reminder(dav, make_task):
    task = make_task(scheduled_date=MONDAY, scheduled_time=time(9), reminder=5)
    answer = dav("GET", f"blocks/{task.pk}.ics")
    text = answer.content.decode()
    dav("PUT", f"blocks/{task.pk}.ics", text.replace("-PT5M", "-PT20M"))
    assert again(task).reminder == 20
    alarm = text[text.index("BEGIN:VALARM") : text.index("END:VALARM\r\n") + 12]
    dav("PUT", f"blocks/{task.pk}.ics", text.replace(alarm, ""))
    assert again(task).reminder is None


def test_categories_are_the_domain_and_the_labels(alice, dav, path, task, make_domain):
    home = make_domain()
    domains.add_label(alice, "errand")
    dav.edit(path, CATEGORIES=["home", "Errand", "new"])
    assert again(task).domain == home
    assert sorted(label.name for label in task.labels.all()) == ["errand", "new"]
    assert Label.objects.count() == 2


def test_a_client_that_knows_no_categories_takes_none_away(alice, dav, path, task, make_domain):
    tasks.change(alice, task.pk, {"domain_id": make_domain().pk})
    dav.edit(path, CATEGORIES=None, SUMMARY="Pay the rent")
    assert again(task).domain


def test_a_subtask_is_made_below_its_parent(dav, make_task, make_domain):
    above = make_task("Move house", domain_id=make_domain().pk)
    uid = dav.component(f"tasks/{above.pk}.ics")["UID"]
    dav.put("tasks/b.ics", "VTODO", "UID:u1", "SUMMARY:Find boxes", f"RELATED-TO:{uid}")
    assert Task.objects.get(title="Find boxes").parent == above


def test_deleting_a_to_do_archives_the_task(dav, path, task):
    assert dav("DELETE", path).status_code == 200
    assert again(task).status == "archived"
    assert dav("GET", path).status_code == 404


def test_deleting_a_block_takes_it_off_the_grid_and_keeps_the_task(dav, make_task):
    task = make_task(scheduled_date=MONDAY, scheduled_time=time(9))
    dav("DELETE", f"blocks/{task.pk}.ics")
    assert (again(task).status, task.scheduled_date) == ("pending", None)


def test_what_was_deleted_can_be_made_again_under_its_name(dav):
    for title in ("One", "Two"):
        dav.put("tasks/a.ics", "VTODO", "UID:u1", f"SUMMARY:{title}")
        assert dav.component("tasks/a.ics")["SUMMARY"] == title
        dav("DELETE", "tasks/a.ics")
    assert Task.objects.count() == 2
    assert DavName.objects.count() == 1


def test_a_day_of_a_series_is_completed_moved_and_skipped(dav, make_series):
    task = make_series(starts_at=time(9))
    one, two, three = instances_of(task)[:3]
    dav.edit(f"tasks/{task.pk}-{one.recurrence_id}.ics", STATUS="COMPLETED")
    start = datetime(2026, 3, 5, 11, tzinfo=BERLIN)
    dav.edit(f"tasks/{task.pk}-{two.recurrence_id}.ics", DTSTART=start, SUMMARY="Else")
    dav("DELETE", f"tasks/{task.pk}-{three.recurrence_id}.ics")
    assert (again(one).status, again(three).status) == ("completed", "skipped")
    assert (again(two).scheduled_date, two.scheduled_time) == (date(2026, 3, 5), time(11))
    assert two.own_title == "Else"
    assert TaskInstance.objects.filter(status="pending", own_title="Else").count() == 1


def test_completing_a_day_makes_no_other(dav, make_series):
    task = make_series()
    count = TaskInstance.objects.count()
    dav.edit(f"tasks/{task.pk}-2026-03-02.ics", STATUS="COMPLETED")
    assert TaskInstance.objects.count() == count


@pytest.mark.parametrize(
    ("path", "kind", "lines", "said"),
    [
        ("tasks/a.ics", "VTODO", ["DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY"], "Repeating"),
        ("blocks/a.ics", "VEVENT", ["DTSTART;VALUE=DATE:20260302"], "A block begins"),
        ("tasks/a.ics", "VTODO", ["SUMMARY:" + "x" * 501], "1 to 500 characters"),
        ("blocks/a.ics", "VEVENT", ["DTSTART:20260302T090000Z", "DURATION:P2D"], "a day"),
    ],
)
def test_what_may_not_be_is_refused_with_a_sentence(dav, path, kind, lines, said):
    answer = dav.put(path, kind, "UID:u1", *lines)
    assert answer.status_code == 403
    assert "valid-calendar-object-resource" in answer.content.decode()
    assert said in sentence(answer)
    assert not Task.objects.exists()


NINE = "DTSTART:20260302T090000Z"


@pytest.mark.parametrize(
    ("status", "said", "lines"),
    [
        (403, "ends after it begins", [NINE, "DTEND:20260302T080000Z"]),
        (403, "ends after it begins", [NINE, "DURATION:-PT1H"]),
        (403, "1900 and 2199", [NINE, "DTEND:99991231T235959Z"]),
        (403, "1900 and 2199", ["DTSTART:99991231T235959Z", "DURATION:PT1H"]),
        (403, "1900 and 2199", ["DTSTART:00010101T000000Z", "DURATION:PT1H"]),
        (403, "longer than a year", [NINE, "DURATION:P9999999D"]),
        (403, "time zone “Nowhere/Else”", ["DTSTART;TZID=Nowhere/Else:20260302T090000"]),
        (400, "cannot be read", ["DTSTART;TZID=Europe:20260302T090000"]),
        (400, "cannot be read", [NINE, "DTEND;TZID=Europe:20260302T090000"]),
        (403, "time zone “ab”", ["DTSTART;TZID=a\x00b:20260302T090000"]),
        (400, "cannot be read", ["DTSTART:20260230T090000Z"]),
        (400, "cannot be read", ["DTSTART:soon"]),
    ],
)
def test_a_block_at_an_impossible_time_is_refused_with_a_sentence(dav, status, said, lines):
    answer = dav.put("blocks/a.ics", "VEVENT", "UID:u1", *lines)
    assert answer.status_code == status
    assert said in sentence(answer)
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    "line",
    [
        *("DUE:99991231T235959Z", "DUE;VALUE=DATE:00010101", "COMPLETED:99991231T235959Z"),
        *("DUE;TZID=Europe:20260302T090000", "DTSTART;TZID=Nowhere/Else:20260302T090000"),
    ],
)
def test_so_is_a_to_do(dav, path, task, line):
    for name in ("tasks/a.ics", path):
        answer = dav.put(name, "VTODO", "UID:u1", line)
        assert answer.status_code in (400, 403)
        assert sentence(answer)
    assert Task.objects.get().deadline_date is None


def test_a_zone_that_is_described_may_have_any_name(dav):
    zone = ["BEGIN:VTIMEZONE", "TZID:Home", "BEGIN:STANDARD", "DTSTART:16010101T000000"]
    zone += ["TZOFFSETFROM:+0200", "TZOFFSETTO:+0200", "END:STANDARD", "END:VTIMEZONE"]
    event = ["BEGIN:VEVENT", "UID:u1", "DTSTART;TZID=Home:20260302T090000", "DURATION:PT1H"]
    text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:t", *zone, *event, "END:VEVENT"]
    assert dav("PUT", "blocks/a.ics", "\r\n".join([*text, "END:VCALENDAR", ""])).status_code == 201
    assert Task.objects.get().scheduled_time == time(8)


def test_the_impact_of_one_day_is_that_of_the_series(dav, make_series):
    task = make_series()
    answer = dav.edit(f"tasks/{task.pk}-2026-03-02.ics", PRIORITY=1)
    assert (answer.status_code, "of the series" in sentence(answer)) == (403, True)


@pytest.mark.parametrize("body", ["", "nonsense", "BEGIN:VCALENDAR\r\nEND:VTODO\r\n"])
def test_nonsense_is_a_bad_request(dav, body):
    assert dav("PUT", "tasks/a.ics", body).status_code == 400


def test_an_event_among_tasks_is_refused(dav):
    lines = ["UID:u1", "DTSTART:20260302T090000Z"]
    assert dav.put("tasks/a.ics", "VEVENT", *lines).status_code in (400, 403)


def test_a_write_on_an_old_etag_is_refused(alice, dav, path, task):
    etag = dav("GET", path)["ETag"]
    tasks.change(alice, task.pk, {"title": "Meanwhile"})
    answer = dav.put(path, "VTODO", "UID:u1", "SUMMARY:Late", If_Match=etag)
    assert answer.status_code == 412
    assert again(task).title == "Meanwhile"


def test_an_old_etag_deletes_nothing(alice, dav, path, task):
    etag = dav("GET", path)["ETag"]
    tasks.change(alice, task.pk, {"title": "Meanwhile"})
    assert dav("DELETE", path, If_Match=etag).status_code == 412
    assert again(task).status == "pending"


def test_the_collections_are_fixed(dav, path):
    assert dav("DELETE", "tasks/").status_code == 403
    assert dav("MKCALENDAR", "more/").status_code == 403
    assert dav("PROPPATCH", "tasks/", "<propertyupdate xmlns='DAV:'/>").status_code == 403
    target = f"http://testserver{dav.home}/tasks/b.ics"
    assert dav("MOVE", path, Destination=target, Host="testserver").status_code == 403


def test_bob_writes_nothing_of_alices(dav, bob, path, task):
    theirs = Dav(bob, give_password(bob, "another-secret"))
    theirs.home = dav.home
    for method in ("PUT", "DELETE"):
        body = "BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:u\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
        assert theirs(method, path, body).status_code == 403
    assert again(task).status == "pending"


def test_bobs_uid_names_nothing_of_alices(dav, bob, task):
    theirs = Dav(bob, give_password(bob, "another-secret"))
    uid = dav.component(f"tasks/{task.pk}.ics")["UID"]
    theirs.put("tasks/b.ics", "VTODO", "UID:u1", "SUMMARY:Mine", f"RELATED-TO:{uid}")
    assert Task.objects.get(user=bob).parent is None


def test_a_text_without_a_title_has_one(dav):
    dav.put("tasks/a.ics", "VTODO", "UID:u1")
    assert Task.objects.get().title == "(no title)"


def test_a_completed_day_is_reopened_before_it_is_skipped(alice, dav, make_series):
    task = make_series()
    instances.complete(alice, instances_of(task)[0].pk)
    assert dav("DELETE", f"tasks/{task.pk}-2026-03-02.ics").status_code == 403


def test_what_is_read_is_icalendar(dav, path):
    assert icalendar.Calendar.from_ical(dav("GET", path).content)["VERSION"] == "2.0"
