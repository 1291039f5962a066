"""The outbox: several stored writes build on each other, and each is carried out once."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.browser.planner import Person

RETRY_MS = 31_000


def edit(person: Person, title: str, label: str, text: str) -> None:
    person.row(title).click()
    person.page.get_by_label(label, exact=True).fill(text)
    person.page.keyboard.press("Escape")


def waits(page: Page, count: int) -> None:
    expect(page.get_by_text(f"{count} waiting to be sent")).to_be_visible()


def is_sent(page: Page) -> None:
    expect(page.get_by_text("waiting to be sent")).to_have_count(0)


def lose(route: Route) -> None:
    """Let the server carry out a request, and lose its response."""
    route.fetch()
    route.abort()


def test_two_lines_whose_responses_were_lost_are_added_once(alice):
    page = alice.page
    page.clock.install()
    alice.has()
    page.route("**/api/v1/quickadd", lose, times=2)
    alice.adds("Call Ines #work today")
    waits(page, 1)
    alice.adds("Buy bulbs #home today")
    waits(page, 2)
    page.clock.fast_forward(RETRY_MS)
    is_sent(page)
    expect(page.locator(".quick input")).to_have_value("")
    titles = [task["title"] for task in alice.api("GET", "/tasks")]
    assert sorted(titles) == ["Buy bulbs", "Call Ines"]
    alice.complaints.clear()


def test_second_edit_of_a_row_is_saved_when_it_is_sent_in_a_later_round(alice):
    page = alice.page
    page.clock.install()
    alice.has("Rent #home")
    page.context.set_offline(True)
    edit(alice, "Rent", "Title", "Pay rent")
    waits(page, 1)
    edit(alice, "Pay rent", "Title", "Pay the rent")
    waits(page, 2)
    page.route("**/api/v1/tasks/*", lambda route: route.abort(), times=1)
    page.route("**/api/v1/tasks/*", lambda route: route.continue_(), times=1)
    page.context.set_offline(False)
    waits(page, 1)
    page.clock.fast_forward(RETRY_MS)
    is_sent(page)
    expect(alice.row("Pay the rent")).to_be_visible()
    assert alice.task("Pay the rent")["version"] == 3
    alice.complaints.clear()


def test_offline_notes_never_overwrite_notes_from_another_device(alice):
    page = alice.has("Rent #home").page
    path = f"/tasks/{alice.task('Rent')['id']}"
    page.context.set_offline(True)
    edit(alice, "Rent", "Title", "Pay rent")
    waits(page, 1)
    edit(alice, "Pay rent", "Notes", "Account ends 42")
    waits(page, 2)
    alice.api("PATCH", path, {"description": "Account ends 17"})
    page.context.set_offline(False)
    is_sent(page)
    page.get_by_role("button", name="1 change wasn't saved").click()
    expect(page.get_by_role("dialog")).to_contain_text("Account ends 42")
    task = alice.api("GET", path)
    assert (task["title"], task["description"]) == ("Pay rent", "Account ends 17")
    alice.complaints.clear()
