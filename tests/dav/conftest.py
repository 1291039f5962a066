"""A small CalDAV client for tests of responses."""

from __future__ import annotations

import base64
import xml.etree.ElementTree as ET

import icalendar
import pytest
from django.test import Client

from tasks.models import AppPassword
from tasks.models.sharing import digest_of
from tests.dav.repeating_items import item

D, C = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
SECRET = "correct-horse-battery-staple"


def give_password(user, secret: str = SECRET) -> str:
    AppPassword.objects.create(user=user, name="Phone", digest=digest_of(secret))
    return secret


class Dav:
    """Sends signed-in requests below /dav/."""

    def __init__(self, user, secret: str) -> None:
        self.home = f"/dav/{user.pk}"
        credentials = base64.b64encode(f"{user.email}:{secret}".encode()).decode()
        self.client = Client(headers={"Authorization": f"Basic {credentials}"})

    def __call__(self, method: str, path: str, body: str = "", **headers: str):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(
            method, f"{self.home}/{path}", body.encode(), "text/calendar", headers=headers
        )

    def names(self, collection):
        """Return the names of the items in a collection, with their ETags."""
        body = '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'
        response = self("PROPFIND", f"{collection}/", body, Depth="1")
        assert response.status_code == 207, response.content
        etags = {
            item.findtext(f"{D}href").rpartition("/")[2]: item.findtext(f".//{D}getetag")
            for item in ET.fromstring(response.content)
        }
        return {name: etag for name, etag in etags.items() if name}

    def component(self, path: str):
        response = self("GET", path)
        assert response.status_code == 200, response.content
        calendar = icalendar.Calendar.from_ical(response.content)
        (component,) = [part for part in calendar.subcomponents if part.name != "VTIMEZONE"]
        return component

    def put(self, path: str, kind: str, *lines: str, **headers: str):
        text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", f"BEGIN:{kind}", *lines]
        text += [f"END:{kind}", "END:VCALENDAR", ""]
        return self("PUT", path, "\r\n".join(text), **headers)

    def edit(self, path: str, **properties: object):
        """Read an item, change some properties and write it back, as clients do."""
        response = self("GET", path)
        calendar = icalendar.Calendar.from_ical(response.content)
        (item,) = [part for part in calendar.subcomponents if part.name != "VTIMEZONE"]
        for name, value in properties.items():
            item.pop(name.replace("_", "-"), None)
            if value is not None:
                item.add(name.replace("_", "-"), value)
        return self("PUT", path, calendar.to_ical().decode(), If_Match=response["ETag"])


@pytest.fixture
def dav(alice) -> Dav:
    return Dav(alice, give_password(alice))


@pytest.fixture
def task(make_task):
    return make_task("Pay rent", description="account ends 42", impact=2)


@pytest.fixture
def path(task):
    return f"tasks/{task.pk}.ics"


@pytest.fixture
def put(dav):
    """Return a function that writes tasks/mine.ics, which repeats."""

    def write(*lines, overrides=(), status=None, **headers):
        body = item(*lines, overrides=overrides)
        response = dav("PUT", "tasks/mine.ics", body, **headers)
        assert response.status_code == (status or response.status_code), response.content
        assert status or response.status_code in (201, 204), response.content
        return response

    return write
