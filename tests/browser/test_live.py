"""Tabs and devices stay in sync."""

from __future__ import annotations

import re

from playwright.sync_api import expect

# Cuts the web's database connection for notifications, after which it closes every stream.
CUT = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE application_name = 'whendoist-live'"""


def add_on_another_device(site, person) -> None:
    """Add a task on another device, and switch it off when the server has it."""
    with site.context(storage_state=person.page.context.storage_state()) as elsewhere:
        device = site.watched(person.email, elsewhere.new_page()).opens()
        device.adds("Call Ines #work")
        expect(device.row("Call Ines")).to_be_visible()
        device.settles()


def test_a_change_in_one_tab_appears_in_the_other(site, alice):
    alice.has("Rent #home 30m")
    other = site.watched(alice.email, alice.page.context.new_page()).opens()
    alice.drags(alice.row("Rent"), alice.point(10))
    expect(other.block("Rent")).to_have_attribute("aria-label", "Rent, 10:00 to 10:30, task")
    other.adds("Call Ines #work")
    expect(alice.row("Call Ines")).to_be_visible()
    assert other.complaints == []


def test_changes_missed_while_offline_are_loaded_when_online(site, alice):
    alice.has("Rent #home")
    context = alice.page.context
    context.set_offline(True)
    expect(alice.page.locator("[data-link=offline]")).to_have_text("Offline")
    add_on_another_device(site, alice)
    context.set_offline(False)
    expect(alice.row("Call Ines")).to_be_visible()
    alice.complaints.clear()  # Chromium reports the lost stream


def test_the_live_stream_never_shows_tasks_of_another_person(site, alice):
    alice.has("Rent #home")
    with site.person() as bob:
        bob.has("Buy bulbs #home")
        expect(bob.row("Buy bulbs")).to_be_visible()
        expect(bob.row("Rent")).to_have_count(0)
        alice.adds("Call Ines #work")
        expect(alice.row("Call Ines")).to_be_visible()
        expect(bob.row("Call Ines")).to_have_count(0)


def test_changed_preferences_apply_in_other_tabs_at_once(site, alice):
    alice.has("Rent #home today 10:00")
    expect(alice.block("Rent")).to_have_attribute("aria-label", re.compile("10:00 to 10:30"))
    elsewhere = site.watched(alice.email, alice.page.context.new_page())
    elsewhere.page.goto("/settings/planning/")
    week = elsewhere.page.get_by_role("region", name="Week and clock")
    week.get_by_label("Clock", exact=True).select_option("12-hour (2:05 pm)")
    week.get_by_role("button", name="Save").click()
    expect(alice.block("Rent")).to_have_attribute("aria-label", re.compile("10 am to 10:30 am"))


def test_a_broken_live_stream_reconnects_and_loads_missed_changes(site, alice):
    alice.has("Rent #home")
    page = alice.page
    attempts = []

    def refuse_twice(route) -> None:
        attempts.append(route)
        route.continue_() if len(attempts) > 2 else route.abort()

    page.route("**/api/v1/live", refuse_twice)
    site.machine.sql(CUT)
    expect(page.locator("[data-link=connecting]")).to_be_attached()
    add_on_another_device(site, alice)
    expect(alice.row("Call Ines")).to_be_visible(timeout=30_000)
    expect(page.locator("[data-link=live]")).to_be_attached()
    assert len(attempts) > 2
    alice.complaints.clear()  # Chromium reports every failed attempt


def test_a_late_response_keeps_newer_edits_and_drops_deleted_instances(site, alice):
    page = alice.has("Water plants #home today every day 8:00").page
    page.keyboard.press("w")
    page.keyboard.press("]")  # some days of this week may be in the past
    blocks = alice.block("Water plants")
    expect(blocks).to_have_count(7)
    first, second = (blocks.nth(n).get_attribute("data-block")[1:] for n in (0, 1))
    site.machine.sql(f"DELETE FROM tasks_taskinstance WHERE id = {second}")
    reads = []
    page.route("**/api/v1/instances?*", lambda route: reads.append((route, route.fetch())))
    while not reads:  # until a week that is not loaded yet
        page.keyboard.press("]")
        page.wait_for_timeout(100)
    alice.api("PATCH", f"/instances/{first}", {"scheduled_time": "10:00"})
    page.keyboard.press("t")
    page.keyboard.press("]")
    moved = page.locator(f"[data-block=i{first}]")
    expect(moved).to_have_attribute("aria-label", re.compile("10:00"))
    route, response = reads[0]
    route.fulfill(response=response)
    expect(blocks).to_have_count(6)
    expect(moved).to_have_attribute("aria-label", re.compile("10:00"))
