"""/dav/: what a client sees"""

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


def test_a_client_that_knows_only_the_host_is_led_there():
    answer = Client().generic("PROPFIND", "/.well-known/caldav")
    assert (answer.status_code, answer["Location"]) == (301, "/dav/")


def test_strangers_are_asked_who_they_are():
    answer = Client().generic("PROPFIND", "/dav/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Basic realm="Whendoist"'


def test_discovery_leads_to_two_collections(dav):
    body = '<propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>'
    root = dav.client.generic("PROPFIND", "/dav/", body, headers={"Depth": "0"})
    assert f"{dav.home}/" in root.content.decode()
    home = dav("PROPFIND", "", "", Depth="1").content.decode()
    assert f"{dav.home}/tasks/" in home
    assert f"{dav.home}/blocks/" in home


def test_a_task_is_a_to_do(dav, make_task):
    task = make_task("Pay rent", deadline_date=MONDAY, impact=1, description="account\nends 42")
    todo = dav.component(f"tasks/{task.pk}.ics")
    assert (todo.name, todo["SUMMARY"], todo["DUE"].dt) == ("VTODO", "Pay rent", MONDAY)
    assert (todo["PRIORITY"], todo["DESCRIPTION"]) == (1, "account\nends 42")


def test_a_block_is_an_event_as_well(dav, make_task):
    task = make_task(scheduled_date=MONDAY, scheduled_time=time(9), duration=45)
    make_task("Not on the grid", scheduled_date=MONDAY)
    assert list(dav.names("blocks")) == [f"{task.pk}.ics"]
    event = dav.component(f"blocks/{task.pk}.ics")
    assert event["DTSTART"].dt == datetime(2026, 3, 2, 9, tzinfo=BERLIN)
    assert event["DTEND"].dt == datetime(2026, 3, 2, 9, 45, tzinfo=BERLIN)


def test_each_day_of_a_series_is_an_item_of_its_own_two_weeks_ahead(dav, make_series):
    task = make_series()
    names = sorted(dav.names("tasks"))
    assert names[0] == f"{task.pk}-2026-03-02.ics"
    assert len(names) == 15
    assert "RRULE" not in dav.component(f"tasks/{names[0]}")


def test_skipped_days_and_archived_tasks_are_not_there(alice, dav, make_task, make_series):
    tasks.archive(alice, make_task().pk)
    row = instances_of(make_series("FREQ=MONTHLY"))[0]
    instances.skip(alice, row.pk)
    assert dav.names("tasks") == {}


def test_a_subtask_names_what_it_is_below(dav, make_task, make_domain):
    above = make_task("Move house", domain_id=make_domain().pk)
    below = make_task("Find boxes", parent_id=above.pk)
    uid = dav.component(f"tasks/{above.pk}.ics")["UID"]
    assert dav.component(f"tasks/{below.pk}.ics")["RELATED-TO"] == uid


def test_an_etag_changes_with_what_is_said_and_with_nothing_else(alice, dav, make_task, clock):
    task = make_task()
    before = dav.names("tasks")
    clock.shift(timedelta(days=1))
    assert dav.names("tasks") == before
    tasks.change(alice, task.pk, {"impact": 1})
    assert dav.names("tasks") != before


def test_what_nobody_knows_is_not_found(dav):
    for path in ("tasks/999999.ics", "tasks/1-2026-02-30.ics", "other/", "tasks/none.ics"):
        assert dav("GET", path).status_code == 404


def test_bob_gets_nothing_of_alices(dav, bob, make_task):
    task = make_task()
    theirs = Dav(bob, give_password(bob, "another-secret"))
    assert theirs.names("tasks") == {}
    assert theirs("GET", f"tasks/{task.pk}.ics").status_code == 404
    theirs.home = dav.home
    for path in ("", "tasks/", f"tasks/{task.pk}.ics"):
        assert theirs("PROPFIND", path, Depth="1").status_code == 403


def test_another_persons_password_is_refused(alice, bob):
    secret = give_password(bob)
    assert Dav(alice, secret)("PROPFIND", "").status_code == 401


def test_the_persons_own_password_is_refused(alice):
    assert Dav(alice, "a good long password")("PROPFIND", "").status_code == 401


def test_a_revoked_password_is_refused(alice, dav):
    AppPassword.objects.all().delete()
    assert dav("PROPFIND", "tasks/").status_code == 401


def test_so_is_that_of_a_person_who_may_not_sign_in(alice, dav):
    alice.is_active = False
    alice.save()
    assert dav("PROPFIND", "tasks/").status_code == 401


def test_it_is_known_when_a_password_was_used(dav):
    dav("PROPFIND", "tasks/")
    assert AppPassword.objects.get().used_at


def sync(dav, token=""):
    """The names a sync report tells, and the new token."""
    import xml.etree.ElementTree as ET

    body = f'<sync-collection xmlns="DAV:"><sync-token>{token}</sync-token><prop><getetag/></prop>'
    answer = dav("REPORT", "tasks/", f"{body}<sync-level>1</sync-level></sync-collection>")
    if answer.status_code != 207:
        return answer.status_code, ""
    root = ET.fromstring(answer.content)
    told = {
        each.findtext("{DAV:}href").rpartition("/")[2]: each.findtext("{DAV:}status") or "there"
        for each in root.findall("{DAV:}response")
    }
    return told, root.findtext("{DAV:}sync-token")


CALDAV = "urn:ietf:params:xml:ns:caldav"


@pytest.mark.parametrize("path", ["", "tasks/"])
def test_a_calendar_query_is_answered_everywhere(dav, path):
    query = f'<c:calendar-query xmlns="DAV:" xmlns:c="{CALDAV}"><prop><getetag/></prop>'
    query += '<c:filter><c:comp-filter name="VCALENDAR"/></c:filter></c:calendar-query>'
    answer = dav("REPORT", path, query)
    assert answer.status_code == 207
    assert b"<response>" not in answer.content


@pytest.mark.parametrize("method", ["PROPFIND", "REPORT", "MKCALENDAR", "MKCOL"])
def test_xml_with_entities_is_a_bad_request(dav, method):
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]><propfind xmlns="DAV:"><prop>&a;</prop></propfind>'
    assert dav(method, "tasks/", bomb).status_code == 400


def test_a_sync_token_tells_what_came_changed_and_went(alice, dav, make_task):
    stays, changes, goes = make_task("A"), make_task("B"), make_task("C")
    told, token = sync(dav)
    assert len(told) == 3
    tasks.change(alice, changes.pk, {"title": "B2"})
    tasks.archive(alice, goes.pk)
    comes = make_task("D")
    told, newer = sync(dav, token)
    assert {name for name in told if "404" not in told[name]} == {
        f"{changes.pk}.ics",
        f"{comes.pk}.ics",
    }
    assert "404" in told[f"{goes.pk}.ics"]
    assert sync(dav, newer) == ({}, newer)
    assert stays.pk


def test_a_token_nobody_knows_means_list_all_anew(dav):
    assert sync(dav, "https://whendoist.org/ns/sync/0")[0] == 403


def test_old_states_are_forgotten(alice, dav, make_task, clock):
    for n in range(40):
        make_task(f"Task {n}")
        clock.shift(timedelta(seconds=1))
        sync(dav)
    assert DavState.objects.count() == 30


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_is_fixed(alice, dav, make_task, make_series, count):
    for n in range(count):
        make_task(f"Task {n}")
        make_series("FREQ=MONTHLY", f"Series {n}")
    dav.names("tasks")
    with CaptureQueriesContext(connection) as queries:
        dav.names("tasks")
    assert len(queries) <= 16
