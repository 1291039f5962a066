"""Rows of the list with a mouse and keys: their actions, what they draw, where they go."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import violations


def day(person, days: int) -> str:
    """Return a day counted from the person's today."""
    snapshot = json.loads(person.page.locator("#snapshot").text_content() or "")
    return (date.fromisoformat(snapshot["today"]) + timedelta(days)).isoformat()


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
        "Today",
        "Tomorrow",
        "Next week",
        "Move to…",
        "Find a time",
        "Impact",
        "Domain",
        "Deadline…",
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
    assert names(menu) == ["Open", "Reopen", "Archive", "Delete"]
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


# The cells of a row that a person sees.
VISIBLE = """row => [...row.querySelectorAll(".c-clarity, .c-impact, .c-duration")].filter(
  (cell) => cell.checkVisibility({ opacityProperty: true })).map((cell) => cell.className)"""


@pytest.mark.parametrize("device", ["alice", "phone"])
def test_row_draws_only_fields_that_differ_from_the_default(device, request):
    person = request.getfixturevalue(device)
    person.has("Rent #home", "Call #home !high ?auto 15m", "Read #home 30m")
    assert person.row("Rent").evaluate(VISIBLE) == []
    assert person.row("Call").evaluate(VISIBLE) == ["c-clarity", "c-impact", "c-duration"]
    assert person.row("Read").evaluate(VISIBLE) == ["c-duration"]


def test_default_fields_of_a_row_appear_under_the_mouse(alice):
    page = alice.has("Rent #home").page
    row = alice.row("Rent")
    row.hover()
    assert len(row.evaluate(VISIBLE)) == 3
    row.locator("[data-field=impact]").click()
    page.get_by_role("menuitemradio", name="High").click()
    alice.settles()
    assert alice.task("Rent")["impact"] == 1


LONG = "Collect every receipt of the year and sort them by month, shop and kind of expense"


def test_title_that_is_cut_off_is_shown_whole_under_the_mouse(alice):
    page = alice.has(f"{LONG}, then ask for what is missing #home", "Rent #home").page
    page.get_by_text(LONG).hover()
    expect(page.get_by_title(f"{LONG}, then ask for what is missing")).to_be_visible()
    page.get_by_text("Rent", exact=True).hover()
    assert page.get_by_text("Rent", exact=True).get_attribute("title") is None


@pytest.mark.parametrize("device", ["alice", "phone"])
def test_titles_get_the_space_of_fields_with_default_values(device, request):
    person = request.getfixturevalue(device)
    person.page.set_viewport_size({"width": 390 if device == "phone" else 1024, "height": 844})
    person.has(f"{LONG} #home")
    row = person.page.locator(".row")
    title, whole = row.locator(".title").bounding_box(), row.bounding_box()
    assert title["x"] + title["width"] > whole["x"] + whole["width"] - 30


RING = """check => {
  const { boxShadow, borderTopStyle, ...style } = getComputedStyle(check);
  const widths = ["Top", "Right", "Bottom", "Left"].map((side) => style[`border${side}Width`]);
  return [boxShadow, borderTopStyle, new Set(widths).size, parseFloat(widths[0]) >= 1];
}"""


def test_check_ring_is_an_even_border(alice):
    alice.has("Rent #home today 10:00")
    for check in alice.page.locator(".check").all():
        assert check.evaluate(RING) == ["none", "solid", 1, True]


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
                "Water": [],
            }[title]
        )
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="detached")


# Whether the focus ring of a field is left of its text.
CLEAR = "field => parseFloat(getComputedStyle(field).paddingLeft)"


def test_focus_ring_cuts_no_letter_of_title_and_subtask_field(alice):
    page = alice.has("Rent #home").page
    alice.row("Rent").click()
    for name in ("Title", "Add a subtask"):
        field = page.get_by_label(name, exact=True)
        field.focus()
        assert field.evaluate(CLEAR) >= 4, name


FOCUS = "document.activeElement.matches('input, textarea, select')"


def test_opening_a_task_or_a_dialog_raises_no_keyboard_on_a_phone(phone):
    page = phone.has("Rent #home").page
    phone.row("Rent").tap()
    page.get_by_label("Title", exact=True).wait_for()
    expect(page.locator(".panel")).to_be_focused()
    page.get_by_role("button", name="Close").tap()
    for key in ("m", "f"):
        phone.row("Rent").focus()
        page.keyboard.press(key)
        page.get_by_role("dialog").wait_for()
        assert not page.evaluate(FOCUS), key
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="detached")


def test_opening_a_task_focuses_its_title_with_a_mouse(alice):
    alice.has("Rent #home")
    alice.row("Rent").click()
    expect(alice.page.get_by_label("Title", exact=True)).to_be_focused()
