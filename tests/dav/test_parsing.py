"""/dav/: reading collections, items and sync reports"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tasks.editing import instances, tasks
from tasks.models import AppPassword, DavState
from tests.conftest import instances_of
from tests.dav.conftest import Dav, give_password

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 3, 2)


def test_well_known_address_redirects_to_dav():
    response = Client().generic("PROPFIND", "/.well-known/caldav")
    assert (response.status_code, response["Location"]) == (301, "/dav/")


def test_request_without_credentials_returns_401():
    response = Client().generic("PROPFIND", "/dav/")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Basic realm="Whendoist"'


def test_discovery_finds_two_collections(dav):
    body = '<propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>'
    root = dav.client.generic("PROPFIND", "/dav/", body, headers={"Depth": "0"})
    assert f"{dav.home}/" in root.content.decode()
    home = dav("PROPFIND", "", "", Depth="1").content.decode()
    assert f"{dav.home}/tasks/" in home
    assert f"{dav.home}/blocks/" in home


def test_task_is_a_todo(dav, make_task):
    task = make_task("Pay rent", deadline_date=MONDAY, impact=1, description="account\nends 42")
    todo = dav.component(f"tasks/{task.pk}.ics")
    assert (todo.name, todo["SUMMARY"], todo["DUE"].dt) == ("VTODO", "Pay rent", MONDAY)
    assert (todo["PRIORITY"], todo["DESCRIPTION"]) == (1, "account\nends 42")


def test_scheduled_task_is_also_an_event(dav, make_task):
    task = make_task(scheduled_date=MONDAY, scheduled_time=time(9), duration=45)
    make_task("Not on the grid", scheduled_date=MONDAY)
    assert list(dav.names("blocks")) == [f"{task.pk}.ics"]
    event = dav.component(f"blocks/{task.pk}.ics")
    assert event["DTSTART"].dt == datetime(2026, 3, 2, 9, tzinfo=BERLIN)
    assert event["DTEND"].dt == datetime(2026, 3, 2, 9, 45, tzinfo=BERLIN)


def test_occurrences_of_a_series_are_separate_items_for_two_weeks(dav, make_series):
    task = make_series()
    names = sorted(dav.names("tasks"))
    assert names[0] == f"{task.pk}-2026-03-02.ics"
    assert len(names) == 15
    assert "RRULE" not in dav.component(f"tasks/{names[0]}")


def test_skipped_occurrences_and_archived_tasks_are_not_listed(alice, dav, make_task, make_series):
    tasks.archive(alice, make_task().pk)
    row = instances_of(make_series("FREQ=MONTHLY"))[0]
    instances.skip(alice, row.pk)
    assert dav.names("tasks") == {}


def test_subtask_refers_to_the_uid_of_its_parent(dav, make_task, make_domain):
    parent = make_task("Move house", domain_id=make_domain().pk)
    subtask = make_task("Find boxes", parent_id=parent.pk)
    uid = dav.component(f"tasks/{parent.pk}.ics")["UID"]
    assert dav.component(f"tasks/{subtask.pk}.ics")["RELATED-TO"] == uid


def test_etag_changes_only_with_the_content(alice, dav, make_task, clock):
    task = make_task()
    before = dav.names("tasks")
    clock.shift(timedelta(days=1))
    assert dav.names("tasks") == before
    tasks.change(alice, task.pk, {"impact": 1})
    assert dav.names("tasks") != before


def test_unknown_item_returns_404(dav):
    for path in ("tasks/999999.ics", "tasks/1-2026-02-30.ics", "other/", "tasks/none.ics"):
        assert dav("GET", path).status_code == 404


def test_items_of_another_user_are_not_readable(dav, bob, make_task):
    task = make_task()
    bobs_dav = Dav(bob, give_password(bob, "another-secret"))
    assert bobs_dav.names("tasks") == {}
    assert bobs_dav("GET", f"tasks/{task.pk}.ics").status_code == 404
    bobs_dav.home = dav.home
    for path in ("", "tasks/", f"tasks/{task.pk}.ics"):
        assert bobs_dav("PROPFIND", path, Depth="1").status_code == 403


def test_app_password_of_another_user_is_rejected(alice, bob):
    secret = give_password(bob)
    assert Dav(alice, secret)("PROPFIND", "").status_code == 401


def test_account_password_is_rejected(alice):
    assert Dav(alice, "a good long password")("PROPFIND", "").status_code == 401


def test_revoked_app_password_is_rejected(alice, dav):
    AppPassword.objects.all().delete()
    assert dav("PROPFIND", "tasks/").status_code == 401


def test_app_password_of_a_deactivated_user_is_rejected(alice, dav):
    alice.is_active = False
    alice.save()
    assert dav("PROPFIND", "tasks/").status_code == 401


def test_app_password_records_when_it_was_used(dav):
    dav("PROPFIND", "tasks/")
    assert AppPassword.objects.get().used_at


def sync(dav, token=""):
    """Return the statuses in a sync report by name, and the new token."""
    import xml.etree.ElementTree as ET

    body = f'<sync-collection xmlns="DAV:"><sync-token>{token}</sync-token><prop><getetag/></prop>'
    response = dav("REPORT", "tasks/", f"{body}<sync-level>1</sync-level></sync-collection>")
    if response.status_code != 207:
        return response.status_code, ""
    root = ET.fromstring(response.content)
    statuses = {
        item.findtext("{DAV:}href").rpartition("/")[2]: item.findtext("{DAV:}status") or "present"
        for item in root.findall("{DAV:}response")
    }
    return statuses, root.findtext("{DAV:}sync-token")


CALDAV = "urn:ietf:params:xml:ns:caldav"


@pytest.mark.parametrize("path", ["", "tasks/"])
def test_calendar_query_works_on_principal_and_collection(dav, path):
    query = f'<c:calendar-query xmlns="DAV:" xmlns:c="{CALDAV}"><prop><getetag/></prop>'
    query += '<c:filter><c:comp-filter name="VCALENDAR"/></c:filter></c:calendar-query>'
    response = dav("REPORT", path, query)
    assert response.status_code == 207
    assert b"<response>" not in response.content


@pytest.mark.parametrize("method", ["PROPFIND", "REPORT", "MKCALENDAR", "MKCOL"])
def test_xml_with_entities_returns_400(dav, method):
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]><propfind xmlns="DAV:"><prop>&a;</prop></propfind>'
    assert dav(method, "tasks/", bomb).status_code == 400


def test_sync_report_lists_added_changed_and_removed_items(alice, dav, make_task):
    unchanged, changed, removed = make_task("A"), make_task("B"), make_task("C")
    statuses, token = sync(dav)
    assert len(statuses) == 3
    tasks.change(alice, changed.pk, {"title": "B2"})
    tasks.archive(alice, removed.pk)
    added = make_task("D")
    statuses, newer = sync(dav, token)
    assert {name for name, status in statuses.items() if "404" not in status} == {
        f"{changed.pk}.ics",
        f"{added.pk}.ics",
    }
    assert "404" in statuses[f"{removed.pk}.ics"]
    assert sync(dav, newer) == ({}, newer)
    assert unchanged.pk


def test_unknown_sync_token_returns_403(dav):
    assert sync(dav, "https://whendoist.org/ns/sync/0")[0] == 403


def test_old_sync_tokens_are_deleted(alice, dav, make_task, clock):
    for n in range(40):
        make_task(f"Task {n}")
        clock.shift(timedelta(seconds=1))
        sync(dav)
    assert DavState.objects.count() == 30


@pytest.mark.parametrize("count", [1, 30])
def test_propfind_takes_a_fixed_number_of_queries(alice, dav, make_task, make_series, count):
    for n in range(count):
        make_task(f"Task {n}")
        make_series("FREQ=MONTHLY", f"Series {n}")
    dav.names("tasks")
    with CaptureQueriesContext(connection) as queries:
        dav.names("tasks")
    assert len(queries) <= 16
