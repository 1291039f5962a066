"""The running timer is visible everywhere, in every tab, and in the title"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import violations


def chip(page):
    return page.locator(".running-timer:visible")


@pytest.fixture
def timed(alice):
    alice.has("Report #work 30m", "Call #home")
    alice.row("Report").click()
    alice.page.get_by_role("button", name="Start timer").click()
    expect(chip(alice.page)).to_contain_text("Report")
    alice.page.keyboard.press("Escape")
    return alice


def test_running_timer_stays_visible_on_every_page_and_after_a_reload(timed):
    page = timed.page
    for path in ("/", "/week/", "/thoughts/"):
        timed.opens(path)
        expect(chip(page)).to_contain_text("Report")
        expect(chip(page)).to_contain_text("0m")
        expect(page).to_have_title(re.compile(r"^0m Report · .* · Whendoist$"))


def test_stop_button_stops_the_timer_from_any_page(timed):
    page = timed.opens("/thoughts/").page
    chip(page).get_by_role("button", name="Stop timer").click()
    expect(chip(page)).to_have_count(0)
    expect(page).to_have_title("Thoughts · Whendoist")
    assert timed.api("GET", "/timer") == {"timer": None}


def test_running_timer_opens_its_task(timed):
    chip(timed.page).get_by_role("button", name="Report").click()
    expect(timed.page.locator(".panel textarea").first).to_have_value("Report")
    expect(timed.page.locator(".panel").get_by_role("button", name="Stop timer")).to_be_visible()


def test_timer_appears_and_ends_in_other_tabs(timed):
    other = timed.page.context.new_page()
    other.goto(timed.page.url)
    expect(chip(other)).to_contain_text("Report")
    expect(other.locator("[data-link=live]")).to_be_attached()
    timed.row("Report").locator(".check").click()
    expect(chip(other)).to_have_count(0)
    expect(chip(timed.page)).to_have_count(0)

    task = timed.task("Call")
    timed.api("POST", f"/tasks/{task['id']}/timer")
    expect(chip(other)).to_contain_text("Call")
    expect(other).to_have_title(re.compile("Call"))
    other.close()


def test_timer_of_one_day_names_that_day(alice):
    alice.has("Water #home every day")
    alice.row("Water").first.click()
    alice.page.get_by_role("button", name="Start timer").click()
    expect(chip(alice.page)).to_contain_text("Water")
    alice.opens()
    chip(alice.page).get_by_role("button", name="Water").click()
    expect(alice.page.locator(".panel-head")).to_contain_text("One day of a series")


def test_running_timer_is_visible_on_a_phone_and_covers_nothing(phone):
    phone.has("Report #work")
    task = phone.task("Report")
    phone.api("POST", f"/tasks/{task['id']}/timer")
    page = phone.opens().page
    bar = chip(page)
    expect(bar).to_contain_text("Report")
    box, tabs = bar.bounding_box(), page.locator(".tabs").bounding_box()
    sheet = page.locator(".sheet").bounding_box()
    assert sheet["y"] + sheet["height"] <= box["y"] + 1
    assert box["y"] + box["height"] <= tabs["y"] + 1
    bar.get_by_role("button", name="Stop timer").tap()
    expect(bar).to_have_count(0)


def test_running_timer_is_visible_on_settings_pages_and_in_their_title(timed):
    page = timed.page
    for path in ("/settings/planning/", "/settings/account/"):
        page.goto(path)
        expect(page.get_by_role("group", name="Timer")).to_have_text("0m Report")
        expect(page).to_have_title(re.compile(r"^0m Report · .* · Settings · Whendoist$"))
    assert violations(page) == []
    page.get_by_role("link", name="0m Report").click()
    expect(page.locator(".panel textarea").first).to_have_value("Report")


def test_running_timer_is_shown_without_a_title_that_cannot_be_read(timed):
    page = timed.page
    page.route("**/api/v1/tasks/*", lambda route: route.fulfill(status=503, json={}))
    page.goto("/settings/planning/")
    expect(page.get_by_role("group", name="Timer")).to_have_text("0m")
    expect(page).to_have_title("0m · Planning · Settings · Whendoist")
    timed.complaints.clear()


def test_settings_without_a_timer_show_none(alice):
    alice.page.goto("/settings/planning/")
    alice.page.wait_for_load_state("networkidle")
    expect(alice.page.get_by_role("group", name="Timer")).to_be_empty()
    expect(alice.page).to_have_title("Planning · Settings · Whendoist")
