"""Problems of connected calendars on the planner: every one, with its button, and a dialog"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import violations

CODE = """
from datetime import timedelta
from core import clock
from core.models import User
from tasks.models import Calendar, CalendarAccount, Event
user, now = User.objects.get(email="{email}"), clock.now()
accounts = [CalendarAccount.objects.create(user=user, identity=name, name=name, **fields)
    for name, fields in {{
        "alice@old.example": {{"provider": "google", "state": "signed_out", "trouble": "Revoked."}},
        "alice@work.example": {{"provider": "caldav", "state": "active",
            "next_sync_at": now + timedelta(days=1)}},
    }}.items()]
def add(account, name, **fields):
    return Calendar.objects.create(user=user, account=account, name=name, remote_id=name, **fields)
add(accounts[0], "Old", read_at=now)
add(accounts[1], "Family", read_at=now - timedelta(days=3), trouble="The server doesn't answer.")
add(accounts[1], "Club", read_at=now, ignored=[["Dentist", "start"], ["Rowing", "error"]])
team = add(accounts[1], "Team", read_at=now, generation=3, held=1)
Event.objects.create(user=user, calendar=team, remote_id="1", title="Stand-up", entry="1",
    generation=2, starts_at=now, ends_at=now + timedelta(minutes=30))
"""


@pytest.fixture(params=["alice", "phone"])
def person(request, site):
    person = request.getfixturevalue(request.param)
    site.machine.manage("shell", "-c", CODE.format(email=person.email))
    return person.has()


def lines(person):
    return person.page.locator(".calendar-problems .offer")


def test_planner_shows_every_problem_of_the_calendars_with_one_button_each(person):
    page = person.page
    expect(lines(person)).to_contain_text("“alice@old.example” is signed out")
    link = lines(person).get_by_role("link", name="Connect again…")
    expect(link).to_have_attribute("href", "/settings/calendars/google/?account=" + number(link))
    page.get_by_role("button", name="3 more problems").click()
    expect(lines(person)).to_have_count(4)
    expect(lines(person).nth(1)).to_contain_text("“Family”: last read on ")
    expect(lines(person).nth(1)).to_contain_text("The server doesn't answer.")
    expect(lines(person).nth(2)).to_contain_text("1 event is missing from “Team”.")
    expect(lines(person).nth(3)).to_contain_text(
        "2 entries of “Club” could not be read: “Dentist” and “Rowing”."
    )
    assert violations(page) == []

    lines(person).nth(1).get_by_role("button", name="Read it now").click()
    person.says("Reading the calendars…")


def number(link) -> str:
    return link.get_attribute("href").rpartition("=")[2]


def test_missing_entries_are_shown_and_deleted_from_the_planner(person):
    page = person.page
    page.get_by_role("button", name="3 more problems").click()
    held = lines(person).filter(has_text="missing from")
    held.get_by_role("button", name="Show them…").click()
    dialog = page.get_by_role("dialog", name="Calendar entries")
    expect(dialog.get_by_role("listitem")).to_contain_text("Stand-up")
    expect(dialog.get_by_role("button", name="Keep them for now")).to_be_focused()
    assert violations(page) == []

    dialog.get_by_role("button", name="Delete them from Whendoist").click()
    person.says("1 event deleted from Whendoist")
    expect(lines(person).filter(has_text="missing from")).to_have_count(0)


def test_a_hidden_problem_stays_hidden_after_a_reload(site, person):
    page = person.page
    lines(person).get_by_role("button", name="Hide").click()
    expect(lines(person)).to_contain_text("“Family”")
    page.reload()
    expect(lines(person)).to_contain_text("“Family”")
    expect(page.get_by_text("is signed out")).to_have_count(0)
