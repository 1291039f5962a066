"""Rows of the list with a mouse and keys: their actions, what they draw, where they go."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

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
