"""Offline: the last day is readable, nothing is lost or sent twice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.planner import PASSWORD
from tests.faults.machine import eventually

QUICKADD = "**/api/v1/quickadd"


def add_offline(person, line: str):
    """Go offline and add a line, which is stored."""
    person.page.context.set_offline(True)
    person.adds(line)
    expect(person.page.get_by_text("1 waiting to be sent")).to_be_visible()


def works_offline(person):
    """Wait until the browser has stored the page and the files that it needs."""
    stored = """async () => {
      const page = await caches.match("/", { cacheName: "whendoist-private-1" });
      const files = performance.getEntriesByType("resource").map(({ name }) => name)
        .filter((name) => name.includes("/static/tasks/"));
      const stored = await Promise.all(files.map((name) => caches.match(name)));
      return Boolean(page && navigator.serviceWorker.controller && stored.every(Boolean));
    }"""
    eventually(lambda: person.page.evaluate(stored), "the browser has stored the page")


def titles(person) -> list[str]:
    return [task["title"] for task in person.api("GET", "/tasks")]


def sign_in(page, email: str):
    page.wait_for_url("**/accounts/login/**")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_line_added_offline_is_sent_once_when_online(alice):
    page = alice.has().page
    add_offline(alice, "Call Ines #work today")
    page.context.set_offline(False)
    expect(alice.row("Call Ines")).to_be_visible()
    expect(page.get_by_text("waiting to be sent")).to_have_count(0)
    assert titles(alice) == ["Call Ines"]
    alice.complaints.clear()  # Chromium reports failed requests


@pytest.mark.parametrize("status", [403, 409, 429, 503])
def test_a_stored_line_survives_temporary_server_errors(alice, status):
    page = alice.page
    page.clock.install()
    alice.has()
    add_offline(alice, "Call Ines #work today")
    with page.expect_response(lambda response: response.status == status):
        page.route(QUICKADD, lambda route: route.fulfill(status=status, json={}), times=1)
        page.context.set_offline(False)
    expect(page.get_by_text("1 waiting to be sent")).to_be_visible()
    page.clock.fast_forward(31_000)
    expect(alice.row("Call Ines")).to_be_visible()
    expect(page.get_by_text("waiting to be sent")).to_have_count(0)
    alice.complaints.clear()


def test_a_line_is_stored_when_the_server_is_unavailable(alice):
    page = alice.page
    page.clock.install()
    alice.has()
    page.route(QUICKADD, lambda route: route.fulfill(status=503, json={}), times=1)
    alice.adds("Call Ines #work today")
    alice.says("Saved on this device.")
    page.clock.fast_forward(31_000)
    expect(alice.row("Call Ines")).to_be_visible()
    alice.complaints.clear()


def test_a_stored_line_is_sent_after_signing_in_again(alice):
    page = alice.has().page
    add_offline(alice, "Call Ines #work today")
    page.context.clear_cookies(name="sessionid")
    page.context.set_offline(False)
    sign_in(page, alice.email)
    expect(alice.row("Call Ines")).to_be_visible()
    assert titles(alice) == ["Call Ines"]
    alice.complaints.clear()


def returned(person):
    """Open the dialog with the changes that the server rejected."""
    person.page.get_by_role("button", name="1 change wasn't saved").click()
    return person.page.get_by_role("dialog", name="Changes on this device")


def test_a_stored_line_that_is_rejected_is_returned_with_the_reason_and_can_be_edited(alice):
    page = alice.has().page
    field = page.locator(".quick input")
    add_offline(alice, "tomorrow !high")
    with page.expect_response(lambda response: response.status == 422):
        page.context.set_offline(False)
    dialog = returned(alice)
    expect(dialog).to_contain_text("tomorrow !high")
    expect(dialog).to_contain_text("Give the task a title.")
    dialog.get_by_role("button", name="Edit").click()
    expect(field).to_have_value("tomorrow !high")
    expect(page.get_by_text("wasn't saved")).to_have_count(0)
    alice.complaints.clear()


def test_a_rejected_line_is_still_there_after_a_reload_and_can_be_discarded(alice):
    page = alice.has().page
    add_offline(alice, "tomorrow !high")
    page.context.set_offline(False)
    page.get_by_role("button", name="1 change wasn't saved").wait_for()
    alice.opens()
    dialog = returned(alice)
    expect(dialog).to_contain_text("tomorrow !high")
    dialog.get_by_role("button", name="Discard").click()
    expect(dialog).to_contain_text("All changes are saved.")
    alice.opens()
    expect(page.get_by_text("wasn't saved")).to_have_count(0)
    alice.complaints.clear()


def test_a_stored_line_is_never_sent_as_another_person(site, alice):
    page = alice.has().page
    context, owner = page.context, page.locator("html").get_attribute("data-owner")
    cookies = context.cookies()
    with site.person() as bob:
        bob_cookies = bob.page.context.cookies()
        add_offline(alice, "Call Ines #work today")
        context.clear_cookies()
        context.add_cookies(bob_cookies)
        context.set_offline(False)
        expect(page.locator(f"html:not([data-owner='{owner}'])")).to_be_attached()
        page.locator("[data-link=live]").first.wait_for(state="attached")
        assert titles(bob) == []
    context.clear_cookies()
    context.add_cookies(cookies)
    alice.opens()
    expect(alice.row("Call Ines")).to_be_visible()
    alice.complaints.clear()


def add_block(person, title: str) -> None:
    """Pick an hour on the grid and type the title of a task."""
    x, y = person.point(14)
    mouse = person.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x, y + 50, steps=5)
    mouse.up()
    person.page.get_by_label("Title", exact=True).fill(title)
    person.page.keyboard.press("Enter")


def rename(person, old: str, new: str) -> None:
    person.row(old).click()
    person.page.get_by_label("Title", exact=True).fill(new)
    person.page.keyboard.press("Escape")


def test_a_block_added_offline_survives_a_reload_and_is_sent_when_online(alice):
    page = alice.has().page
    works_offline(alice)
    page.context.set_offline(True)
    add_block(alice, "Think")
    alice.says("Saved on this device.")
    expect(page.get_by_text("1 waiting to be sent")).to_be_visible()
    page.reload()
    expect(page.get_by_text("1 waiting to be sent")).to_be_visible()
    page.context.set_offline(False)
    expect(alice.block("Think")).to_have_attribute("aria-label", "Think, 14:00 to 15:00, task")
    assert titles(alice) == ["Think"]
    alice.complaints.clear()


def test_a_block_whose_response_was_lost_is_added_once(alice):
    page = alice.page
    page.clock.install()
    alice.has()

    def lose(route) -> None:
        route.fetch()
        route.abort()

    page.route("**/api/v1/quickadd", lose, times=1)
    add_block(alice, "Think")
    alice.says("Saved on this device.")
    page.clock.fast_forward(31_000)
    expect(page.get_by_text("waiting to be sent")).to_have_count(0)
    expect(alice.block("Think")).to_have_count(1)
    assert titles(alice) == ["Think"]
    alice.complaints.clear()


def test_a_rejected_block_reopens_its_form_with_the_title(alice):
    page = alice.has().page
    page.route("**/api/v1/quickadd", lambda route: route.fulfill(status=422, json={}), times=1)
    add_block(alice, "Think")
    expect(page.get_by_label("Title", exact=True)).to_have_value("Think")
    alice.complaints.clear()


def test_a_title_and_notes_edited_offline_stay_visible_and_are_sent_when_online(alice):
    page = alice.has("Rent #home").page
    page.context.set_offline(True)
    rename(alice, "Rent", "Pay rent")
    rename(alice, "Pay rent", "Pay the rent")
    alice.row("Pay the rent").click()
    page.get_by_label("Notes").fill("Account ends 42")
    page.keyboard.press("Escape")
    expect(page.get_by_text("3 waiting to be sent")).to_be_visible()
    alice.row("Pay the rent").click()
    expect(page.locator(".panel-notes")).to_contain_text("Account ends 42")
    page.keyboard.press("Escape")
    page.context.set_offline(False)
    expect(page.get_by_text("waiting to be sent")).to_have_count(0)
    expect(alice.row("Pay the rent")).to_be_visible()
    task = alice.api("GET", f"/tasks/{alice.task('Pay the rent')['id']}")
    assert (task["description"], task["version"]) == ("Account ends 42", 4)
    alice.complaints.clear()


def test_a_conflicting_offline_title_is_returned_and_overwrites_nothing(alice):
    page = alice.has("Rent #home").page
    page.context.set_offline(True)
    rename(alice, "Rent", "Pay rent")
    expect(alice.row("Pay rent")).to_be_visible()
    alice.api("PATCH", f"/tasks/{alice.task('Rent')['id']}", {"title": "Rent for May"})
    page.context.set_offline(False)
    expect(alice.row("Rent for May")).to_be_visible()
    dialog = returned(alice)
    expect(dialog).to_contain_text("Pay rent")
    assert titles(alice) == ["Rent for May"]
    dialog.get_by_role("button", name="Edit").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Pay rent")
    page.keyboard.press("Escape")
    expect(alice.row("Pay rent")).to_be_visible()
    alice.settles()
    assert titles(alice) == ["Pay rent"]
    alice.complaints.clear()


def test_a_block_moved_offline_keeps_its_slot_and_is_sent_when_online(alice):
    page = alice.has("Rent #home 30m today 10:00").page
    page.context.set_offline(True)
    alice.drags(alice.block("Rent"), alice.point(11))
    expect(page.get_by_text("1 waiting to be sent")).to_be_visible()
    expect(alice.block("Rent")).to_have_attribute("aria-label", re.compile("10:45"))
    page.context.set_offline(False)
    expect(page.get_by_text("waiting to be sent")).to_have_count(0)
    assert alice.task("Rent")["scheduled_time"] == "10:45:00"
    alice.complaints.clear()


def test_a_title_is_stored_when_the_server_is_unavailable(alice):
    page = alice.page
    page.clock.install()
    alice.has("Rent #home")
    alice.row("Rent").click()
    page.get_by_label("Title", exact=True).fill("Pay rent")
    page.locator(".panel-notes").wait_for()
    page.route("**/api/v1/tasks/*", lambda route: route.fulfill(status=503, json={}), times=1)
    page.keyboard.press("Escape")
    alice.says("Saved on this device.")
    page.clock.fast_forward(31_000)
    expect(page.get_by_text("waiting to be sent")).to_have_count(0)
    assert titles(alice) == ["Pay rent"]
    alice.complaints.clear()


def test_a_subtask_added_offline_is_sent_when_online(alice):
    page = alice.has("Rent #home").page
    alice.row("Rent").click()
    page.context.set_offline(True)
    page.get_by_label("Add a subtask").fill("Call the bank")
    page.keyboard.press("Enter")
    alice.says("Saved on this device.")
    page.context.set_offline(False)
    expect(page.get_by_role("button", name="Call the bank", exact=True)).to_be_visible()
    assert alice.task("Call the bank")["parent_id"] == alice.task("Rent")["id"]
    alice.complaints.clear()


def test_a_label_typed_offline_returns_to_its_field(alice):
    page = alice.has("Rent #home").page
    alice.row("Rent").click()
    page.context.set_offline(True)
    page.get_by_label("Add a label").fill("bank")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Add a label")).to_have_value("bank")
    alice.complaints.clear()
