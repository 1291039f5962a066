"""The calendar: views, ranges, what crosses midnight."""

from __future__ import annotations

from playwright.sync_api import expect


def test_a_picked_stretch_of_time_becomes_a_task(alice):
    page = alice.has().page
    x, y = alice.point(14)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 50, steps=5)
    page.mouse.up()
    page.get_by_label("Title", exact=True).fill("Think")
    page.keyboard.press("Enter")
    expect(alice.block("Think")).to_have_attribute("aria-label", "Think, 14:00 to 15:00, task")


def test_what_crosses_midnight_is_drawn_on_both_days(alice):
    page = alice.has("Night train #home 2h today 23:00").page
    page.keyboard.press("y")
    expect(alice.block("Night train")).to_have_count(2)


def test_overlapping_blocks_stand_side_by_side(alice):
    alice.has("One #work 1h today 10:00", "Two #work 1h today 10:30")
    one, two = (alice.block(title).bounding_box() for title in ("One", "Two"))
    assert one["x"] + one["width"] <= two["x"]


def test_days_beyond_what_was_loaded_are_fetched(alice):
    page = alice.has("Water plants #home every day 8:00").page
    page.keyboard.press("w")
    for _ in range(4):
        page.keyboard.press("]")
    expect(alice.block("Water plants")).to_have_count(7)


def test_a_month_takes_what_is_dropped_on_a_day(alice):
    page = alice.has("Rent #home").page
    page.keyboard.press("o")
    cell = page.locator(".month-day").nth(17).bounding_box()
    alice.drags(alice.row("Rent"), (cell["x"] + 40, cell["y"] + 60))
    expect(page.locator(".month-day").nth(17)).to_contain_text("Rent")


def test_zoom_is_kept_with_the_person(alice):
    page = alice.has().page
    page.keyboard.press("+")
    alice.knows("/me", lambda me: me["preferences"]["hour_height"] == 69)
    alice.opens()
    assert page.locator(".calendar").evaluate("el => el.style.getPropertyValue('--hour')") == "69px"


def test_the_day_opens_near_now(alice):
    page = alice.has().page
    expect(page.locator(".now-line")).to_be_in_viewport()
