"""The editor of a series' rule in the panel, and the form that pauses it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.planner import Person
from tests.browser.test_series_panel import in_days


@pytest.fixture
def editor(alice: Person) -> Person:
    """Open the editor of a series, from its third day."""
    page = alice.has("Water plants #home tomorrow every day for 8 times").page
    alice.opens(f"/day/{in_days(3)}/")
    alice.row("Water plants").first.click()
    page.get_by_role("radio", name="The series").check()
    page.locator(".panel-repeat").get_by_role("button", name="Change").click()
    return alice


def rule_of(person: Person) -> str:
    return person.task("Water plants")["series"]["rrule"]


def save_button(person: Person):
    return person.page.locator(".repeat-editor").get_by_role("button", name="Change")


@pytest.mark.parametrize(
    ("label", "rule"),
    [("Every", "FREQ=DAILY;INTERVAL=3;COUNT=8"), ("Number of times", "FREQ=DAILY;COUNT=3")],
)
def test_emptied_number_takes_the_next_digit(editor, label, rule):
    field = editor.page.locator(".repeat-editor").get_by_label(label, exact=True)
    field.press("End")
    field.press("Backspace")
    field.press("3")
    expect(field).to_have_value("3")
    save_button(editor).click()
    editor.knows("/tasks", lambda tasks: tasks[0]["series"]["rrule"] == rule)


def test_emptied_number_shows_the_number_again_when_the_person_leaves(editor):
    field = editor.page.locator(".repeat-editor").get_by_label("Number of times")
    field.fill("")
    field.press("Tab")
    expect(field).to_have_value("8")


def test_press_on_the_button_reaches_it_while_a_date_is_still_being_typed(editor):
    page = editor.page
    page.get_by_label("Starts").fill("in 2 days")
    expect(page.locator(".reading:not(:empty)")).to_be_visible()
    button = save_button(editor)
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 3)  # its upper edge
    page.mouse.down()
    page.wait_for_timeout(400)  # a slow press: the preview of the new rule arrives meanwhile
    page.mouse.up()
    expect(page.locator(".repeat-editor")).to_have_count(0)
    editor.settles()
    assert editor.task("Water plants")["series"]["starts_on"] == in_days(2)


def test_reading_of_a_field_moves_nothing_below_it(alice):
    page = alice.has("Rent #home").page
    alice.row("Rent").click()
    below = page.get_by_label("Duration")
    before = below.bounding_box()
    page.get_by_label("Scheduled", exact=True).fill("in 5 days")
    expect(page.locator(".reading:not(:empty)")).to_be_visible()
    assert below.bounding_box() == before


def test_address_follows_when_this_and_following_closes_the_panel(editor):
    page = editor.page
    page.get_by_role("radio", name="From").check()
    page.locator(".repeat-editor").get_by_label("Every", exact=True).fill("2")
    save_button(editor).click()
    editor.says("Changed: Water plants")
    expect(page.locator(".panel")).to_have_count(0)
    expect(page).to_have_url(re.compile(f"/day/{in_days(3)}/$"))


def test_pause_until_a_day_that_has_passed_says_so(alice):
    page = alice.has("Water plants #home tomorrow every day").page
    alice.row("Water plants").first.click()
    page.get_by_role("radio", name="The series").check()
    page.get_by_role("button", name="Pause until…").click()
    page.get_by_label("Continues on").fill(in_days(-3))
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_text("Choose a day after today.")).to_be_visible()
    expect(page.get_by_label("Continues on")).to_be_visible()
    assert alice.task("Water plants")["series"]["paused_until"] is None
