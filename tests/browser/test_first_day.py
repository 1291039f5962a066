"""A first day: sign up, set up, add, plan, change, complete, undo, return."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.planner import PASSWORD


def test_a_new_person_signs_up_and_schedules_a_task(site):
    with site.context() as context:
        person = site.watched("new@example.org", context.new_page())
        page = person.page
        page.goto("/accounts/signup/")
        page.get_by_label("E-mail").fill(person.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Create account").click()

        for question in ("zone", "hours", "domains"):
            page.wait_for_url(f"**/welcome/{question}/")
            page.get_by_role("button", name="Continue").click()
        page.get_by_role("button", name="Show my day").click()
        expect(page.locator(".side [data-place]")).to_have_count(3)

        person.adds("Write the report #work 1h !high")
        expect(person.row("Write the report")).to_be_visible()
        person.drags(person.row("Write the report"), person.point(10))
        block = person.block("Write the report")
        expect(block).to_have_attribute("aria-label", "Write the report, 10:00 to 11:00, task")
        x, y = person.point(11.5)
        person.drags(block, (x, y - 7), grip="end")
        expect(block).to_have_attribute("aria-label", "Write the report, 10:00 to 11:30, task")

        block.get_by_role("button", name="Complete").click()
        expect(block).to_have_attribute(
            "aria-label", "Write the report, 10:00 to 11:30, task, done"
        )
        page.keyboard.press("z")
        expect(block).to_have_attribute("aria-label", "Write the report, 10:00 to 11:30, task")
        person.settles()
        page.reload()
        expect(block).to_have_attribute("aria-label", "Write the report, 10:00 to 11:30, task")
        preferences = person.api("GET", "/me")["preferences"]
        assert preferences["time_zone"] == "Europe/Berlin"
        assert person.complaints == []


def test_quick_add_shows_recognised_tokens_and_suggests_names(alice):
    page = alice.has().page
    page.keyboard.press("n")
    page.keyboard.type("Pay rent 15m #ho")
    expect(page.get_by_role("option", name="Home")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".reads .chip")).to_have_text(["15m", "Home"])
    page.get_by_role("button", name="Remove 15m").click()
    expect(page.get_by_role("combobox")).to_have_value("Pay rent #Home")
    page.keyboard.press("Enter")
    expect(alice.row("Pay rent")).to_be_visible()
    assert alice.task("Pay rent")["duration"] is None


def test_quick_add_offers_other_readings_as_chips_to_tap(alice):
    page = alice.has().page
    page.keyboard.press("n")
    page.keyboard.type("Prepare slides for 2099-03-05")
    page.get_by_role("button", name="on 5 Mar 2099?").click()
    expect(page.get_by_role("combobox")).to_have_value(
        "Prepare slides for 2099-03-05, on 5 Mar 2099"
    )
    expect(page.locator(".reads .chip")).to_have_text(["Thu 5 Mar 2099"])
    page.keyboard.press("Enter")
    alice.knows(
        "/tasks", lambda tasks: [task["scheduled_date"] for task in tasks] == ["2099-03-05"]
    )
    assert alice.task("Prepare slides for 2099-03-05")["placed_by"] == "person"


@pytest.mark.parametrize(("sigil", "kind"), [("@", "label"), ("#", "domain")])
def test_quick_add_offers_to_create_a_new_name(alice, sigil, kind):
    page = alice.has().page
    page.keyboard.press("n")
    page.keyboard.type(f"Buy 🌷 {sigil}garden")
    expect(page.get_by_role("option", name="Create “garden”")).to_contain_text(kind)
    page.keyboard.press("Enter")
    alice.says(f"Created the {kind} garden")
    expect(page.locator(".reads .chip")).to_have_text(["garden"])
    page.keyboard.press("Enter")
    alice.knows("/tasks", lambda tasks: [task["title"] for task in tasks] == ["Buy 🌷"])
    assert "garden" in [row["name"] for row in alice.api("GET", f"/{kind}s")]


def test_a_line_saved_at_once_waits_for_its_new_domain(alice):
    page = alice.has().page
    page.keyboard.press("n")
    page.keyboard.type("Buy bulbs #garden")
    expect(page.get_by_role("option", name="Create “garden”")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(alice.row("Buy bulbs")).to_be_visible()


def test_several_pasted_lines_become_several_tasks(alice):
    page = alice.has().page
    page.keyboard.press("n")
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text", "Trip #home\\n  Book the train\\nCall Ines #work");
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    page.get_by_role("button", name="Add 3 tasks").click()
    expect(alice.row("Book the train")).to_have_attribute("aria-level", "3")
    expect(alice.row("Call Ines")).to_be_visible()


def test_a_repeating_task_shows_its_instance_of_today(alice):
    alice.has().adds("Water plants #home today every day 8:00")
    row = alice.row("Water plants")
    expect(row).to_contain_text("Repeats every day")
    row.get_by_role("button", name="Complete: Water plants").click()
    expect(row).to_have_class("row hue done on")


def test_a_rejected_change_is_rolled_back_with_the_error_of_the_server(alice):
    page = alice.has("Rent #home").page
    problem = {"title": "Somebody holds this row. Try again.", "status": 422}
    page.route("**/api/v1/tasks/*", lambda route: route.fulfill(status=422, json=problem))
    alice.drags(alice.row("Rent"), alice.point(10))
    alice.says("Somebody holds this row. Try again.")
    expect(alice.block("Rent")).to_have_count(0)
    alice.complaints.clear()  # Chromium reports the 422 itself


def test_a_block_can_be_dragged_to_any_time_and_off_the_calendar(alice):
    page = alice.has("Rent #home 30m today 10:00").page
    alice.point(10)
    lane = page.locator("[data-lane]").bounding_box()
    alice.drags(alice.block("Rent"), (lane["x"] + 80, lane["y"] + 14), grip="top")
    expect(page.locator(".tag", has_text="Rent")).to_be_visible()
    expect(alice.row("Rent")).to_contain_text("Any time")
    alice.drags(page.locator(".tag", has_text="Rent"), (500, 500))
    expect(page.locator(".tag", has_text="Rent")).to_have_count(0)
    alice.settles()
    assert alice.task("Rent")["scheduled_date"] is None


def test_skipping_an_instance_can_be_undone(alice):
    page = alice.has("Water plants #home today every day 8:00").page
    alice.row("Water plants").click()
    page.get_by_role("button", name="Skip").click()
    expect(alice.row("Water plants")).to_have_class("row hue done on")
    page.keyboard.press("z")
    expect(alice.row("Water plants")).to_have_class("row hue on")
