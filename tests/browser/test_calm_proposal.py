"""A calm proposal: nothing behind blocks, clear words for what stays, all conflicts at once"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import violations
from tests.browser.test_actions import CALL, DENTIST, accepts, choose, sheet_of
from tests.browser.test_planning import MORNING, request_plan, set_morning, today, zone

EVENTS = """
from datetime import datetime, timedelta
from core.models import User
from tasks.models import Calendar, CalendarAccount, Event
user = User.objects.get(email="{email}")
account = CalendarAccount.objects.create(user=user, provider="google", state="active")
calendar = Calendar.objects.create(user=user, account=account, name="Team")
for begin in {begins}:
    start = datetime.fromisoformat(begin)
    Event.objects.create(user=user, calendar=calendar, remote_id=begin, title="Meeting",
        starts_at=start, ends_at=start + timedelta(minutes=30))
"""


@pytest.fixture
def early(alice):
    return set_morning(alice)


@pytest.fixture
def repair(early):
    """A repair that moves the call away from the time of the dentist."""
    accepts(early, CALL, promises=(DENTIST,))
    choose(early, "Repair my plan")
    sheet_of(early)
    return early


def test_slot_that_a_block_leaves_is_not_drawn_behind_another_block(repair):
    expect(repair.page.locator(".proposed", has_text="Call")).to_be_visible()
    expect(repair.block("Dentist")).to_be_visible()
    expect(repair.page.locator(".block.leaving")).to_have_count(0)


def test_rejected_change_says_what_stays_and_is_not_struck_through(repair):
    change = repair.page.locator(".proposal li", has_text="Call")
    expect(change).to_contain_text(f"was {MORNING + 3}:00")
    change.get_by_role("checkbox").uncheck()
    expect(change).to_contain_text(f"Stays: {MORNING + 3}:00 – {MORNING + 3}:30")
    struck = "el => getComputedStyle(el).textDecorationLine"
    assert change.locator("b").evaluate(struck) == "none"
    assert violations(repair.page) == []


def test_title_of_500_characters_takes_two_lines_and_is_complete_on_hover(early):
    title = ("A very long title " * 30)[:499] + "."
    early.has(f"{title} #work 30m !high")
    name = request_plan(early).locator("li b")
    assert name.bounding_box()["height"] <= 44
    expect(name).to_have_attribute("title", title)


def test_times_under_events_are_named_at_once_and_released_with_one_button(site, early):
    hours = MORNING + 3, MORNING + 5
    early.has(*(f"Promise {hour} #work 30m today {hour}:00" for hour in hours), "Report #work 1h")
    morning = datetime.fromisoformat(today()).replace(tzinfo=ZoneInfo(zone()))
    begins = [(morning + timedelta(hours=hour)).isoformat() for hour in hours]
    site.machine.manage("shell", "-c", EVENTS.format(email=early.email, begins=begins))
    sheet = request_plan(early)
    for hour in hours:
        sentence = f"“Promise {hour}” at {hour}:00 is at the same time as “Meeting”."
        expect(sheet.get_by_text(sentence)).to_be_visible()
    assert violations(early.page) == []
    sheet.get_by_role("button", name="Let the planner move all 2").click()
    for hour in hours:
        expect(early.page.locator(".proposed", has_text=f"Promise {hour}")).to_be_visible()
