"""Commands on a day of a series by keyboard and toolbar: delete, impact, deadline, move."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.planner import Person
from tests.browser.test_pages import today


@pytest.fixture
def picked(alice: Person) -> Person:
    """Select a day of a series and a task."""
    alice.has("Water plants #home tomorrow every day", "Call #work")
    for title in ("Water plants", "Call"):
        alice.row(title).first.click(modifiers=["ControlOrMeta"])
    return alice


def at_day(alice: Person) -> Person:
    """Select a day of a series."""
    alice.has("Water plants #home tomorrow every day")
    alice.row("Water plants").first.click(modifiers=["ControlOrMeta"])
    return alice


def trash(person: Person) -> list[tuple[str, str]]:
    items = person.api("GET", "/trash")["items"]
    return sorted((row["kind"], row["title"]) for row in items)


@pytest.mark.parametrize(
    ("choice", "kinds"),
    [("Only this day", ["instance", "task"]), ("The series, with all its days", ["task", "task"])],
)
@pytest.mark.parametrize("way", ["toolbar", "keyboard"])
def test_deleting_a_selected_day_offers_its_series(picked, choice, kinds, way):
    page = picked.page
    if way == "keyboard":
        page.keyboard.press("ControlOrMeta+Backspace")
    else:
        page.locator(".bulk").get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name=choice).click()
    picked.says("Deleted: 2 tasks")
    expect(page.locator(".bulk")).to_have_count(0)
    picked.settles()
    assert [kind for kind, _ in trash(picked)] == kinds
    page.keyboard.press("z")
    picked.says("Undone")
    picked.settles()
    assert trash(picked) == []


def test_cancelled_deletion_keeps_the_selection(picked):
    page = picked.page
    page.locator(".bulk").get_by_role("button", name="Delete").click()
    page.keyboard.press("Escape")
    expect(page.locator(".bulk b")).to_have_text("2 selected")
    assert trash(picked) == []


def test_number_keys_set_the_impact_of_the_series_of_a_day(alice):
    page = at_day(alice).page
    page.keyboard.press("2")
    alice.says("Impact changed")
    alice.settles()
    assert alice.task("Water plants")["impact"] == 2


def test_deadline_key_on_a_day_leaves_the_keyboard_working(alice):
    page = at_day(alice).page
    page.keyboard.press("f")
    alice.says("Open the series to set the deadline of its days.")
    page.keyboard.press("e")
    expect(page.locator(".panel")).to_be_visible()


def test_typing_in_move_to_replaces_the_present_day(alice):
    page = at_day(alice).page
    page.keyboard.press("m")
    page.get_by_role("dialog").wait_for()
    page.keyboard.type("in 3 days 9:00")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    alice.settles()
    day = today(alice) + timedelta(days=3)
    rows = alice.api("GET", f"/instances?first={day}&last={day}")
    assert "09:00:00" in [row["scheduled_time"] for row in rows]
