"""A CalDAV client in a few lines, for tests of what is answered."""

from __future__ import annotations

import base64
import xml.etree.ElementTree as ET

import icalendar
import pytest
from django.test import Client

from tasks.models import AppPassword
from tasks.models.sharing import digest_of

D, C = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
SECRET = "correct-horse-battery-staple"


def give_password(user, secret: str = SECRET) -> str:
    AppPassword.objects.create(user=user, name="Phone", digest=digest_of(secret))
    return secret


class Dav:
    """Requests below /dav/, signed in."""

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
        """The names of what is in a collection, with their etags."""
        body = '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'
        answer = self("PROPFIND", f"{collection}/", body, Depth="1")
        assert answer.status_code == 207, answer.content
        found = {
            response.findtext(f"{D}href").rpartition("/")[2]: response.findtext(f".//{D}getetag")
            for response in ET.fromstring(answer.content)
        }
        return {name: etag for name, etag in found.items() if name}

    def component(self, path: str):
        answer = self("GET", path)
        assert answer.status_code == 200, answer.content
        whole = icalendar.Calendar.from_ical(answer.content)
        (found,) = [each for each in whole.subcomponents if each.name != "VTIMEZONE"]
        return found

    def put(self, path: str, kind: str, *lines: str, **headers: str):
        text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", f"BEGIN:{kind}", *lines]
        text += [f"END:{kind}", "END:VCALENDAR", ""]
        return self("PUT", path, "\r\n".join(text), **headers)

    def edit(self, path: str, **properties: object):
        """Read an item, change properties of it, and write it back, as clients do."""
        answer = self("GET", path)
        whole = icalendar.Calendar.from_ical(answer.content)
        (item,) = [each for each in whole.subcomponents if each.name != "VTIMEZONE"]
        for name, value in properties.items():
            item.pop(name.replace("_", "-"), None)
            if value is not None:
                item.add(name.replace("_", "-"), value)
        return self("PUT", path, whole.to_ical().decode(), If_Match=answer["ETag"])


@pytest.fixture
def dav(alice) -> Dav:
    return Dav(alice, give_password(alice))
