"""The frame of the planner: the splitter, wide and narrow windows, the place of the toast."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.faults.machine import eventually


def list_width(page) -> float:
    return page.locator(".list").bounding_box()["width"]


def test_the_splitter_widens_the_list_with_the_pointer_and_is_stored(alice):
    page = alice.has("Rent #home").page
    before = list_width(page)
    bar = page.get_by_role("separator", name="Width of the list").bounding_box()
    x, y = bar["x"] + bar["width"] / 2, bar["y"] + 300
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 160, y, steps=4)
    page.mouse.up()
    assert abs(before - 160 - list_width(page)) <= 2
    alice.opens()
    eventually(lambda: abs(before - 160 - list_width(page)) <= 2, "the width is stored")


def test_the_splitter_moves_with_arrow_keys_and_a_double_click_resets_it(alice):
    page = alice.has("Rent #home").page
    bar = page.get_by_role("separator", name="Width of the list")
    before, value = list_width(page), int(bar.get_attribute("aria-valuenow"))
    bar.focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    assert list_width(page) == pytest.approx(before - 96, abs=2)
    assert int(bar.get_attribute("aria-valuenow")) < value
    page.keyboard.press("Home")
    assert list_width(page) == pytest.approx(340, abs=1)
    assert bar.get_attribute("aria-valuenow") == bar.get_attribute("aria-valuemin")
    page.keyboard.press("End")
    assert bar.get_attribute("aria-valuenow") == bar.get_attribute("aria-valuemax")
    bar.dblclick(position={"x": 4, "y": 300})
    assert list_width(page) == pytest.approx(before, abs=1)
    expect(bar).to_have_attribute("aria-valuenow", str(value))


def test_views_of_several_days_have_a_width_of_their_own(alice):
    page = alice.has("Rent #home").page
    page.get_by_role("separator", name="Width of the list").focus()
    page.keyboard.press("Home")
    page.get_by_role("radio", name="Week", exact=True).click()
    eventually(lambda: list_width(page) > 400, "the week has the width of the style sheet")
    page.get_by_role("radio", name="Day", exact=True).click()
    eventually(lambda: list_width(page) < 345, "the day has the chosen width")


@pytest.mark.parametrize("view", ["Day", "Week"])
def test_the_list_has_at_most_900_pixels_on_a_very_wide_screen(site, view):
    with site.person(width=2560, height=1300) as person:
        page = person.has("Rent #home").page
        page.get_by_role("radio", name=view, exact=True).click()
        assert 600 <= list_width(page) <= 900
        page.get_by_role("separator", name="Width of the list").focus()
        page.keyboard.press("End")
        assert list_width(page) == pytest.approx(900, abs=1)


@pytest.mark.parametrize("width", [1024, 1180, 1440])
def test_the_title_of_the_calendar_is_readable(site, width):
    with site.person(width=width, height=768) as person:
        page = person.has("Rent #home").page
        for view in ("Day", "3 days", "Week", "Month"):
            page.get_by_role("radio", name=view, exact=True).click()
            title = page.locator(".calendar-head h2")
            assert title.evaluate("el => el.scrollWidth <= el.clientWidth"), view


@pytest.mark.parametrize("view", ["Week", "Month"])
def test_rows_beside_a_wide_calendar_keep_their_titles(site, view):
    with site.person(width=1024, height=768) as person:
        person.has("Call Bob back #work today !high ?brain 2h by +1d", "Rent #home")
        person.page.get_by_role("radio", name=view, exact=True).click()
        title = person.row("Call Bob back").locator(".title")
        expect(title).to_be_visible()
        assert title.evaluate("el => el.scrollWidth <= el.clientWidth")
        heights = [person.row(name).bounding_box()["height"] for name in ("Call Bob back", "Rent")]
        assert heights[0] > heights[1]


# Controls under the toast, whether or not they are hidden by it.
COVERED = """() => {
  const toast = document.querySelector(".toast");
  const box = toast.getBoundingClientRect();
  const covered = new Set();
  for (let x = box.left + 2; x < box.right; x += 6)
    for (let y = box.top + 2; y < box.bottom; y += 6)
      for (const element of document.elementsFromPoint(x, y)) {
        const control = element.closest("button, a, input, select, textarea, .row, .block");
        if (control && !toast.contains(control)) covered.add(control.outerHTML.slice(0, 120));
      }
  return [...covered];
}"""
LINES = [f"Task {n} #home 30m" for n in range(24)]


def covered_by_toast(page) -> list[str]:
    page.locator(".toast.on").wait_for()
    return page.evaluate(COVERED)


def completes(person, title: str) -> None:
    person.row(title).get_by_role("button", name=f"Complete: {title}").click()


@pytest.fixture(params=["desk", "phone", "phone on its side"])
def anyone(site, request):
    """A person with a full list, at a desktop or on a phone."""
    width, height, touch = {"desk": (1440, 900, False), "phone": (390, 844, True)}.get(
        request.param, (844, 390, True)
    )
    with site.person(width=width, height=height, touch=touch) as person:
        yield person.has(*LINES)


def test_a_toast_covers_no_row_and_no_part_of_the_tab_bar(anyone):
    completes(anyone, "Task 3")
    assert covered_by_toast(anyone.page) == []


def test_a_toast_covers_nothing_of_the_bar_for_selected_rows(alice):
    page = alice.has(*LINES).page
    completes(alice, "Task 3")
    for title in ("Task 5", "Task 6"):
        alice.row(title).click(modifiers=["Control"])
    page.locator(".bulk").wait_for()
    assert covered_by_toast(page) == []


def test_a_toast_covers_nothing_of_the_panel(anyone):
    page = anyone.page
    anyone.row("Task 3").locator(".title").click()
    page.locator(".panel").get_by_role("button", name="Complete: Task 3").click()
    assert covered_by_toast(page) == []
    expect(page.locator(".panel-head")).to_be_in_viewport(ratio=1)


def test_a_toast_covers_nothing_of_a_proposal(anyone):
    page = anyone.page
    completes(anyone, "Task 3")
    page.get_by_role("button", name="Plan my day", exact=True).click()
    page.locator(".proposal footer").wait_for()
    assert covered_by_toast(page) == []


def test_a_toast_covers_nothing_of_quick_add_on_a_phone(phone):
    page = phone.has(*LINES).page
    completes(phone, "Task 3")
    page.get_by_role("button", name="Add a task", exact=True).tap()
    page.keyboard.type("Rent #home 15m")
    page.locator(".quick .chip").nth(1).wait_for()
    assert covered_by_toast(page) == []


@pytest.fixture
def timing(anyone):
    """A person whose timer runs."""
    anyone.api("POST", f"/tasks/{anyone.task('Task 1')['id']}/timer")
    anyone.page.locator(".running-timer:visible").wait_for()
    return anyone


def test_a_toast_covers_nothing_while_the_timer_runs(timing):
    page = timing.page
    completes(timing, "Task 3")
    assert covered_by_toast(page) == []
    timing.row("Task 4").locator(".title").click()
    page.locator(".panel").get_by_role("button", name="Complete: Task 4").click()
    assert covered_by_toast(page) == []


def test_quick_add_does_not_hide_its_toast_while_the_timer_runs(timing):
    page = timing.page
    if page.locator(".tabs").is_visible():
        page.get_by_role("button", name="Add a task", exact=True).tap()
    timing.adds("Rent #home")
    timing.says("Added: Rent")
    page.locator(".toast").get_by_role("button", name="Undo").click(trial=True)
    assert covered_by_toast(page) == []


def test_running_timer_stands_complete_at_the_lower_edge_of_a_phone_on_its_side(site):
    with site.person(width=844, height=390, touch=True) as person:
        person.has("Report #work")
        person.api("POST", f"/tasks/{person.task('Report')['id']}/timer")
        bar = person.page.locator(".running-timer:visible")
        bar.wait_for()
        box, rail = bar.bounding_box(), person.page.locator(".tabs").bounding_box()
        assert (box["x"], box["y"] + box["height"]) == (rail["x"] + rail["width"], 390)


def test_the_notice_of_waiting_changes_covers_no_control(alice):
    page = alice.has(*LINES).page
    page.context.set_offline(True)
    alice.adds("Written on the train #home")
    notice = page.locator(".outbox-line", has_text="waiting to be sent")
    notice.wait_for()
    box, tools = notice.bounding_box(), page.locator(".tools .segmented").bounding_box()
    assert box["y"] + box["height"] <= tools["y"]
    assert covered_by_toast(page) == []
    page.context.set_offline(False)
    page.locator("[data-link=live]").first.wait_for(state="attached")
    alice.complaints.clear()  # the browser reports the failed requests
