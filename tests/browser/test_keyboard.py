"""The planner without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import violations


@pytest.fixture
def keys(alice):
    def press(*names: str) -> None:
        for name in names:
            alice.page.keyboard.press(name)

    return press


def test_a_task_can_be_added_scheduled_and_completed_by_keyboard(alice, keys):
    page = alice.has().page
    alice.adds("Write the report #work 1h")
    expect(alice.row("Write the report")).to_be_visible()
    keys("Escape", "g", "l")
    expect(alice.row("Write the report")).to_be_focused()

    keys("m")
    page.get_by_label("When").fill("10:00")
    keys("Enter")
    block = alice.block("Write the report")
    expect(block).to_have_attribute("aria-label", "Write the report, 10:00 to 11:00, task")

    keys("g", "c")
    expect(block).to_be_focused()
    keys("Alt+ArrowDown", "Alt+Shift+ArrowDown", "Alt+Shift+ArrowDown")
    expect(block).to_have_attribute("aria-label", "Write the report, 10:15 to 11:45, task")
    expect(page.locator("[aria-live=polite].sr")).to_contain_text("10:15 – 11:45")
    keys(" ")
    expect(block).to_have_attribute("aria-label", "Write the report, 10:15 to 11:45, task, done")
    keys("z")
    expect(block).to_have_attribute("aria-label", "Write the report, 10:15 to 11:45, task")
    alice.settles()
    page.reload()
    expect(block).to_have_attribute("aria-label", "Write the report, 10:15 to 11:45, task")


def test_rows_can_be_collapsed_and_nested_by_keyboard(alice, keys):
    alice.has("Trip #home", "Train #home").page.evaluate(
        "localStorage.setItem('whendoist.sort', '\"manual\"')"
    )
    alice.opens()
    keys("g", "l", "j", "j", "j")
    expect(alice.row("Train")).to_be_focused()
    keys("Tab")
    expect(alice.row("Train")).to_have_attribute("aria-level", "3")
    keys("k", "ArrowLeft")
    expect(alice.row("Trip")).to_have_attribute("aria-expanded", "false")
    keys("ArrowRight", "j", "Shift+Tab")
    expect(alice.row("Train")).to_have_attribute("aria-level", "2")


def test_selected_tasks_are_completed_with_one_undo(alice, keys):
    page = alice.has("One #work", "Two #work", "Three #work").page
    keys("g", "l", "j", "Shift+ArrowDown", "Shift+ArrowDown")
    expect(page.get_by_role("toolbar")).to_contain_text("3 selected")
    keys("c")
    expect(page.locator(".row.done")).to_have_count(3)
    keys("z")
    expect(page.locator(".row.done")).to_have_count(0)
    alice.settles()
    assert {task["status"] for task in alice.api("GET", "/tasks")} == {"pending"}


def test_selected_tasks_are_moved_with_one_undo(alice, keys):
    page = alice.has("One #work 30m", "Two #work 45m", "Water #work 10m every day").page
    keys("g", "l", "j", "Shift+ArrowDown", "Shift+ArrowDown", "m")
    page.get_by_label("When").fill("10:00")
    keys("Enter")
    expect(alice.block("Two")).to_have_attribute("aria-label", re.compile("10:30 to 11:15"))
    alice.settles()
    newest, second = alice.api("GET", "/activity")[:2]
    assert (newest["action"], second["action"]) == ("place", "add")
    keys("z")
    expect(page.locator(".block")).to_have_count(0)
    alice.settles()
    assert {task["scheduled_time"] for task in alice.api("GET", "/tasks")} == {None}


def test_the_palette_lists_matching_tasks_and_commands(alice, keys):
    page = alice.has("Water the ferns #home").page
    keys("Control+k")
    page.keyboard.type("ferns")
    expect(page.get_by_role("option", name="Water the ferns")).to_be_visible()
    keys("Enter")
    expect(page.get_by_label("Title", exact=True)).to_have_value("Water the ferns")
    keys("Escape", "Control+k")
    page.keyboard.type("show the month")
    keys("Enter")
    expect(page.locator(".month-day").first).to_be_visible()


def test_letters_typed_while_the_palette_loads_are_not_lost(site):
    with site.person(service_workers="block") as person:
        page, held = person.page, []
        page.route("**/lazy-parts*.js", lambda route: held.append(route))
        person.has("Water the ferns #home")
        page.keyboard.press("Control+k")
        page.keyboard.type("fer")
        while not held:
            page.wait_for_timeout(50)
        held[0].continue_()
        field = page.get_by_role("combobox", name="Search tasks and commands")
        expect(field).to_have_value("fer")
        page.keyboard.type("ns")
        expect(field).to_have_value("ferns")
        expect(page.get_by_role("option", name="Water the ferns")).to_be_visible()


def test_letters_typed_beside_the_field_of_the_palette_do_not_appear_later(alice, keys):
    page = alice.has().page
    keys("Control+k")
    page.get_by_role("dialog").focus()
    page.keyboard.type("zz")
    keys("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    keys("Control+k")
    expect(page.get_by_role("combobox", name="Search tasks and commands")).to_have_value("")


def test_the_palette_adds_what_quick_add_reads(alice, keys):
    page = alice.has().page
    keys("Control+k")
    page.keyboard.type("Rent car fri 9 45m #home")
    option = page.get_by_role("option", name="Add “Rent car”")
    expect(option).to_contain_text("45m · Home")
    assert violations(page) == []
    keys("Enter")
    alice.says("Rent car")
    task = alice.task("Rent car")
    assert (task["scheduled_time"], task["duration"]) == ("09:00:00", 45)


def test_the_help_dialog_lists_shortcuts_and_restores_the_focus(alice, keys):
    page = alice.has("Rent #home").page
    keys("g", "l", "j", "j", "?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text(
        "Schedule in the next free slot"
    )
    keys("Escape")
    expect(alice.row("Rent")).to_be_focused()


def test_keys_pressed_within_one_frame_act_on_the_right_row(alice, keys):
    page = alice.has("Rent #home").page
    page.evaluate(
        """for (const key of "gljj?") {
          const press = new KeyboardEvent("keydown", { key, bubbles: true });
          document.activeElement.dispatchEvent(press);
        }"""
    )
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    keys("Escape")
    expect(alice.row("Rent")).to_be_focused()


def test_typing_in_a_field_triggers_no_shortcuts(alice, keys):
    page = alice.has("Rent #home").page
    alice.row("Rent").click()
    page.get_by_label("Title", exact=True).press_sequentially(" c m w ?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(alice.row("Rent")).not_to_have_class("done")


def test_thoughts_can_be_sorted_and_restored_by_keyboard(alice, keys):
    page = alice.has_thoughts("Buy bulbs", "Call Noor").opens("/thoughts/").page
    expect(page.locator(".thought")).to_have_count(2)
    page.locator(".thought").first.focus()
    keys("2")
    expect(page.locator(".thought")).to_have_count(1)
    keys("Backspace")
    expect(page.locator(".thought")).to_have_count(0)
    keys("z", "z")
    expect(page.locator(".thought")).to_have_count(2)


def test_switching_single_keys_off_keeps_other_shortcuts(alice, keys):
    page = alice.has("Rent #home today 10:00").page
    page.goto("/settings/appearance/")
    page.get_by_label("Single-key shortcuts").uncheck()
    page.get_by_role("region", name="Keyboard").get_by_role("button", name="Save").click()
    page.get_by_text("Saved").first.wait_for()

    alice.opens()
    page.locator(".rows [tabindex='0']").focus()
    keys("ArrowDown", "ArrowDown", "ArrowDown", "c", "Shift+D", "?", "g", "c")
    expect(alice.row("Rent")).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)
    keys("Control+/")
    help_sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(help_sheet).to_contain_text("Single-key shortcuts are off.")
    expect(help_sheet).not_to_contain_text("Schedule in the next free slot")
    keys("Escape", "Enter")
    expect(page.get_by_label("Title", exact=True)).to_have_value("Rent")
    alice.settles()
    assert alice.task("Rent")["status"] == "pending"


def test_switching_single_keys_off_disables_sorting_keys_of_thoughts(alice, keys):
    alice.api("PATCH", "/me/preferences", {"single_key_shortcuts": False})
    page = alice.has_thoughts("Buy bulbs", "Call Noor").opens("/thoughts/").page
    page.locator(".thought").first.focus()
    keys("1", "c", "j")
    expect(page.locator(".thought").first).to_be_focused()
    expect(page.locator(".legend")).to_have_text("⌫archiveopen")
    keys("Backspace")
    expect(page.locator(".thought")).to_have_count(1)
