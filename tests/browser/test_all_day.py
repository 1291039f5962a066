"""All-day events in a proposal on the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import PAIRS, SIZES, violations
from tests.browser.test_planning import proposed_block, request_plan, set_morning, today

EVENT = """
from core.models import User
from tasks.models import Calendar, CalendarAccount, Event
user = User.objects.get(email="{email}")
account = CalendarAccount.objects.create(user=user, provider="google", state="active")
calendar = Calendar.objects.create(user=user, account=account, name="Birthdays")
days = {{"starts_on": "{first}", "ends_on": "{last}"}}
Event.objects.create(user=user, calendar=calendar, title="Anna's birthday", **days)
"""


@pytest.fixture(params=PAIRS)
def person(site, request):
    size, theme = request.param.split("-")
    width, height, touch = SIZES[size]
    with site.person(width=width, height=height, touch=touch, color_scheme=theme) as person:
        yield set_morning(person)
        assert person.complaints == []


def test_plan_names_an_all_day_event_and_plans_around_it_with_one_click(site, person):
    person.has("Report #work 1h !high")
    code = EVENT.format(email=person.email, first=today(), last=today(1))
    site.machine.manage("shell", "-c", code)
    sheet = request_plan(person)
    expect(sheet.get_by_text("“Anna's birthday” takes the whole day.")).to_be_visible()
    assert violations(person.page) == []
    sheet.get_by_role("button", name="Plan around it").click()

    expect(sheet.get_by_text("“Anna's birthday” takes no time in this plan.")).to_be_visible()
    expect(proposed_block(person, "Report")).to_have_count(1)
    expect(sheet.get_by_role("button", name="Plan around it")).to_have_count(0)
