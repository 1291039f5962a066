"""Text is saved while it is typed: nothing typed is lost, and one session is one undo."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.planner import Person

PAUSE_MS = 600


def title_of(person: Person):
    return person.page.get_by_label("Title", exact=True)


def notes_of(person: Person):
    return person.page.get_by_role("textbox", name="Notes")


def opens_panel(person: Person, title: str) -> None:
    person.row(title).click()
    title_of(person).wait_for()


@pytest.fixture
def rent(alice):
    """Alice with the panel of "Rent" open."""
    alice.has("Rent #home")
    opens_panel(alice, "Rent")
    return alice


def description(person: Person, title: str = "Rent") -> str:
    return person.api("GET", f"/tasks/{person.task(title)['id']}")["description"]


def saved(person: Person, title: str) -> None:
    person.knows("/tasks", lambda tasks: title in [task["title"] for task in tasks])


def log(person: Person, title: str) -> list[str]:
    entries = person.api("GET", f"/activity?task_id={person.task(title)['id']}")
    return [entry["action"] for entry in entries]


def test_a_title_is_saved_while_it_is_typed(rent):
    title_of(rent).fill("Pay rent")
    saved(rent, "Pay rent")
    expect(title_of(rent)).to_be_focused()
    expect(rent.row("Pay rent")).to_be_visible()


def test_notes_are_saved_while_they_are_typed_and_the_field_stays(rent):
    notes_of(rent).fill("Account")
    path = f"/tasks/{rent.task('Rent')['id']}"
    rent.knows(path, lambda task: task["description"] == "Account")
    notes_of(rent).press_sequentially(" ends 42")
    rent.knows(path, lambda task: task["description"] == "Account ends 42")
    expect(notes_of(rent)).to_be_focused()


def test_a_reload_in_the_middle_of_a_word_loses_nothing(rent):
    page = rent.page
    notes_of(rent).press_sequentially("Account ends 42")
    page.reload()
    page.locator("[data-link=live]").first.wait_for(state="attached")
    rent.knows(
        f"/tasks/{rent.task('Rent')['id']}", lambda task: task["description"] == "Account ends 42"
    )
    opens_panel(rent, "Rent")
    expect(page.locator(".panel-notes")).to_contain_text("Account ends 42")


def test_a_tab_closed_in_the_middle_of_a_word_loses_nothing(rent):
    title_of(rent).press_sequentially(" for May")
    rent.page.close()
    rent.page = rent.page.context.new_page()
    rent.opens()
    saved(rent, "Rent for May")


def test_a_tab_closed_while_the_server_is_unreachable_loses_nothing(rent):
    page, context = rent.page, rent.page.context
    page.locator("[data-link=live]").first.wait_for(state="attached")
    context.set_offline(True)
    title_of(rent).press_sequentially(" for May")
    page.close()
    context.set_offline(False)
    rent.page = context.new_page()
    rent.opens()
    saved(rent, "Rent for May")
    assert log(rent, "Rent for May") == ["change", "add"]
    rent.complaints.clear()


def test_a_session_of_several_pauses_is_one_entry_of_the_log_and_one_undo(rent):
    page = rent.page
    for text in ("Pay", "Pay the", "Pay the rent"):
        title_of(rent).fill(text)
        saved(rent, text)
    page.keyboard.press("Escape")
    rent.settles()
    assert log(rent, "Pay the rent") == ["change", "add"]
    rent.row("Pay the rent").focus()
    page.keyboard.press("z")
    expect(rent.row("Rent")).to_be_visible()
    rent.says("Undone: Renamed: Pay the rent")
    saved(rent, "Rent")
    page.get_by_role("button", name="Redo").click()
    saved(rent, "Pay the rent")


def test_undo_after_a_reload_brings_back_the_text_from_before_the_session(rent):
    page = rent.page
    for text in ("Pay", "Pay the rent"):
        title_of(rent).fill(text)
        saved(rent, text)
    page.keyboard.press("Escape")
    rent.settles()
    rent.opens()
    page.keyboard.press("z")
    expect(rent.row("Rent")).to_be_visible()


def test_text_typed_offline_is_one_waiting_change_and_one_entry_of_the_log(rent):
    page = rent.page
    page.context.set_offline(True)
    for text in ("Pay", "Pay the", "Pay the rent"):
        title_of(rent).fill(text)
        expect(rent.row(text)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("1 waiting to be sent")).to_be_visible()
    page.context.set_offline(False)
    saved(rent, "Pay the rent")
    expect(page.get_by_text("waiting to be sent")).to_have_count(0)
    assert log(rent, "Pay the rent") == ["change", "add"]
    rent.complaints.clear()


def test_a_live_update_of_the_title_eats_no_letters_and_is_shown(rent):
    page, path = rent.page, f"/tasks/{rent.task('Rent')['id']}"
    title_of(rent).press_sequentially(" for")
    saved(rent, "Rent for")
    rent.api("PATCH", path, {"title": "Rent (old flat)"})
    expect(page.locator(".panel-theirs")).to_contain_text("Rent (old flat)")
    expect(title_of(rent)).to_have_value("Rent for")
    title_of(rent).press_sequentially(" May")
    saved(rent, "Rent for May")


def test_the_text_of_the_other_device_can_be_used_instead(rent):
    page, path = rent.page, f"/tasks/{rent.task('Rent')['id']}"
    title_of(rent).press_sequentially(" for")
    saved(rent, "Rent for")
    rent.api("PATCH", path, {"title": "Rent (old flat)"})
    page.get_by_role("button", name="Use it").click()
    expect(title_of(rent)).to_have_value("Rent (old flat)")
    page.keyboard.press("Escape")
    rent.settles()
    saved(rent, "Rent (old flat)")


def test_notes_changed_elsewhere_while_typing_are_shown_and_the_typed_text_wins(rent):
    page, path = rent.page, f"/tasks/{rent.task('Rent')['id']}"
    notes_of(rent).press_sequentially("Account")
    rent.knows(path, lambda task: task["description"] == "Account")
    page.route("**/api/v1/changes*", lambda route: route.abort())  # the update is late
    rent.api("PATCH", path, {"description": "Iban"})
    notes_of(rent).press_sequentially(" ends 42")
    expect(page.locator(".panel-theirs")).to_contain_text("Iban")
    rent.knows(path, lambda task: task["description"] == "Account ends 42")
    expect(notes_of(rent)).to_have_value("Account ends 42")
    rent.complaints.clear()


def test_an_emptied_title_keeps_the_saved_one(rent):
    title_of(rent).fill("")
    rent.page.keyboard.press("Escape")
    expect(rent.row("Rent")).to_be_visible()
    assert log(rent, "Rent") == ["add"]
