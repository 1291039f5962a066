"""The task panel: fields, rule editor, notes, subtasks, activity."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def test_the_panel_saves_every_field_on_leaving_it(alice):
    page = alice.has("Rent #home").page
    alice.row("Rent").click()
    page.get_by_label("Title", exact=True).fill("Pay the rent")
    page.get_by_label("Duration").fill("1h 15m")
    page.get_by_label("Domain", exact=True).select_option("Work")
    page.get_by_label("Not before").fill("2026-12-01")
    page.get_by_label("Deadline", exact=True).fill("2026-12-03")
    page.get_by_role("radio", name="High").click()
    page.get_by_role("radio", name="Brainstorm").click()
    page.get_by_label("Best time").select_option("Between two times")
    page.get_by_label("Best until").fill("10:30")
    page.get_by_label("Reminder").select_option("15 minutes before")
    page.get_by_label("Notes").fill("See https://example.org/rent")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="https://example.org/rent")).to_be_visible()
    page.keyboard.press("Escape")
    expect(alice.row("Pay the rent")).to_contain_text("1h 15m")
    alice.settles()
    task = alice.task("Pay the rent")
    assert (task["duration"], task["impact"], task["clarity"]) == (75, 1, "brainstorm")
    assert (task["earliest_start"], task["deadline_date"]) == ("2026-12-01", "2026-12-03")
    assert task["ideal_time"] == "09:00-10:30"


def test_the_rule_editor_previews_the_next_dates(alice):
    page = alice.has("Rent #home").page
    alice.row("Rent").click()
    page.get_by_role("button", name="Repeat", exact=True).click()
    page.get_by_label("Unit").select_option("months")
    page.get_by_label("Starts", exact=True).fill("31 jan 2027 9:00")
    page.keyboard.press("Tab")
    expect(page.locator(".rule-preview li")).to_have_count(5)
    expect(page.locator(".rule-preview")).to_contain_text("31")
    page.get_by_label("In shorter months").select_option("Use the last day")
    expect(page.locator(".rule-preview")).to_contain_text("Sun 28 Feb")
    page.locator(".repeat-editor").get_by_role("button", name="Repeat").click()
    alice.says("Repeats")
    alice.settles()
    assert alice.task("Rent")["series"]["missing_days"] == "clamp"


def test_edits_apply_to_one_day_or_to_the_series(alice):
    page = alice.has("Water plants #home 10m today every day 8:00").page
    alice.row("Water plants").click()
    page.get_by_label("Title", exact=True).fill("Water twice")
    page.keyboard.press("Escape")
    expect(alice.row("Water twice")).to_be_visible()
    assert alice.task("Water plants")

    alice.row("Water twice").click()
    page.get_by_role("radio", name="The series").click()
    page.get_by_role("button", name="Change").click()
    page.get_by_label("Every", exact=True).fill("3")
    page.get_by_label("The whole series").check()
    expect(page.locator(".rule-preview")).to_contain_text("every 3 days")
    page.locator(".repeat-editor").get_by_role("button", name="Change").click()
    alice.says("Repeats every 3 days")
    alice.settles()
    assert alice.task("Water plants")["series"]["rrule"] == "FREQ=DAILY;INTERVAL=3"


def test_changing_following_days_leaves_earlier_days_unchanged(alice):
    page = alice.has("Water plants #home 10m today every day 8:00").page
    page.keyboard.press("y")
    blocks = alice.block("Water plants")
    expect(blocks).to_have_count(3)
    blocks.nth(1).click()
    page.get_by_role("radio", name="The series").click()
    page.get_by_role("button", name="Change").click()
    page.get_by_label("From", exact=False).last.check()
    page.get_by_label("Starts", exact=True).fill("9:30")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Starts", exact=True)).to_have_value(re.compile(", 09:30$"))
    page.locator(".repeat-editor").get_by_role("button", name="Change").click()
    alice.says("Changed: Water plants")
    alice.settles()
    labels = [block.get_attribute("aria-label") for block in blocks.all()]
    assert [label.split(", ")[1] for label in labels] == ["8:00 to 8:10", *["9:30 to 9:40"] * 2]
    rules = sorted(task["series"]["rrule"] for task in alice.api("GET", "/tasks"))
    assert rules[0] == "FREQ=DAILY"
    assert rules[1].startswith("FREQ=DAILY;UNTIL=")

    page.keyboard.press("z")
    expect(page.get_by_role("group", name=re.compile("Water plants, 8:00"))).to_have_count(3)


def test_an_instance_can_have_its_own_notes_and_return_to_those_of_the_series(alice):
    page = alice.has("Water plants #home today every day 8:00 // Rain water only").page
    panel = page.get_by_role("complementary")
    alice.row("Water plants").click()
    expect(panel).to_contain_text("Rain water only")
    page.get_by_role("button", name="Edit notes").click()
    page.get_by_label("Notes").fill("The ferns are away")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Use the notes of the series").wait_for()
    page.get_by_role("radio", name="The series").click()
    expect(panel).to_contain_text("Rain water only")
    page.get_by_role("radio", name="This").click()
    expect(panel).to_contain_text("The ferns are away")
    page.get_by_role("button", name="Use the notes of the series").click()
    expect(panel).to_contain_text("Rain water only")
    assert alice.api("GET", f"/tasks/{alice.task('Water plants')['id']}")["description"] == (
        "Rain water only"
    )


def test_the_panel_adds_subtasks_and_labels(alice):
    page = alice.has("Trip #home").page
    alice.row("Trip").click()
    page.get_by_label("Add a subtask").fill("Book the train 20m")
    page.keyboard.press("Enter")
    expect(alice.row("Book the train")).to_have_attribute("aria-level", "3")
    page.get_by_label("Add a label").fill("errand")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove errand")).to_be_visible()


def test_the_activity_log_undoes_a_change(alice):
    page = alice.has("Rent #home").page
    alice.row("Rent").click()
    page.get_by_role("radio", name="High").click()
    page.get_by_text("Activity").click()
    page.get_by_role("button", name="Undo change").first.click()
    expect(page.get_by_role("radio", name="Min")).to_have_attribute("aria-checked", "true")
    alice.knows("/tasks", lambda tasks: tasks[0]["impact"] == 4)


def test_a_pill_changes_the_impact_in_the_row(alice):
    page = alice.has("Rent #home").page
    alice.row("Rent").get_by_role("button", name="Impact: Min").click()
    page.get_by_role("menuitemradio", name="High").click()
    expect(alice.row("Rent").get_by_role("button", name="Impact: High")).to_be_visible()


def test_the_manual_order_is_saved_after_a_drag(alice):
    alice.has("One #work", "Two #work", "Three #work").page.evaluate(
        "localStorage.setItem('whendoist.sort', '\"manual\"')"
    )
    alice.opens()
    first = alice.row("One").bounding_box()
    alice.drags(alice.row("Three"), (first["x"] + 40, first["y"] + 4))
    titles = alice.page.locator(".row .title")
    expect(titles).to_have_text(["Three", "One", "Two"])
    alice.opens()
    expect(titles).to_have_text(["Three", "One", "Two"])
