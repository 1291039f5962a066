"""Deleting tasks and days on the page, and where tasks without a domain go"""

from __future__ import annotations

from playwright.sync_api import expect


def test_delete_moves_a_task_to_the_trash_and_undo_restores_it(alice):
    page = alice.has("Rent #home 30m").page
    alice.row("Rent").click(button="right")
    page.get_by_role("menuitem", name="Delete").click()
    alice.says("Deleted: Rent")
    expect(alice.row("Rent")).to_have_count(0)
    alice.settles()
    assert [item["title"] for item in alice.api("GET", "/trash")["items"]] == ["Rent"]

    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(alice.row("Rent")).to_be_visible()
    alice.settles()
    assert alice.api("GET", "/trash")["items"] == []


def test_delete_moves_one_day_of_a_series_to_the_trash_by_keyboard(alice):
    page = alice.has("Water #home every day").page
    alice.row("Water").first.click(modifiers=["Control"])
    page.keyboard.press("Control+Backspace")
    alice.says("Deleted: Water")
    alice.settles()
    (item,) = alice.api("GET", "/trash")["items"]
    assert (item["kind"], item["title"]) == ("instance", "Water")


def test_first_task_stays_on_the_page_in_a_domain_of_its_own(alice):
    alice.opens()
    alice.adds("Buy milk")
    expect(alice.row("Buy milk")).to_be_visible()
    alice.settles()
    assert alice.task("Buy milk")["domain_id"] is not None


def test_task_typed_into_thoughts_becomes_a_thought(alice):
    page = alice.has().opens("/thoughts/").page
    alice.adds("Learn to whistle")
    expect(page.locator(".thought")).to_have_count(1)
    alice.settles()
    assert alice.task("Learn to whistle")["domain_id"] is None
