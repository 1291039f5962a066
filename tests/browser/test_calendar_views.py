"""Week, three days and month: titles, swipes, the week of today; room for the 12-hour clock"""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import violations
from tests.browser.touching import Finger

BUSY = (
    "Compare totals #work 1h today 14:00",
    "Write the runbook #work 45m today 14:15",
    "Standup #work 15m today 9:00",
    "Announce the window #work 30m tomorrow 16:00",
)
# Titles of blocks that show fewer pixels than about four letters.
CUT_TITLES = """[...document.querySelectorAll(".calendar .block")]
  .filter((block) => block.querySelector(".block-title").clientWidth < 26)
  .map((block) => block.textContent.trim())"""


def test_blocks_of_a_week_keep_their_titles(alice):
    page = alice.has(*BUSY).opens("/week/").page
    expect(page.locator(".block")).to_have_count(len(BUSY))
    assert page.evaluate(CUT_TITLES) == []
    narrow = alice.block("Compare totals")
    expect(narrow.locator(".check")).to_be_hidden()
    narrow.hover()
    narrow.locator(".check").click()
    alice.settles()
    assert alice.task("Compare totals")["status"] == "completed"


def test_week_on_a_phone_shows_three_days_and_a_swipe_turns_them(phone):
    page = phone.has(*BUSY).opens("/week/").page
    expect(page.locator("[data-column]")).to_have_count(3)
    expect(page.get_by_role("radio", name="3 days")).to_be_checked()
    assert page.evaluate(CUT_TITLES) == []
    assert violations(page) == []
    first = page.locator("[data-column]").first
    date = first.get_attribute("data-column")
    assert date
    Finger(page).swipes(page.locator(".hours"), (-200, 5))
    expect(first).not_to_have_attribute("data-column", date)
    later = first.get_attribute("data-column")
    assert later and later > date
    page.get_by_role("button", name="Earlier").tap()
    expect(first).to_have_attribute("data-column", date)


def test_swipe_that_starts_on_a_block_turns_the_day_and_moves_nothing(phone):
    page = phone.has("Read #home 1h today 12:00").page
    page.get_by_role("button", name="Calendar").tap()
    block = phone.block("Read")
    block.evaluate("el => el.scrollIntoView({ block: 'center' })")
    Finger(page).swipes(block, (-200, 5))
    expect(block).to_have_count(0)
    assert phone.task("Read")["scheduled_time"] == "12:00:00"


@pytest.mark.parametrize("device", ["alice", "phone"])
def test_month_opens_with_the_week_of_today_on_top(device, request):
    person = request.getfixturevalue(device)
    page = person.has().page
    if device == "phone":
        page.get_by_role("button", name="Calendar").tap()
    page.get_by_role("radio", name="Month").click()
    cell = page.locator(".month-day.today")
    expect(cell).to_be_in_viewport()
    top = page.locator(".month").bounding_box()["y"]
    assert abs(cell.bounding_box()["y"] - top) < 4
    page.get_by_role("button", name="Later").click()
    expect(page.locator(".month-day").first).to_be_in_viewport()


def test_swipe_turns_the_month_on_a_phone(phone):
    page = phone.has().page
    page.get_by_role("button", name="Calendar").tap()
    page.get_by_role("radio", name="Month").tap()
    expect(page.locator(".month-day.today")).to_have_count(1)
    name = page.locator(".calendar-head h2").inner_text()
    Finger(page).swipes(page.locator(".month"), (-200, 5))
    expect(page.locator(".calendar-head h2")).not_to_have_text(name)


def test_week_beyond_the_horizon_shows_days_of_a_series_faintly(alice):
    page = alice.has("Rent #home every day 9:00").opens("/week/").page
    for _ in range(10):
        page.get_by_role("button", name="Later").click()
    expect(page.locator(".block.faint", has_text="Rent")).to_have_count(7)


@pytest.mark.parametrize("view", ["Day", "3 days", "Month"])
def test_title_of_the_calendar_is_not_cut_off_at_1024_pixels(site, view):
    with site.person(width=1024, height=768) as person:
        page = person.has().page
        page.get_by_role("radio", name=view, exact=True).click()
        title = page.locator(".calendar-head h2")
        assert title.evaluate("el => el.scrollWidth <= el.clientWidth")


# 10:23 in the morning, wherever the tests run: a clock whose longest form is shown.
LONG_TIME = "2027-03-10T10:23:00"


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("zone", ["", "Asia/Kolkata"])
def test_times_of_the_12_hour_clock_fit_beside_the_hours(site, width, zone):
    with site.person(width=width, touch=width < 500) as person:
        preferences = {"twelve_hour_clock": True, "secondary_zone": zone, "time_zone": "UTC"}
        person.api("PATCH", "/me/preferences", preferences)
        person.page.clock.set_system_time(f"{LONG_TIME}Z")
        page = person.has().page
        if width < 500:
            page.get_by_role("button", name="Calendar").tap()
        pill = page.locator(".gutter em")
        expect(pill).to_have_text("10:23 am")
        gutter = page.locator(".gutter").bounding_box()
        for label in [pill, *page.locator(".gutter :is(span, small)").all()]:
            box = label.bounding_box()
            assert box["x"] >= gutter["x"]
            assert box["x"] + box["width"] <= gutter["x"] + gutter["width"]
        seconds = [small.bounding_box() for small in page.locator(".gutter small").all()]
        edges = [box["x"] + box["width"] for box in seconds]
        assert max(edges, default=0) <= pill.bounding_box()["x"]


def test_words_of_the_capacity_do_not_touch(alice):
    alice.api("PATCH", "/me/preferences", {"working_hours": [[[0, 1440]]] * 7})
    alice.has("Journey #work 12h35m today 0:15", "Night shift #work 22h45m today 0:30")
    words = alice.page.locator(".load p span")
    boxes = [word.bounding_box() for word in words.all()]
    for left, right in itertools.pairwise(boxes):
        assert right["x"] - left["x"] - left["width"] >= 6
