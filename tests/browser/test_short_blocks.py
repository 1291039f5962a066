"""Blocks of 10 and 15 minutes: read, tick, open and drag them with a mouse and a finger"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.touching import Finger
from tests.lanes import BIG

# Pixels of an hour: the least, the default and the most.
ZOOMS = [30, 60, 120] if BIG else [30]
LINES = (
    "Stretch gypsy #home 10m today 12:00",
    "Water plants #home 15m today 12:10",
    "Call Jörg #home 15m today 12:25",
    "Read #home 30m today 12:40",
)
TITLES = ("Stretch gypsy", "Water plants")


def has_short_blocks(person, zoom: int):
    person.api("PATCH", "/me/preferences", {"hour_height": zoom})
    person.has(*LINES)
    if person.page.locator(".tabs").is_visible():
        person.page.get_by_role("button", name="Calendar").tap()
    block = person.block("Water plants")
    block.evaluate("el => el.scrollIntoView({ block: 'center' })")
    return person


def start_of(person, title: str) -> str:
    person.settles()
    return person.task(title)["scheduled_time"]


def duration_of(person, title: str) -> int:
    return person.task(title)["duration"]


# Whether a title is inside its block and no letter is cut off above or below.
IS_READABLE = """block => {
  const title = block.querySelector(".block-title");
  const [outer, inner] = [block, title].map((el) => el.getBoundingClientRect());
  const range = document.createRange();
  range.selectNodeContents(title);
  const text = range.getBoundingClientRect();
  return inner.width > 20 && inner.top >= outer.top && inner.bottom <= outer.bottom &&
    text.top >= outer.top - 1 && text.bottom <= outer.bottom + 1 &&
    title.scrollHeight <= title.clientHeight + 1;
}"""


@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("device", ["alice", "phone"])
def test_short_blocks_contain_their_text_and_hide_no_other(device, zoom, request):
    person = has_short_blocks(request.getfixturevalue(device), zoom)
    boxes = []
    for line in LINES:
        block = person.block(line.partition(" #")[0])
        assert block.evaluate(IS_READABLE), line
        boxes.append(block.bounding_box())
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            apart = one["y"] + one["height"] <= other["y"] + 0.5
            beside = (
                one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
            )
            assert apart or beside, (one, other)


@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("title", TITLES)
def test_short_block_is_ticked_opened_and_dragged_with_a_mouse(alice, title, zoom):
    page = has_short_blocks(alice, zoom).page
    minutes = duration_of(alice, title)
    box = alice.block(title).bounding_box()
    x, y = box["x"] + 30, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + zoom / 2, steps=3)
    page.mouse.move(x, y + zoom, steps=3)
    page.mouse.up()
    hour = "13:00:00" if title == "Stretch gypsy" else "13:15:00"
    assert start_of(alice, title) == hour
    assert duration_of(alice, title) == minutes  # moved, not resized

    alice.block(title).locator(".block-title").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value(title)
    page.keyboard.press("Escape")
    alice.block(title).locator(".check").click()
    alice.settles()
    assert alice.task(title)["status"] == "completed"


@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("title", TITLES)
def test_short_block_is_ticked_opened_and_dragged_with_a_finger(phone, title, zoom):
    page = has_short_blocks(phone, zoom).page
    minutes = duration_of(phone, title)
    phone.block(title).locator(".block-title").tap()
    expect(page.get_by_label("Title", exact=True)).to_have_value(title)
    page.get_by_role("button", name="Close").tap()
    Finger(page).drags(phone.block(title), (0, zoom))
    hour = "13:00:00" if title == "Stretch gypsy" else "13:15:00"
    phone.knows("/tasks", lambda tasks: hour in [task["scheduled_time"] for task in tasks])
    assert start_of(phone, title) == hour
    assert duration_of(phone, title) == minutes
    phone.block(title).locator(".check").tap()
    phone.settles()
    assert phone.task(title)["status"] == "completed"


def test_half_hour_block_is_ticked_on_a_phone(phone):
    page = has_short_blocks(phone, 60).page
    box = phone.block("Read").bounding_box()
    page.touchscreen.tap(box["x"] + 16, box["y"] + box["height"] - 3)
    phone.settles()
    assert phone.task("Read")["status"] == "completed"


@pytest.mark.parametrize(("minutes", "edges"), [(25, 0), (30, 2)])
def test_block_has_edges_to_resize_from_28_pixels_on(alice, minutes, edges):
    alice.has(f"Read #home {minutes}m today 12:40")
    expect(alice.block("Read").locator(".edge")).to_have_count(edges)


@pytest.mark.parametrize(("minutes", "moved"), [(45, True), (60, False)])
def test_finger_resizes_a_block_from_48_pixels_on(phone, minutes, moved):
    page = phone.has(f"Read #home {minutes}m today 12:00").page
    page.get_by_role("button", name="Calendar").tap()
    block = phone.block("Read")
    block.evaluate("el => el.scrollIntoView({ block: 'center' })")
    box = block.bounding_box()
    edge = box["x"] + box["width"] / 2, box["y"] + box["height"] - 4
    Finger(page).drags(edge, (0, 60))
    duration = minutes if moved else 120
    phone.knows("/tasks", lambda tasks: tasks[0]["duration"] == duration)
    assert start_of(phone, "Read") == ("13:00:00" if moved else "12:00:00")


def test_swipe_over_blocks_scrolls_the_hours_on_a_phone(phone):
    page = has_short_blocks(phone, 60).page
    hours = page.locator(".hours")
    before = hours.evaluate("el => el.scrollTop")
    Finger(page).swipes(phone.block("Read"), (0, -200))
    page.wait_for_function(
        "before => document.querySelector('.hours').scrollTop > before + 50", arg=before
    )
    assert start_of(phone, "Read") == "12:40:00"
