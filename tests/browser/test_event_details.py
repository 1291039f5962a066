"""Events of connected calendars: their details with a mouse, the keyboard and a finger"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import violations

CODE = """
from datetime import time
from core import clock
from core.models import User
from core.wallclock import instant
from tasks.models import Calendar, CalendarAccount, Event
user = User.objects.get(email="{email}")
account = CalendarAccount.objects.create(
    user=user, provider="google", state="active", name="alice@work.example")
calendar = Calendar.objects.create(user=user, account=account, name="Team")
noon = instant(clock.today(user), time(11), user.preferences.zone)
Event.objects.create(user=user, calendar=calendar, remote_id="1", title="Stand-up",
    starts_at=noon, ends_at=noon.replace(minute={minute}), response="accepted",
    location="{location}", link="{link}")
"""
MEET = "https://meet.google.com/abc-defg"


@pytest.fixture(params=["alice", "phone"])
def person(request, site):
    person = request.getfixturevalue(request.param)
    person.api("PATCH", "/me/preferences", {"time_zone": "UTC"})
    return person


def has_event(site, person, minute=30, location="Room 5, https://example.org/map", link=MEET):
    texts = {"minute": minute, "location": location, "link": link}
    site.machine.manage("shell", "-c", CODE.format(email=person.email, **texts))
    person.has()
    if person.page.locator(".tabs").is_visible():
        person.page.get_by_role("button", name="Calendar").tap()
    return person.block("Stand-up")


def card(person):
    return person.page.get_by_role("dialog", name="Event: Stand-up")


def test_event_opens_to_its_place_calendar_and_meeting(site, person):
    event = has_event(site, person, minute=15)
    (event.tap if person.page.locator(".tabs").is_visible() else event.click)()
    details = card(person)
    expect(details).to_contain_text("11:00 – 11:15")
    expect(details).to_contain_text("Room 5")
    expect(details).to_contain_text("Team · alice@work.example")
    expect(details).to_contain_text("You accepted the invitation.")
    links = {"Join the meeting": MEET, "https://example.org/map": "https://example.org/map"}
    for name, address in links.items():
        expect(details.get_by_role("link", name=name)).to_have_attribute("href", address)
    assert violations(person.page) == []
    assert details.bounding_box()["x"] >= 0
    details.get_by_role("button", name="Close").click()
    expect(details).to_have_count(0)


def test_event_opens_with_enter_and_closes_with_escape(site, alice):
    event = has_event(site, alice)
    event.focus()
    alice.page.keyboard.press("Enter")
    expect(card(alice)).to_contain_text("Team")
    alice.page.keyboard.press("Escape")
    expect(card(alice)).to_have_count(0)
    expect(event).to_be_focused()


def test_event_with_a_script_as_its_link_has_no_link(site, alice):
    event = has_event(site, alice, location="javascript:alert(1)", link="javascript:alert(2)")
    event.click()
    expect(card(alice)).to_contain_text("javascript:alert(1)")
    expect(card(alice).get_by_role("link")).to_have_count(0)
