"""A reload, or another page, loses nothing that the person has typed."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def test_line_of_quick_add_survives_a_reload_and_another_page(alice):
    page = alice.has().page
    line = page.locator(".quick input")
    line.fill("Call the dentist tomorrow")
    page.reload()
    expect(line).to_have_value("Call the dentist tomorrow")
    alice.opens("/thoughts/")
    expect(line).to_have_value("Call the dentist tomorrow")
    line.press("Enter")
    alice.says("Added")
    page.reload()
    expect(line).to_have_value("")


def test_line_of_quick_add_is_not_shown_to_another_person(alice, site):
    page = alice.has().page
    page.locator(".quick input").fill("Secret")
    page.goto("about:blank")
    page.context.clear_cookies()
    site.signed_up(page.context).page.close()
    page.goto("/all/")
    expect(page.locator(".quick input")).to_have_value("")


def test_subtask_survives_a_reload_and_closing_the_panel(alice):
    page = alice.has("Rent #home").page
    alice.row("Rent").click()
    field = page.get_by_label("Add a subtask")
    field.fill("Find the account number")
    page.reload()
    expect(field).to_have_value("Find the account number")
    page.get_by_role("button", name="Close").click()
    alice.row("Rent").click()
    expect(field).to_have_value("Find the account number")
    field.press("Enter")
    alice.says("Added: Find the account number")
    expect(field).to_have_value("")
    page.reload()
    expect(field).to_have_value("")


def test_fields_of_the_panel_save_when_the_page_is_reloaded(alice):
    page = alice.has("Rent #home").page
    alice.row("Rent").click()
    page.get_by_label("Duration").fill("45m")
    page.reload()
    expect(page.get_by_label("Duration")).to_have_value("45m")
    field = page.get_by_label("Scheduled", exact=True)
    field.fill("in 2 days 9:00")
    expect(page.locator(".reading:not(:empty)")).to_be_visible()
    page.reload()
    expect(field).to_have_value(re.compile("09:00"))
    alice.knows(
        "/tasks",
        lambda tasks: (tasks[0]["duration"], tasks[0]["scheduled_time"]) == (45, "09:00:00"),
    )
