"""What a calendar contains that cannot be read is stored with it and shown"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tasks.calendars import actions, sync
from tasks.models import Calendar
from tests.calendars.icalendar_text import event, ics

PAGE = "/settings/calendars/"
TEN = "DTSTART:20260303T100000Z"

pytestmark = pytest.mark.usefixtures("allow_private")


@pytest.fixture
def client(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def read(alice, site, clock):
    """Return a function that reads a body at a subscribed address."""
    account = actions.connect(alice, "ics", {"address": f"{site.url}/a.ics"})

    def run(body="", status=200, **headers):
        site.respond("/a.ics", body, status, **headers)
        clock.shift(timedelta(hours=2))
        return sync.sync(account.pk)

    return run


def test_incomplete_entries_are_stored_with_their_calendar_and_shown(read, client):
    lost = event("2", "DTSTART:never").replace("Match", "Lost <b>")
    read(ics(event("1", TEN, "DTEND:None"), lost, event("3", TEN)))
    assert Calendar.objects.get().ignored == [["Lost <b>", "start"], ["Match", "end"]]
    page = client.get(PAGE).text
    assert "2 entries of Football could not be read completely" in page
    assert "Lost &lt;b&gt;. Not shown: its start can&#x27;t be read." in page
    assert "Match. Shown without its end, which can&#x27;t be read." in page


def test_repaired_calendar_shows_no_incomplete_entries(read, client):
    read(ics(event("1", TEN, "DTEND:None")))
    read(ics(event("1", TEN)))
    assert Calendar.objects.get().ignored == []
    assert "completely" not in client.get(PAGE).text


def test_incomplete_entries_stay_shown_while_the_file_is_unchanged(read):
    read(ics(event("1", TEN, "DTEND:None")), ETag='"1"')
    read("", 304)
    assert len(Calendar.objects.get().ignored) == 1


def test_incomplete_entries_are_shown_only_to_the_owner_of_the_calendar(read, client, bob):
    read(ics(event("1", TEN, "DTEND:None")))
    assert "completely" in client.get(PAGE).text
    client.force_login(bob)
    assert "completely" not in client.get(PAGE).text


def test_unknown_reason_of_a_newer_release_is_left_out(read, client):
    read(ics(event("1", TEN)))
    Calendar.objects.update(ignored=[["Match", "gone_tomorrow"]])
    assert "completely" not in client.get(PAGE).text
