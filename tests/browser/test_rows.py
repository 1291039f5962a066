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
                "Water": ["Choose…", "Home", "Thoughts"],
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


def link(person, name: str):
    """Return an entry of the sidebar."""
    return person.page.get_by_role("navigation", name="Main").get_by_role("link", name=name)


def center(element) -> tuple[float, float]:
    box = element.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def domains(person) -> dict[str, str | None]:
    """Return the name of the domain of each task."""
    person.settles()
    names = {domain["id"]: domain["name"] for domain in person.api("GET", "/domains")}
    return {task["title"]: names.get(task["domain_id"]) for task in person.api("GET", "/tasks")}


def test_row_dragged_onto_a_domain_of_the_sidebar_moves_with_its_subtasks(alice):
    page = (
        alice.has("Trip to the mountains #home\n  Train\n    Seats", "Call #work")
        .opens("/all/")
        .page
    )
    alice.drags(alice.row("Trip to the mountains"), to=center(link(alice, "Work")))
    alice.says("Moved to Work: Trip to the mountains")
    expect(page.locator("[data-drop]")).to_have_count(0)
    work = {"Trip to the mountains": "Work", "Train": "Work", "Seats": "Work", "Call": "Work"}
    assert domains(alice) == work
    expect(alice.row("Seats")).to_have_attribute("aria-level", "4")
    page.get_by_role("button", name="Undo").click()
    alice.knows("/tasks", lambda tasks: len({task["domain_id"] for task in tasks}) == 2)
    assert domains(alice) == dict.fromkeys(work, "Home") | {"Call": "Work"}


def test_selected_rows_dragged_onto_a_domain_move_together(alice):
    alice.has("One #home", "Two #home", "Three #home").opens("/all/")
    for title in ("One", "Two"):
        alice.row(title).click(modifiers=["ControlOrMeta"])
    alice.drags(alice.row("Two"), to=center(link(alice, "Work")))
    alice.says("Moved to Work: 2 tasks")
    assert domains(alice) == {"One": "Work", "Two": "Work", "Three": "Home"}


def test_row_dragged_onto_today_keeps_its_domain_and_gets_the_day(alice):
    alice.has("Rent #home").opens("/all/")
    alice.drags(alice.row("Rent"), to=center(link(alice, "Today")))
    alice.says("Rent: Today, any time")
    alice.settles()
    assert alice.task("Rent")["scheduled_date"] == day(alice, 0)
    assert domains(alice) == {"Rent": "Home"}


def test_row_dragged_onto_upcoming_asks_for_the_day(alice):
    page = alice.has("Rent #home").opens("/all/").page
    alice.drags(alice.row("Rent"), to=center(link(alice, "Upcoming")))
    dialog = page.get_by_role("dialog", name="Move Rent")
    dialog.get_by_role("button", name="Tomorrow").click()
    dialog.get_by_role("button", name="Move", exact=True).click()
    alice.says("Rent: Tomorrow")
    alice.settles()
    assert alice.task("Rent")["scheduled_date"] == day(alice, 1)


def test_row_dragged_onto_thoughts_leaves_its_domain(alice):
    alice.has("Rent #home").opens("/all/")
    alice.drags(alice.row("Rent"), to=center(link(alice, "Thoughts")))
    alice.says("Moved to Thoughts: Rent")
    assert domains(alice) == {"Rent": None}


def test_day_of_a_series_dragged_onto_a_domain_moves_the_whole_series(alice):
    alice.has("Water #home every day 0:30").opens("/all/")
    alice.drags(alice.row("Water").first, to=center(link(alice, "Work")))
    alice.says("Moved to Work, with all its days: Water")
    assert domains(alice) == {"Water": "Work"}


def hovers(person, title: str, to: tuple[float, float]) -> str:
    """Drag a row without releasing it; return what the card under the pointer says."""
    mouse, start = person.page.mouse, center(person.row(title))
    mouse.move(*start)
    mouse.down()
    mouse.move(start[0] + 8, start[1] + 8, steps=3)
    mouse.move(*to, steps=5)
    return person.page.locator(".ghost small").inner_text()


@pytest.mark.parametrize("order", ["impact", "duration", "clarity", "deadline"])
def test_row_dragged_between_domains_says_that_its_place_follows_the_sort(alice, order):
    page = alice.has("Rent #home", "Read #home", "Call #work").page
    page.evaluate("order => localStorage.setItem('whendoist.sort', JSON.stringify(order))", order)
    alice.opens("/all/")
    hint = hovers(alice, "Rent", center(alice.row("Call")))
    assert hint == f"Sorted by {order}: the task goes to Work, its place follows the sort"
    expect(page.locator(".group.target")).to_contain_text("Work")
    page.mouse.up()
    alice.says("Moved to Work: Rent")
    assert domains(alice) == {"Rent": "Work", "Read": "Home", "Call": "Work"}


def test_row_dragged_within_its_domain_changes_nothing_unless_sorted_manually(alice):
    page = alice.has("Trip #home\n  Train", "Read #home").opens("/all/").page
    hint = hovers(alice, "Train", center(alice.row("Read")))
    assert hint == "Sorted by impact. To change the order, sort by “Manual”."
    page.mouse.up()
    expect(page.locator(".ghost")).to_have_count(0)
    assert alice.task("Train")["parent_id"] == alice.task("Trip")["id"]


def test_series_moves_to_a_domain_through_move_to(alice):
    page = alice.has("Water #home every day 0:30").opens("/all/").page
    alice.row("Water").first.hover()
    alice.row("Water").first.get_by_role("button", name="Move Water to…").click()
    page.get_by_label("Or move to a domain, with all its days").select_option("Work")
    alice.says("Moved to Work, with all its days: Water")
    assert domains(alice) == {"Water": "Work"}


def test_copied_link_opens_the_task(alice):
    page = alice.has("Rent #home").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    menu_of(alice, "Rent").get_by_role("menuitem", name="Copy link").click()
    alice.says("Link copied")
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    expect(page.get_by_label("Title", exact=True)).to_have_value("Rent")


def test_thought_has_the_menu_of_actions(alice):
    page = alice.has_thoughts("Buy bulbs").opens("/thoughts/").page
    page.locator(".thought").first.click(button="right")
    menu = page.get_by_role("menu", name="Actions for Buy bulbs")
    menu.get_by_role("menuitem", name="Domain").click()
    page.get_by_role("menuitemradio", name="Work").click()
    alice.says("Moved to Work: Buy bulbs")
    assert domains(alice) == {"Buy bulbs": "Work"}
