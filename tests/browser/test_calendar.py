"""The calendar: views, ranges, blocks across midnight."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


def test_dragging_over_empty_time_adds_a_task(alice):
    page = alice.has().page
    x, y = alice.point(14)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 50, steps=5)
    page.mouse.up()
    page.get_by_label("Title", exact=True).fill("Think")
    page.keyboard.press("Enter")
    expect(alice.block("Think")).to_have_attribute("aria-label", "Think, 14:00 to 15:00, task")


def test_a_block_across_midnight_is_on_both_days(alice):
    page = alice.has("Night train #home 2h today 23:00").page
    page.keyboard.press("y")
    expect(alice.block("Night train")).to_have_count(2)


def test_overlapping_blocks_are_side_by_side(alice):
    alice.has("One #work 1h today 10:00", "Two #work 1h today 10:30")
    one, two = (alice.block(title).bounding_box() for title in ("One", "Two"))
    assert one["x"] + one["width"] <= two["x"]


def test_turning_the_calendar_loads_more_days(alice):
    page = alice.has("Water plants #home today every day 8:00").page
    page.keyboard.press("w")
    for _ in range(4):
        page.keyboard.press("]")
    expect(alice.block("Water plants")).to_have_count(7)


def test_a_task_can_be_dropped_on_a_day_of_the_month_view(alice):
    page = alice.has("Rent #home").page
    page.keyboard.press("o")
    day = page.locator(".month-day.today")
    cell = day.bounding_box()
    alice.drags(alice.row("Rent"), (cell["x"] + 40, cell["y"] + 60))
    expect(day).to_contain_text("Rent")


def test_zoom_is_saved_in_the_preferences(alice):
    page = alice.has().page
    page.keyboard.press("+")
    alice.knows("/me", lambda me: me["preferences"]["hour_height"] == 69)
    alice.opens()
    assert page.locator(".calendar").evaluate("el => el.style.getPropertyValue('--hour')") == "69px"


def test_the_calendar_opens_at_the_current_time(alice):
    page = alice.has().page
    expect(page.locator(".now-line")).to_be_in_viewport()


def test_a_second_time_zone_has_a_labelled_ruler(alice):
    alice.api("PATCH", "/me/preferences", {"secondary_zone": "Asia/Kolkata"})
    alice.api("PATCH", "/me/preferences", {"time_zone": "UTC"})
    alice.has()
    ruler = alice.page.get_by_role("img", name="Kolkata, 5 hours 30 minutes ahead")
    expect(ruler.locator("b")).to_have_text("+5h 30m")
    expect(ruler.locator("small").first).to_have_text("6:30")
    expect(ruler.locator("small").last).to_have_text("4:30")


@pytest.mark.parametrize(
    ("day", "words"), [("2027-03-10", "5 hours behind"), ("2027-03-20", "4 hours behind")]
)
def test_the_second_time_zone_follows_daylight_saving_of_the_visible_day(alice, day, words):
    zones = {"time_zone": "UTC", "secondary_zone": "America/New_York"}
    alice.api("PATCH", "/me/preferences", zones)
    page = alice.has().page
    page.keyboard.press("o")
    while not page.locator(f"[data-day='{day}']").count():
        page.keyboard.press("]")
    page.locator(f"[data-day='{day}'] button").first.click()
    expect(page.get_by_role("img", name=f"New York, {words}")).to_be_attached()


@pytest.mark.parametrize("width", [390, 1440])
def test_both_rulers_of_time_zones_fit_beside_the_day(site, width):
    with site.person(width=width) as person:
        person.api("PATCH", "/me/preferences", {"secondary_zone": "Asia/Tokyo"})
        page = person.has().opens("/week/").page
        hours = page.locator(".hours").bounding_box()
        times = page.locator(".gutter span, .gutter small").all()
        assert all(time.bounding_box()["x"] >= hours["x"] for time in times)


def test_time_outside_the_working_hours_is_shaded(alice):
    week = [[[540, 720], [780, 1020]]] * 7
    alice.api("PATCH", "/me/preferences", {"working_hours": week, "hour_height": 60})
    alice.has()
    top = alice.page.locator("[data-column]").bounding_box()["y"]
    boxes = [area.bounding_box() for area in alice.page.locator(".off-hours").all()]
    shaded = [(box["y"] - top, box["y"] - top + box["height"]) for box in boxes]
    assert shaded == [(0, 540), (720, 780), (1020, 1440)]


def test_a_day_off_is_shaded_completely(alice):
    alice.api("PATCH", "/me/preferences", {"working_hours": [[]] * 7, "hour_height": 60})
    alice.has()
    assert alice.page.locator(".off-hours").bounding_box()["height"] == 24 * 60


@pytest.mark.parametrize(("edge", "start"), [("bottom", "23"), ("top", "0")])
def test_the_calendar_scrolls_while_a_task_is_dragged_at_its_edge(alice, edge, start):
    page = alice.has("Rent #home").page
    hours = page.locator(".hours")
    hours.evaluate("el => { el.scrollTop = 300 }")
    row, box = alice.row("Rent").bounding_box(), hours.bounding_box()
    y = box["y"] + box["height"] - 4 if edge == "bottom" else box["y"] + 4
    page.mouse.move(row["x"] + 90, row["y"] + 9)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, y, steps=6)
    expect(page.locator(".preview span")).to_have_text(re.compile(f"^{start}:"))
    page.mouse.up()
    expect(alice.block("Rent")).to_have_attribute("aria-label", re.compile(f"^Rent, {start}:"))
