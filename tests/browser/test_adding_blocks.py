"""Adding a task on an empty hour: by double-click, tap and keyboard"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import violations
from tests.browser.touching import Finger

FORM = ".new-block"


def hour(person, at: float) -> tuple[float, float]:
    """Return the point just below an hour of the first day."""
    x, y = person.point(at)
    return x, y + 3


def fills_in(person, title: str) -> None:
    page = person.page
    expect(page.locator(f"{FORM} input").first).to_be_focused()
    page.keyboard.type(title)
    page.keyboard.press("Enter")


def test_double_click_on_an_empty_hour_adds_a_task_there(alice):
    page = alice.has().page
    page.mouse.dblclick(*hour(alice, 14))
    assert violations(page) == []
    fills_in(alice, "Think")
    expect(alice.block("Think")).to_have_attribute("aria-label", "Think, 14:00 to 14:30, task")


@pytest.mark.parametrize("device", ["alice", "phone"])
def test_new_block_form_reads_quick_add_and_prefers_its_time_to_that_of_the_grid(device, request):
    person = request.getfixturevalue(device)
    page = person.has().page
    if device == "phone":
        page.get_by_role("button", name="Calendar", exact=True).tap()
        page.touchscreen.tap(*hour(person, 14))
    else:
        page.mouse.dblclick(*hour(person, 14))
    form = page.locator(FORM)
    expect(form.locator("input").first).to_be_focused()
    page.keyboard.type("Call Bob 16:15 45m !high #ho")
    form.locator(".menu li", has_text="Home").first.click()
    expect(form.locator("b")).to_have_text("16:15 – 17:00")
    expect(form.locator(".reads .chip", has_text="45m")).to_be_visible()
    assert violations(page) == []
    form.get_by_role("button", name="Add", exact=True).click()
    expect(person.block("Call Bob")).to_have_attribute(
        "aria-label", "Call Bob, 16:15 to 17:00, task"
    )
    person.settles()
    assert person.task("Call Bob")["impact"] == 1


def test_double_click_between_blocks_takes_only_the_free_time(alice):
    page = alice.has("Call #home 10m today 14:00").page
    page.mouse.dblclick(*hour(alice, 14.3))
    expect(page.get_by_role("dialog", name="New task, 14:10 – 14:30")).to_be_visible()


def test_double_click_on_a_block_does_not_add_a_task(alice):
    page = alice.has("Call #home 1h today 14:00").page
    page.mouse.dblclick(*hour(alice, 14.5))
    expect(page.get_by_label("Title", exact=True)).to_have_value("Call")
    expect(page.locator(FORM)).to_have_count(0)


def test_escape_closes_the_form_and_adds_nothing(alice):
    page = alice.has().page
    page.mouse.dblclick(*hour(alice, 14))
    expect(page.locator(f"{FORM} input").first).to_be_focused()
    page.keyboard.type("Think")
    page.keyboard.press("Escape")
    expect(page.locator(FORM)).to_have_count(0)
    assert alice.api("GET", "/tasks") == []


def test_arrow_keys_choose_an_hour_and_enter_adds_a_task_there(alice):
    alice.api("PATCH", "/me/preferences", {"working_hours": [[[540, 1020]]] * 7})
    page = alice.has().page
    page.keyboard.press("]")  # tomorrow, which begins with the working hours
    page.locator(".hours").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".hour-cursor")).to_be_visible()
    expect(page.locator("[aria-live]").first).to_contain_text("9:30 to 10:00")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    fills_in(alice, "Think")
    label = re.compile("^Think, 9:30 to 10:00")
    expect(alice.block("Think")).to_have_attribute("aria-label", label)
    expect(page.locator(".hours")).to_be_focused()


@pytest.fixture
def hours(phone):
    phone.has()
    phone.page.get_by_role("button", name="Calendar").tap()
    return phone


def test_tap_on_an_empty_hour_adds_a_task_there(hours):
    page = hours.page
    page.touchscreen.tap(*hour(hours, 14))
    assert violations(page) == []
    fills_in(hours, "Think")
    expect(hours.block("Think")).to_have_attribute("aria-label", "Think, 14:00 to 14:30, task")


def test_long_press_on_an_empty_hour_adds_a_task_there(hours):
    Finger(hours.page).press(hour(hours, 14))
    expect(hours.page.get_by_role("dialog", name="New task, 14:00 – 14:30")).to_be_visible()


def test_tap_beside_the_form_only_closes_it(hours):
    page = hours.page
    page.touchscreen.tap(*hour(hours, 14))
    expect(page.locator(FORM)).to_be_visible()
    x, y = hour(hours, 13)
    page.touchscreen.tap(x, y)
    expect(page.locator(FORM)).to_have_count(0)
    page.touchscreen.tap(x, y)
    expect(page.get_by_role("dialog", name="New task, 13:00 – 13:30")).to_be_visible()
