"""Who placed a block: on the calendar, in the menu of a block and in the panel."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.test_accessibility import violations
from tests.browser.test_planning import early, request_plan, today

__all__ = ["early"]


def planned(person, title: str = "Report"):
    """Accept a plan of the day; return the block of a task."""
    request_plan(person).get_by_role("button", name=re.compile("^Apply")).click()
    person.settles()
    return person.block(title)


def is_placed_by(person, title: str, who: str) -> None:
    person.knows(
        "/tasks", lambda tasks: [t["placed_by"] for t in tasks if t["title"] == title] == [who]
    )


def test_accepted_block_is_lighter_and_a_typed_one_has_a_pin(early):
    early.has("Report #work 1h", "Dentist #home 30m today 15:00")
    report, dentist = planned(early), early.block("Dentist")

    expect(report).to_have_attribute("aria-label", re.compile("^Report, .*, task, planned$"))
    expect(dentist).to_have_attribute("aria-label", "Dentist, 15:00 to 15:30, task")
    expect(report.locator(".pin")).to_have_count(0)
    expect(dentist.locator(".pin")).to_be_visible()


def test_menu_of_a_block_keeps_its_time_with_one_undo(early):
    page = early.has("Report #work 1h").page
    block = planned(early)
    block.click(button="right")
    menu = page.get_by_role("menu", name="Report")
    expect(menu.get_by_role("menuitem", name="Let the planner move it")).to_have_count(0)
    menu.get_by_role("menuitem", name="Keep this time").click()
    early.says("Time kept: Report")
    expect(block.locator(".pin")).to_be_visible()
    is_placed_by(early, "Report", "person")

    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(block).to_have_class(re.compile("planned"))
    is_placed_by(early, "Report", "plan")


def test_menu_of_a_block_opens_and_closes_from_the_keyboard(early):
    page = early.has("Dentist #home 30m today 15:00").page
    early.block("Dentist").focus()
    page.keyboard.press("Shift+F10")
    page.get_by_role("menuitem", name="Let the planner move it").wait_for()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(early.block("Dentist")).to_be_focused()


def test_panel_lets_the_planner_move_a_time_and_keeps_it_again(early):
    page = early.has("Dentist #home 30m today 15:00").page
    early.block("Dentist").click()
    panel = page.locator(".panel")
    expect(panel).to_contain_text("You chose this time")
    panel.get_by_role("button", name="Let the planner move it").click()
    expect(panel).to_contain_text("Planned; it may move")
    is_placed_by(early, "Dentist", "plan")

    panel.get_by_role("button", name="Keep this time").click()
    is_placed_by(early, "Dentist", "person")


def test_panel_releases_a_chosen_day(early):
    page = early.has(f"Form #home 30m {today(2)}").page
    page.keyboard.press("Control+k")
    page.keyboard.type("Form")
    page.keyboard.press("Enter")
    panel = page.locator(".panel")
    expect(panel).to_contain_text("You chose this day")
    panel.get_by_role("button", name="Any day").click()
    expect(panel.get_by_role("button", name="Keep this day")).to_be_visible()
    early.knows("/tasks", lambda tasks: [task["day_chosen"] for task in tasks] == [False])


def test_dragging_an_accepted_block_makes_it_a_promise(early):
    early.has("Report #work 1h")
    block = planned(early)
    early.drags(block, early.point(11))

    expect(block.locator(".pin")).to_be_visible()
    is_placed_by(early, "Report", "person")


def test_panel_releases_a_time_on_a_phone(phone):
    page = phone.has("Dentist #home 30m today 15:00").page
    phone.row("Dentist").get_by_text("Dentist").tap()
    page.locator(".panel").get_by_role("button", name="Let the planner move it").tap()
    is_placed_by(phone, "Dentist", "plan")
    assert violations(page) == []
