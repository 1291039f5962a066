"""Actions of a block: hover, context menu, Shift+F10 and a long press"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import violations
from tests.browser.touching import Finger

MENU = "Actions for Read"


def open_menu(person, how: str):
    """Open the menu of the block "Read" and return it."""
    page, block = person.page, person.block("Read")
    if how == "long press":
        page.get_by_role("button", name="Calendar").tap()
        block.evaluate("el => el.scrollIntoView({ block: 'center' })")
        Finger(page).press(block)
    elif how == "right button":
        block.click(button="right")
    elif how == "hover":
        block.hover()
        block.get_by_role("button", name="More actions: Read").click()
    else:
        block.focus()
        page.keyboard.press("Shift+F10")
    return page.get_by_role("menu", name=MENU)


HOW = ["right button", "hover", "Shift+F10"]


@pytest.mark.parametrize("how", HOW)
def test_block_offers_its_actions_on_a_desktop(alice, how):
    page = alice.has("Read #home 15m today 12:00").page
    menu = open_menu(alice, how)
    for name in ("Open", "Complete", "Move to…", "Let the planner move it"):
        expect(menu.get_by_role("menuitem", name=name)).to_be_visible()
    assert violations(page) == []
    menu.get_by_role("menuitem", name="Remove from the calendar").click()
    expect(alice.block("Read")).to_have_count(0)
    alice.settles()
    assert alice.task("Read")["scheduled_date"] is None


def test_long_press_on_a_block_opens_its_actions_as_a_sheet(phone):
    page = phone.has("Read #home 15m today 12:00").page
    menu = open_menu(phone, "long press")
    assert menu.bounding_box()["width"] > 300
    assert violations(page) == []
    menu.get_by_role("menuitem", name="Complete").tap()
    phone.knows("/tasks", lambda tasks: tasks[0]["status"] == "completed")


def test_menu_lets_the_planner_move_a_block_and_keeps_it_again(alice):
    alice.has("Read #home 1h today 12:00")
    open_menu(alice, "Shift+F10").get_by_role("menuitem", name="Let the planner move it").click()
    alice.knows("/tasks", lambda tasks: tasks[0]["placed_by"] == "plan")
    open_menu(alice, "right button").get_by_role("menuitem", name="Keep this time").click()
    alice.knows("/tasks", lambda tasks: tasks[0]["placed_by"] == "person")


def test_menu_skips_a_day_of_a_series(alice):
    alice.has("Read #home today every day 12:00 30m")
    open_menu(alice, "right button").get_by_role("menuitem", name="Skip this day").click()
    expect(alice.block("Read")).to_have_count(0)


def test_hover_button_of_a_block_opens_the_form_to_move_it(alice):
    page = alice.has("Read #home 15m today 12:00").page
    alice.block("Read").hover()
    alice.block("Read").get_by_role("button", name="Move Read to…").click()
    expect(page.get_by_role("dialog", name="Move Read")).to_be_visible()
