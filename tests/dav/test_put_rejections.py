"""/dav/: changes of items that are rejected, each with its status and reason"""

from __future__ import annotations

import pytest

from tasks.editing import tasks
from tasks.models import Task
from tests.dav.conftest import Dav, give_password
from tests.dav.test_put import refreshed, sentence


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


def test_move_to_an_invalid_destination_is_rejected(dav, path):
    response = dav("MOVE", path, Destination="http://[::1")

    assert response.status_code == 403
