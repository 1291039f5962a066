"""Undo and redo from the server's log: after a reload, and across tabs."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.planner import Person


def press(person: Person, key: str) -> None:
    person.page.locator("body").press(key)


def complete(person: Person, title: str) -> None:
    person.row(title).get_by_role("button", name=f"Complete: {title}").click()
    person.settles()


def status(person: Person, title: str) -> str:
    return person.task(title)["status"]


def test_undo_after_a_reload_takes_back_the_last_action_and_names_it(alice):
    alice.has("Rent #home", "Mail #work")
    complete(alice, "Mail")
    complete(alice, "Rent")
    alice.opens()
    press(alice, "z")
    alice.says("Undone: Completed: Rent")
    press(alice, "z")
    alice.says("Undone: Completed: Mail")
    assert (status(alice, "Rent"), status(alice, "Mail")) == ("pending", "pending")


def test_redo_after_a_reload_repeats_what_was_undone(alice):
    alice.has("Rent #home")
    complete(alice, "Rent")
    press(alice, "z")
    alice.says("Undone: Completed: Rent")
    alice.settles()
    alice.opens()
    press(alice, "Shift+Z")
    alice.says("Redone: Completed: Rent")
    assert status(alice, "Rent") == "completed"


def test_undo_in_one_tab_takes_back_what_another_tab_did_last(alice):
    page = alice.has("Rent #home", "Mail #work").page
    complete(alice, "Mail")
    other = Person(alice.email, page.context.new_page()).opens()
    complete(other, "Rent")
    expect(alice.row("Rent")).to_have_count(0)
    press(alice, "z")
    alice.says("Undone: Completed: Rent")
    expect(other.row("Rent").get_by_role("button", name="Complete: Rent")).to_be_visible()
    press(other, "z")
    other.says("Undone: Completed: Mail")


def test_undo_without_a_connection_takes_back_the_waiting_change(alice):
    page = alice.has("Rent #home").page
    page.context.set_offline(True)
    alice.row("Rent").get_by_role("button", name="Complete: Rent").click()
    expect(page.get_by_text("1 waiting to be sent")).to_be_visible()
    press(alice, "z")
    expect(page.get_by_text("2 waiting to be sent")).to_be_visible()
    expect(alice.row("Rent").get_by_role("button", name="Complete: Rent")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("waiting to be sent")).to_have_count(0)
    assert (status(alice, "Rent"), alice.task("Rent")["version"]) == ("pending", 3)
    alice.complaints.clear()


def test_undo_with_nothing_to_undo_says_so(alice):
    alice.has(domains=())
    press(alice, "z")
    alice.says("There is nothing to undo.")
    alice.complaints.clear()  # Chromium reports the 422
