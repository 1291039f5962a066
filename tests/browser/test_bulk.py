"""Editing the selection: every field, one undo, by mouse, keyboard and touch"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.touching import Finger

LINES = ("Report #work @errand", "Call #work", "Water #home every day")


@pytest.fixture
def picked(alice):
    """Return Alice with all rows selected."""
    page = alice.page
    alice.api("POST", "/labels", {"name": "errand"})
    alice.has(*LINES)
    expect(alice.row("Report")).to_be_visible()
    page.keyboard.press("Control+a")
    expect(page.locator(".bulk b")).to_have_text("3 selected")
    return alice


def edits(person, field: str, choice: str) -> None:
    """Choose a value from the Edit menu of the toolbar."""
    person.page.get_by_role("toolbar", name="Selected tasks").get_by_role(
        "button", name="Edit"
    ).click()
    person.page.get_by_role("menuitem", name=field).click()
    person.page.locator(".menu.actions").get_by_text(choice, exact=True).click()


def values(person, field: str) -> list:
    return [person.task(title)[field] for title in ("Report", "Call", "Water")]


@pytest.mark.parametrize(
    ("field", "choice", "name", "value", "toast"),
    [
        ("Impact", "High", "impact", 1, "Impact changed"),
        ("Domain", "Home", "domain_id", "Home", "Moved to Home"),
    ],
)
def test_selection_gets_a_new_value_with_one_undo(picked, field, choice, name, value, toast):
    before = values(picked, name)
    if name == "domain_id":
        domains = picked.api("GET", "/domains")
        value = next(row["id"] for row in domains if row["name"] == "Home")
    edits(picked, field, choice)
    picked.says(toast)
    picked.settles()
    assert values(picked, name) == [value] * 3
    picked.page.keyboard.press("z")
    picked.says("Undone")
    picked.settles()
    assert values(picked, name) == before


def test_selection_gets_a_duration_and_a_day_its_own(picked):
    edits(picked, "Duration", "45m")
    picked.says("Duration changed: 3 tasks")
    picked.settles()
    assert values(picked, "duration") == [45, 45, None]
    picked.page.keyboard.press("z")
    picked.says("Undone")
    picked.settles()
    assert values(picked, "duration") == [None, None, None]


def test_selection_gets_a_label_and_loses_it_when_all_have_it(picked):
    edits(picked, "Labels", "errand")
    picked.says("Added the label errand")
    picked.settles()
    assert [len(ids) for ids in values(picked, "labels")] == [1, 1, 1]
    picked.page.locator("body").press("Control+a")
    edits(picked, "Labels", "errand")
    picked.says("Removed the label errand")
    picked.settles()
    assert [len(ids) for ids in values(picked, "labels")] == [0, 0, 0]


def test_selection_gets_a_deadline_by_keyboard(alice):
    page = alice.has("Report #work", "Call #work").page
    expect(alice.row("Report")).to_be_visible()
    page.keyboard.press("Control+a")
    edit = page.get_by_role("button", name="Edit")
    edit.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(edit).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("dead")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type("tomorrow")
    page.keyboard.press("Enter")
    alice.says("Deadline set: 2 tasks")
    alice.settles()
    assert all(alice.task(title)["deadline_date"] for title in ("Report", "Call"))


def test_nothing_covers_the_toolbar_of_the_selection(picked):
    page = picked.page
    edits(picked, "Impact", "High")
    expect(page.locator(".toast")).to_contain_text("Impact changed")
    page.locator("body").press("Control+a")
    bar, toast = page.locator(".bulk").bounding_box(), page.locator(".toast").bounding_box()
    assert toast["y"] >= bar["y"] + bar["height"] or toast["y"] + toast["height"] <= bar["y"]


def test_selection_can_be_edited_on_a_phone(phone):
    page = phone.has("Report #work", "Call #work", "Water #home every day").page
    Finger(page).press(phone.row("Report"))
    page.get_by_role("menuitem", name="Select").tap()
    phone.row("Call").tap()
    phone.row("Water").first.tap()
    expect(page.locator(".bulk b")).to_have_text("3 selected")
    bar = page.locator(".bulk")
    for button in bar.get_by_role("button").all():
        box = button.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    bar.get_by_role("button", name="Edit").tap()
    page.get_by_role("menuitem", name="Impact").tap()
    page.locator(".menu.actions").get_by_text("High", exact=True).tap()
    phone.says("Impact changed")
    phone.settles()
    assert phone.task("Call")["impact"] == 1
