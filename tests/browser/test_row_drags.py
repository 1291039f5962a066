"""Rows dragged onto the sidebar and between domains."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect


def day(person, days: int) -> str:
    """Return a day counted from the person's today."""
    snapshot = json.loads(person.page.locator("#snapshot").text_content() or "")
    return (date.fromisoformat(snapshot["today"]) + timedelta(days)).isoformat()


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
