"""The pages that connect calendars, and a calendar to connect."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.calendars.connecting.pages import CALENDARS, SUBSCRIBE
from tests.calendars.icalendar_text import event, ics
from tests.conftest import reauthenticated_client, run_jobs

LATER = ("DTSTART:20260310T090000Z", "DTEND:20260310T100000Z")
PAST = ("DTSTART:20260301T090000Z", "DTEND:20260301T100000Z")


@pytest.fixture
def client(alice) -> Client:
    return reauthenticated_client(alice)


@pytest.fixture
def attempt(client, allow_private):
    """Return a function that fills in the form and returns the page with the trial's result."""

    def post(path=SUBSCRIBE, **form):
        page = client.post(path, form).url
        assert page.startswith(f"{CALENDARS}trial/")
        run_jobs()
        return client.get(page, follow=True)

    return post


@pytest.fixture
def address(site) -> str:
    return site.respond("/a.ics", ics(event("1"), event("2", *LATER), event("3", *PAST)))
