"""/dav/: scheduled to-dos in programs that list to-dos by DUE alone"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tasks.editing.settings import change_preferences
from tasks.editing.undo import undo
from tasks.models import Activity, Task
from tests.conftest import instances_of
from tests.dav.conftest import Dav, give_password

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)
NINE = datetime(2026, 3, 2, 9, tzinfo=BERLIN)
LATER = datetime(2026, 3, 5, 14, 30, tzinfo=BERLIN)
IPHONE = "iOS/18.3.1 (22D72) remindd/1.0"
THUNDERBIRD = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:128.0) Thunderbird/128.7.0"


def use(dav, program):
    dav.client.defaults["HTTP_USER_AGENT"] = program
    return dav


@pytest.fixture
def iphone(dav):
    return use(dav, IPHONE)


@pytest.fixture
def task(make_task):
    return make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9), reminder=5)


@pytest.fixture
def path(task):
    return f"tasks/{task.pk}.ics"


def slots(task):
    task.refresh_from_db()
    schedule = task.scheduled_date, task.scheduled_time
    return schedule, (task.deadline_date, task.deadline_time)


NONE = (None, None)
AT_NINE, AT_LATER = (MONDAY, time(9)), (date(2026, 3, 5), time(14, 30))


@pytest.mark.parametrize(
    ("program", "is_due"),
    [
        (IPHONE, True),
        ("iOS/15.0 (19A346) dataaccessd/1.0", True),
        ("macOS/14.4.1 (23E224) remindd/1.0", True),
        ("Mac+OS+X/10.15.7 (19H2) CalendarAgent/930.5.1", True),
        ("Mac OS X/10.8.2 (12C60) Reminders/82", True),
        ("CalendarAgent/930.5.1", True),
        ("vdirsyncer/0.21.0", True),
        ("todoman/4.7.0", True),
        (THUNDERBIRD, False),
        ("DAVx5/4.4.5-ose (dav4jvm; okhttp/4.12.0) Android/14", False),
        ("Evolution/3.52.0", False),
        ("", False),
    ],
)
def test_scheduled_todo_is_due_when_scheduled_for_apple_and_todoman(dav, path, program, is_due):
    todo = use(dav, program).component(path)
    (trigger,) = [alarm["TRIGGER"] for alarm in todo.walk("VALARM")]

    assert ("DUE" in todo, "DTSTART" in todo) == (is_due, not is_due)
    assert todo["DUE" if is_due else "DTSTART"].dt == NINE
    assert trigger.params.get("RELATED", "START") == ("END" if is_due else "START")


@pytest.mark.parametrize(("choice", "is_due"), [("always", True), ("never", False)])
@pytest.mark.parametrize("program", [IPHONE, THUNDERBIRD])
def test_person_chooses_for_every_program(alice, dav, path, program, choice, is_due):
    change_preferences(alice, {"due_when_scheduled": choice})

    assert ("DUE" in use(dav, program).component(path)) == is_due


def test_due_date_of_an_all_day_todo_is_a_day(iphone, make_task):
    task = make_task("Read", scheduled_date=FRIDAY)

    assert iphone.component(f"tasks/{task.pk}.ics")["DUE"].dt == FRIDAY


def test_deadline_stays_the_due_date_of_a_scheduled_todo(iphone, make_task):
    task = make_task("Read", scheduled_date=MONDAY, deadline_date=FRIDAY)
    todo = iphone.component(f"tasks/{task.pk}.ics")

    assert (todo["DTSTART"].dt, todo["DUE"].dt) == (MONDAY, FRIDAY)


def test_todo_without_a_date_has_no_due_date(iphone, make_task):
    assert "DUE" not in iphone.component(f"tasks/{make_task().pk}.ics")


@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"SUMMARY": "Write more"},
        {"DTSTART": NINE},  # Apple's programs write both
        {"DUE": NINE.astimezone(ZoneInfo("UTC"))},
        {"DUE": NINE.astimezone(ZoneInfo("Asia/Tokyo")), "DTSTART": NINE},
    ],
)
def test_due_date_written_back_makes_no_deadline(iphone, path, task, properties):
    assert iphone.edit(path, **properties).status_code == 204

    assert slots(task) == (AT_NINE, NONE)
    assert task.reminder == 5
    assert Activity.objects.count() == (2 if "SUMMARY" in properties else 1)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"DUE": LATER}, (AT_LATER, NONE)),
        ({"DUE": LATER, "DTSTART": LATER}, (AT_LATER, NONE)),
        ({"DUE": FRIDAY}, ((FRIDAY, None), NONE)),
        ({"DUE": None}, (NONE, NONE)),
        ({"DTSTART": LATER}, (AT_LATER, NONE)),
        ({"DTSTART": LATER, "DUE": datetime(2026, 3, 6, 9)}, (AT_LATER, (FRIDAY, time(9)))),
    ],
)
def test_changed_due_date_moves_the_schedule(alice, iphone, path, task, properties, expected):
    for _ in range(2):  # the second time changes nothing
        assert iphone.edit(path, **properties).status_code == 204
        assert slots(task) == expected

    undo(alice, Activity.objects.for_user(alice).latest("pk").pk)
    assert slots(task) == (AT_NINE, NONE)


@pytest.mark.parametrize("both", [True, False])
def test_deadline_changed_on_the_phone_stays_a_deadline(iphone, make_task, both):
    task = make_task("Read", deadline_date=FRIDAY, scheduled_date=MONDAY, scheduled_time=time(9))
    path = f"tasks/{task.pk}.ics"
    iphone.edit(path, SUMMARY="Read all", DTSTART=FRIDAY)
    assert slots(task) == (AT_NINE, (FRIDAY, None))
    iphone.edit(path, DUE=LATER, **({"DTSTART": LATER} if both else {}))

    assert slots(task) == (AT_NINE, AT_LATER)


def test_deadline_of_an_unscheduled_todo_schedules_nothing(iphone, make_task):
    task = make_task("Read", deadline_date=FRIDAY)
    iphone.edit(f"tasks/{task.pk}.ics", SUMMARY="Read all", DTSTART=FRIDAY)

    assert slots(task) == (NONE, (FRIDAY, None))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART:20260302T080000Z", "DUE:20260302T080000Z"], (AT_NINE, NONE)),
        (["DUE:20260302T080000Z"], (NONE, AT_NINE)),
        (["DTSTART:20260302T080000Z"], (AT_NINE, NONE)),
        (
            ["DTSTART:20260302T080000Z", "DUE;VALUE=DATE:20260306"],
            (AT_NINE, (FRIDAY, None)),
        ),
    ],
)
def test_new_todo_is_scheduled_or_due_as_it_says(iphone, lines, expected):
    iphone.put("tasks/a.ics", "VTODO", "UID:u1", "SUMMARY:New", *lines)

    assert slots(Task.objects.get()) == expected


def test_new_repeating_todo_of_an_iphone_has_no_deadlines(iphone):
    lines = ["DTSTART;TZID=Europe/Berlin:20260302T180000", "DUE;TZID=Europe/Berlin:20260302T180000"]
    iphone.put("tasks/a.ics", "VTODO", "UID:u1", "SUMMARY:Pills", *lines, "RRULE:FREQ=DAILY")

    assert Task.objects.get().series.deadline_days is None


def test_changed_due_date_moves_an_occurrence(iphone, make_series):
    first = instances_of(make_series(starts_at=time(9)))[0]
    path = f"tasks/{first.task_id}-{first.recurrence_id}.ics"
    assert iphone.component(path)["DUE"].dt == NINE
    assert iphone.edit(path, SUMMARY="Else").status_code == 204
    assert iphone.edit(path, DUE=LATER).status_code == 204

    first.refresh_from_db()
    assert (first.scheduled_date, first.scheduled_time) == AT_LATER
    assert first.moved


@pytest.mark.parametrize(
    ("trigger", "reminder"),
    [
        ("TRIGGER;RELATED=END:-PT15M", 15),
        ("TRIGGER:-PT15M", 15),
        ("TRIGGER;VALUE=DATE-TIME:20260302T074000Z", 20),
        ("TRIGGER;VALUE=DATE-TIME:19760401T005545Z", None),
        ("TRIGGER;VALUE=DATE-TIME:20260302T084000Z", None),
    ],
)
def test_alarm_of_a_due_date_is_the_reminder(iphone, path, task, trigger, reminder):
    text = iphone("GET", path).content.decode().replace("TRIGGER;RELATED=END:-PT5M", trigger)
    iphone("PUT", path, text)

    task.refresh_from_db()
    assert task.reminder == reminder


def test_programs_have_their_own_etags_so_that_none_writes_what_another_read(dav, path, task):
    etags = {program: use(dav, program).names("tasks") for program in (IPHONE, THUNDERBIRD)}
    assert etags[IPHONE] != etags[THUNDERBIRD]
    response = use(dav, THUNDERBIRD)("GET", path)
    stale = use(dav, IPHONE)("PUT", path, response.content.decode(), If_Match=response["ETag"])

    assert stale.status_code == 412


def test_night_before_the_day_start_survives_the_round_trip(alice, iphone, path, task):
    change_preferences(alice, {"day_start_hour": 5})
    iphone.edit(path, DUE=datetime(2026, 3, 3, 2, tzinfo=BERLIN))
    assert slots(task) == ((MONDAY, time(2)), NONE)
    iphone.edit(path, SUMMARY="Dance")

    assert slots(task) == ((MONDAY, time(2)), NONE)


def test_choice_of_one_person_changes_nothing_for_another(alice, bob, path, task, make_task):
    change_preferences(bob, {"due_when_scheduled": "always"})
    alices = Dav(alice, give_password(alice))
    assert "DUE" not in alices.component(path)
    own = make_task("Mine", user=bob, scheduled_date=MONDAY)
    bobs_dav = Dav(bob, give_password(bob, "another-secret"))

    assert "DUE" in bobs_dav.component(f"tasks/{own.pk}.ics")
    assert bobs_dav("GET", path).status_code == 404


@pytest.mark.parametrize("program", ["x" * 10_000, "iOS/", "iOS", "Mac OS X", "\u00e9"])
def test_strange_programs_are_served(dav, path, program):
    assert use(dav, program)("GET", path).status_code == 200


def test_split_task_is_due_when_its_first_piece_is_scheduled(iphone, make_task):
    chunks = [{"date": "2026-03-04", "time": "09:00", "minutes": 60}]
    chunks += [{"date": "2026-03-05", "time": "09:00", "minutes": 60}]
    task = make_task("Paint", duration=120, chunks=chunks)
    path = f"tasks/{task.pk}.ics"
    assert iphone.component(path)["DUE"].dt == NINE + timedelta(days=2)
    assert iphone.edit(path, SUMMARY="Paint all").status_code == 204

    assert iphone.edit(path, DUE=LATER).status_code == 403
    task.refresh_from_db()
    assert len(task.chunks) == 2
