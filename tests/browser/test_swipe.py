"""Rows under a finger: swipes, long presses, scrolling."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import SIZES, small, violations
from tests.browser.touching import Finger
from tests.faults.machine import eventually

FAR = 220
NEAR = 50


@pytest.fixture
def finger(phone):
    return Finger(phone.page)


def top_of(page) -> float:
    return page.locator(".rows").evaluate("el => el.scrollTop")


def test_swipe_to_the_right_completes_a_task_with_undo(phone, finger):
    page = phone.has("Rent #home", "Call #home").page
    finger.moves(phone.row("Rent"), by=(NEAR, 0))
    hint = page.locator(".swipe-hint")
    expect(hint).to_have_text("Complete")
    expect(hint).not_to_have_class("armed")
    finger.lifts()
    expect(hint).to_have_count(0)
    finger.moves(phone.row("Rent"), by=(FAR, 0))
    expect(hint).to_contain_class("armed")
    finger.lifts()
    phone.says("Completed: Rent")
    expect(hint).to_have_count(0)
    phone.settles()
    assert phone.task("Rent")["status"] == "completed"
    page.get_by_role("button", name="Undo").tap()
    phone.knows("/tasks", lambda tasks: {task["status"] for task in tasks} == {"pending"})
    expect(page.locator(".panel")).to_have_count(0)


def test_swipe_to_the_left_opens_move_to(phone, finger):
    page = phone.has("Rent #home", "Call #home").page
    finger.moves(phone.row("Rent"), by=(-FAR, 0))
    expect(page.locator(".swipe-hint")).to_have_text("Plan")
    finger.lifts()
    dialog = page.get_by_role("dialog", name="Move Rent")
    dialog.get_by_role("button", name="Tomorrow").tap()
    dialog.get_by_role("button", name="Move", exact=True).tap()
    phone.says("Rent: Tomorrow, any time")
    expect(page.locator(".toast")).to_contain_text("Undo")
    phone.settles()
    assert phone.task("Call")["scheduled_date"] is None


def test_short_swipe_changes_nothing(phone, finger):
    page = phone.has("Rent #home").page
    finger.swipes(phone.row("Rent"), by=(NEAR, 0))
    finger.swipes(phone.row("Rent"), by=(-NEAR, 0))
    expect(page.locator(".swipe-hint")).to_have_count(0)
    expect(page.locator("[data-swiped]")).to_have_count(0)
    expect(page.locator(".panel, dialog, .toast.on")).to_have_count(0)
    assert phone.task("Rent")["status"] == "pending"


def test_swipe_back_to_the_start_changes_nothing(phone, finger):
    page = phone.has("Rent #home").page
    finger.moves(phone.row("Rent"), by=(FAR, 0))
    expect(page.locator(".swipe-hint.armed")).to_have_count(1)
    finger.stays(by=(NEAR, 0))
    expect(page.locator(".swipe-hint.armed")).to_have_count(0)
    finger.lifts()
    expect(page.locator(".swipe-hint")).to_have_count(0)
    assert phone.task("Rent")["status"] == "pending"


def test_swipe_of_a_completed_task_reopens_it(phone, finger):
    page = phone.has("Rent #home").page
    finger.swipes(phone.row("Rent"), by=(FAR, 0))
    phone.says("Completed: Rent")
    finger.swipes(phone.row("Rent"), by=(-FAR, 0))
    expect(page.get_by_role("dialog")).to_have_count(0)
    finger.moves(phone.row("Rent"), by=(FAR, 0))
    expect(page.locator(".swipe-hint")).to_have_text("Reopen")
    finger.lifts()
    phone.says("Reopened: Rent")
    phone.settles()
    assert phone.task("Rent")["status"] == "pending"


def test_vertical_move_over_a_row_scrolls_even_when_it_drifts_sideways(phone, finger):
    page = phone.has(*(f"Task {n} #home" for n in range(30))).page
    finger.moves((200, 600), by=(90, -240))
    eventually(lambda: top_of(page) > 100, "the list scrolls")
    expect(page.locator(".swipe-hint, .ghost")).to_have_count(0)
    finger.lifts()
    assert {task["status"] for task in phone.api("GET", "/tasks")} == {"pending"}


def test_list_does_not_scroll_under_a_swiped_row(phone, finger):
    page = phone.has(*(f"Task {n} #home" for n in range(30))).page
    finger.moves((100, 600), by=(NEAR, 0))
    expect(page.locator(".swipe-hint")).to_have_count(1)
    finger.stays(by=(NEAR, -300))
    finger.lifts()
    expect(page.locator(".swipe-hint")).to_have_count(0)
    assert top_of(page) == 0


def test_swiped_row_moves_back_at_once_with_reduced_motion(phone, finger):
    page = phone.has("Rent #home").page
    row = phone.row("Rent")
    duration = (
        "el => { el.dataset.swiped = 'back'; return getComputedStyle(el).transitionDuration }"
    )
    assert row.evaluate(duration) == "0s"
    page.emulate_media(reduced_motion="no-preference")
    assert row.evaluate(duration) == "0.2s"


def test_long_press_of_a_row_opens_its_actions_as_a_sheet(phone, finger):
    page = phone.has("Rent #home").page
    finger.press(phone.row("Rent"))
    sheet = page.get_by_role("dialog", name="Actions for Rent")
    expect(sheet.get_by_role("menuitem", name="Complete")).to_be_visible()
    expect(page.locator(".panel, .ghost")).to_have_count(0)
    expect(page.locator("html.sheet-drop, [data-held]")).to_have_count(0)
    assert violations(page) == []
    assert small(page, "dialog") == ""
    page.touchscreen.tap(195, 40)
    expect(sheet).to_have_count(0)
    finger.press(phone.row("Rent"))
    sheet.get_by_role("menuitem", name="Tomorrow").tap()
    phone.says("Rent: Tomorrow")
    expect(page.locator(".panel")).to_have_count(0)


def test_impact_is_chosen_in_the_sheet(phone, finger):
    page = phone.has("Rent #home").page
    finger.press(phone.row("Rent"))
    page.get_by_role("menuitem", name="Impact").tap()
    page.get_by_role("menuitemradio", name="High").tap()
    phone.says("Impact changed")
    phone.settles()
    assert phone.task("Rent")["impact"] == 1


def test_long_press_of_a_thought_opens_its_actions(phone, finger):
    page = phone.has_thoughts("Buy bulbs").opens("/thoughts/").page
    finger.press(page.locator(".thought").first)
    sheet = page.get_by_role("dialog", name="Actions for Buy bulbs")
    sheet.get_by_role("menuitem", name="Tomorrow").tap()
    phone.says("Buy bulbs: Tomorrow")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_actions_of_a_row_have_no_accessibility_violations(site, size, theme):
    width, height, touch = SIZES[size]
    with site.person(width=width, height=height, touch=touch, color_scheme=theme) as person:
        page = person.has("Rent #home !high ?auto 15m today 10:00 // call first").page
        if touch:
            Finger(page).press(person.row("Rent"))
        else:
            person.row("Rent").click(button="right")
        page.get_by_role("menuitem", name="Delete").wait_for()
        assert violations(page) == []
        page.get_by_role("menuitem", name="Domain").click()
        page.get_by_role("menuitemradio", name="Work").wait_for()
        assert violations(page) == []
