"""The planner on a phone: touch, sheets, the tab bar."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.faults.machine import eventually

HOLD_MS = 300


def test_a_long_press_drags_a_task_onto_the_calendar_on_a_phone(phone):
    page = phone.has("Rent #home 30m").page
    row = phone.row("Rent").bounding_box()
    touch = page.context.new_cdp_session(page)

    def finger(kind: str, x: float = 0, y: float = 0) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    finger("touchStart", row["x"] + 120, row["y"] + 20)
    page.wait_for_timeout(HOLD_MS)
    finger("touchMove", row["x"] + 120, row["y"] + 40)
    page.locator("html.sheet-drop").wait_for(state="attached")
    column = page.locator("[data-column]").bounding_box()
    hours = page.locator(".hours").bounding_box()
    for step in range(1, 6):
        finger("touchMove", column["x"] + 100, row["y"] + (hours["y"] + 120 - row["y"]) * step / 5)
    finger("touchEnd")
    page.get_by_role("button", name="Calendar").click()
    expect(phone.block("Rent")).to_be_visible()


def test_a_swipe_scrolls_the_list_without_dragging(phone):
    page = phone.has(*(f"Task {n} #home" for n in range(30))).page
    touch = page.context.new_cdp_session(page)
    points = [{"x": 150, "y": 600}]
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points})
    for y in range(590, 200, -20):
        points = [{"x": 150, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    eventually(lambda: page.locator(".rows").evaluate("el => el.scrollTop") > 100, "it scrolls")
    expect(page.locator(".ghost")).to_have_count(0)


def test_the_add_button_opens_quick_add_on_a_phone(phone):
    page = phone.has().page
    page.get_by_role("button", name="Add a task", exact=True).tap()
    page.keyboard.type("Pay rent #home")
    page.keyboard.press("Enter")
    expect(phone.row("Pay rent")).to_be_visible()


def test_a_tapped_task_opens_as_a_sheet_on_a_phone(phone):
    page = phone.has("Rent #home").page
    phone.row("Rent").tap()
    page.get_by_role("radio", name="High").tap()
    page.get_by_role("button", name="Close").tap()
    expect(page.get_by_label("Title", exact=True)).to_have_count(0)
    phone.settles()
    assert phone.task("Rent")["impact"] == 1


def test_planner_pages_fit_a_small_phone(site):
    with site.person(width=320, height=640, touch=True) as person:
        person.has("A task with a title that is much longer than a small phone is wide #home")
        for path in ("/", "/upcoming/", "/all/", "/week/", "/thoughts/", "/trash/"):
            person.opens(path)
            wide = person.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 320, path
