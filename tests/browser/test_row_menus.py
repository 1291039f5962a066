"""The menus of actions of rows and blocks, with a mouse and keys."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import violations
from tests.browser.test_row_drags import day, domains


def menu_of(person, title: str):
    """Open the context menu of a row."""
    person.row(title).click(button="right")
    return person.page.get_by_role("menu", name=f"Actions for {title}")


def names(menu) -> list[str]:
    return [item.locator("span").first.inner_text() for item in menu.get_by_role("menuitem").all()]


def test_context_menu_lists_only_actions_that_apply(alice):
    alice.has("Rent #home", "Water #home every day 8:00", "Call #work today 10:00")
    menu = menu_of(alice, "Rent")
    menu.wait_for()
    assert names(menu) == [
        "Open",
        "Complete",
        "Select",
        "Today",
        "Tomorrow",
        "Next week",
        "Move to…",
        "Find a time",
        "Impact",
        "Duration",
        "Domain",
        "Deadline…",
        "Copy link",
        "Archive",
        "Delete",
    ]
    alice.page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    menu = menu_of(alice, "Water")
    expect(menu.get_by_role("menuitem", name="Skip this day")).to_be_visible()
    expect(menu.get_by_role("menuitem", name="Archive")).to_have_count(0)
    alice.page.keyboard.press("Escape")
    menu = menu_of(alice, "Call")
    expect(menu.get_by_role("menuitem", name="Today", exact=True)).to_have_count(0)
    menu.get_by_role("menuitem", name="Remove from the calendar").click()
    alice.says("Unscheduled: Call")
    alice.settles()
    assert alice.task("Call")["scheduled_date"] is None


def test_context_menu_completes_and_reopens_a_task_with_undo(alice):
    alice.has("Rent #home")
    menu_of(alice, "Rent").get_by_role("menuitem", name="Complete").click()
    alice.says("Completed: Rent")
    expect(alice.page.locator(".toast")).to_contain_text("Undo")
    menu = menu_of(alice, "Rent")
    menu.wait_for()
    assert names(menu) == ["Open", "Reopen", "Select", "Copy link", "Archive", "Delete"]
    menu.get_by_role("menuitem", name="Reopen").click()
    alice.says("Reopened: Rent")
    alice.settles()
    assert alice.task("Rent")["status"] == "pending"


def test_context_menu_moves_a_block_to_another_day_at_its_time(alice):
    alice.has("Call #work tomorrow 10:00")
    menu_of(alice, "Call").get_by_role("menuitem", name="Next week").click()
    alice.says("Call:")
    alice.settles()
    task = alice.task("Call")
    assert task["scheduled_date"] >= day(alice, 1)
    assert date.fromisoformat(task["scheduled_date"]).weekday() == 0
    assert task["scheduled_time"] == "10:00:00"


@pytest.mark.parametrize("keys", ["Shift+F10", "ContextMenu"])
def test_action_menu_works_by_keyboard_and_returns_the_focus(alice, keys):
    page = alice.has("Rent #home", "Call #work").page
    row = alice.row("Rent")
    for key in "gljjjj":
        page.keyboard.press(key)
    page.keyboard.press(keys)
    item = page.get_by_role("menuitem", name="Open")
    expect(item).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("menuitem", name="Delete")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("t")
    expect(page.get_by_role("menuitem", name="Today")).to_be_focused()
    page.keyboard.press("t")
    expect(page.get_by_role("menuitem", name="Tomorrow")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(row).to_be_focused()


def test_action_menu_of_a_block_opens_by_keyboard(alice):
    page = alice.has("Call #work today 10:00").page
    alice.block("Call").focus()
    page.keyboard.press("Shift+F10")
    menu = page.get_by_role("menu", name="Actions for Call")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(alice.block("Call")).to_be_focused()


def test_impact_and_domain_open_as_menus_of_the_action_menu(alice):
    page = alice.has("Rent #home").page
    for key in ["g", "l", "j", "j", "j", "Shift+F10"]:
        page.keyboard.press(key)
    page.keyboard.type("im")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("menuitemradio", name="Min")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("menuitem", name="Impact")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("h")
    page.keyboard.press("Enter")
    alice.says("Impact changed")
    menu_of(alice, "Rent").get_by_role("menuitem", name="Domain").click()
    page.get_by_role("menuitemradio", name="Work").click()
    alice.says("Moved to Work: Rent")
    alice.settles()
    task = alice.task("Rent")
    assert task["impact"] == 1
    assert task["domain_id"] == alice.api("GET", "/domains")[0]["id"]


def test_action_menu_acts_on_the_selection(alice):
    page = alice.has("One #work", "Two #work", "Three #work").page
    alice.row("One").click(modifiers=["ControlOrMeta"])
    alice.row("Two").click(modifiers=["ControlOrMeta"])
    alice.row("Two").click(button="right")
    menu = page.get_by_role("menu", name="Actions for 2 tasks")
    menu.get_by_role("menuitem", name="Tomorrow").click()
    alice.says("2 tasks: Tomorrow")
    alice.settles()
    days = {task["title"]: task["scheduled_date"] for task in alice.api("GET", "/tasks")}
    assert days == {"One": day(alice, 1), "Two": day(alice, 1), "Three": None}
    page.keyboard.press("z")
    alice.settles()
    assert {task["scheduled_date"] for task in alice.api("GET", "/tasks")} == {None}


def test_hover_actions_open_move_to_and_the_action_menu(alice):
    page = alice.has("Rent #home").page
    row = alice.row("Rent")
    row.hover()
    row.get_by_role("button", name="Move Rent to…").click()
    expect(page.get_by_role("dialog", name="Move Rent")).to_be_visible()
    page.keyboard.press("Escape")
    row.hover()
    row.get_by_role("button", name="Actions for Rent").click()
    expect(page.get_by_role("menu", name="Actions for Rent")).to_be_visible()


def test_move_to_offers_only_actions_that_apply(alice):
    page = alice.has("Rent #home", "Call #work tomorrow", "Water #work every day 8:00").page
    removal = page.get_by_role("dialog").get_by_role("button", name="Remove")
    for title, label in {
        "Rent": None,
        "Call": "Remove from the calendar",
        "Water": "Remove the time",
    }.items():
        alice.row(title).hover()
        alice.row(title).get_by_role("button", name=f"Move {title} to…").click()
        page.get_by_role("dialog").wait_for()
        expect(removal).to_have_text([label] if label else [])
        options = page.get_by_role("dialog").locator("option").all_inner_texts()
        assert (
            options
            == {
                "Rent": ["Choose…", "Work", "Thoughts"],
                "Call": ["Choose…", "Home", "Thoughts"],
                "Water": ["Choose…", "Home", "Thoughts"],
            }[title]
        )
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="detached")


def test_series_moves_to_a_domain_through_move_to(alice):
    page = alice.has("Water #home every day 0:30").opens("/all/").page
    alice.row("Water").first.hover()
    alice.row("Water").first.get_by_role("button", name="Move Water to…").click()
    page.get_by_label("Or move to a domain, with all its days").select_option("Work")
    alice.says("Moved to Work, with all its days: Water")
    assert domains(alice) == {"Water": "Work"}


def test_thought_has_the_menu_of_actions(alice):
    page = alice.has_thoughts("Buy bulbs").opens("/thoughts/").page
    page.locator(".thought").first.click(button="right")
    menu = page.get_by_role("menu", name="Actions for Buy bulbs")
    menu.get_by_role("menuitem", name="Domain").click()
    page.get_by_role("menuitemradio", name="Work").click()
    alice.says("Moved to Work: Buy bulbs")
    assert domains(alice) == {"Buy bulbs": "Work"}


def test_copied_link_opens_the_task(alice):
    page = alice.has("Rent #home").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    menu_of(alice, "Rent").get_by_role("menuitem", name="Copy link").click()
    alice.says("Link copied")
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    expect(page.get_by_label("Title", exact=True)).to_have_value("Rent")
