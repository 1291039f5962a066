"""Without a network: nothing that is written gets lost, nothing of a person is kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.planner import PASSWORD

QUICKADD = "**/api/v1/quickadd"


def writes_offline(person, line: str):
    """A line that waits, and the network away."""
    person.page.context.set_offline(True)
    person.adds(line)
    expect(person.page.get_by_text("1 waiting to be sent")).to_be_visible()


def titles(person) -> list[str]:
    return [task["title"] for task in person.api("GET", "/tasks")]


def signs_in(page, email: str):
    page.wait_for_url("**/accounts/login/**")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_line_written_offline_is_sent_once_when_the_network_is_back(alice):
    page = alice.has().page
    writes_offline(alice, "Call Ines #work")
    page.context.set_offline(False)
    expect(alice.row("Call Ines")).to_be_visible()
    expect(page.get_by_text("waiting to be sent")).to_have_count(0)
    assert titles(alice) == ["Call Ines"]
    alice.complaints.clear()  # Chromium reports what it could not load


@pytest.mark.parametrize("status", [403, 409, 429, 503])
def test_a_held_line_outlives_a_server_that_cannot_take_it_now(alice, status):
    page = alice.page
    page.clock.install()
    alice.has()
    writes_offline(alice, "Call Ines #work")
    with page.expect_response(lambda answer: answer.status == status):
        page.route(QUICKADD, lambda route: route.fulfill(status=status, json={}), times=1)
        page.context.set_offline(False)
    expect(page.get_by_text("1 waiting to be sent")).to_be_visible()
    page.clock.fast_forward(31_000)
    expect(alice.row("Call Ines")).to_be_visible()
    expect(page.get_by_text("waiting to be sent")).to_have_count(0)
    alice.complaints.clear()


def test_a_line_the_server_cannot_take_now_waits_too(alice):
    page = alice.page
    page.clock.install()
    alice.has()
    page.route(QUICKADD, lambda route: route.fulfill(status=503, json={}), times=1)
    alice.adds("Call Ines #work")
    alice.says("Kept here.")
    page.clock.fast_forward(31_000)
    expect(alice.row("Call Ines")).to_be_visible()
    alice.complaints.clear()


def test_a_held_line_is_sent_after_signing_in_again(alice):
    page = alice.has().page
    writes_offline(alice, "Call Ines #work")
    page.context.clear_cookies(name="sessionid")
    page.context.set_offline(False)
    signs_in(page, alice.email)
    expect(alice.row("Call Ines")).to_be_visible()
    assert titles(alice) == ["Call Ines"]
    alice.complaints.clear()


def test_a_held_line_that_is_refused_goes_back_into_the_field(alice):
    page = alice.has().page
    field = page.locator(".quick input")
    writes_offline(alice, "Dentist 31 feb")
    field.fill("Call Ines #work")
    with page.expect_response(lambda answer: answer.status == 422):
        page.context.set_offline(False)
    expect(field).to_have_value("Call Ines #work")
    field.press("Enter")
    expect(alice.row("Call Ines")).to_be_visible()
    expect(field).to_have_value("Dentist 31 feb")
    expect(page.get_by_text("“31 feb” is not a day of the calendar.").first).to_be_visible()
    expect(page.get_by_text("waiting to be sent")).to_have_count(0)
    alice.complaints.clear()


def test_what_waits_for_one_person_is_never_sent_as_another(site, alice):
    page = alice.has().page
    context, owner = page.context, page.locator("html").get_attribute("data-owner")
    cookies = context.cookies()
    with site.person() as bob:
        others = bob.page.context.cookies()
        writes_offline(alice, "Call Ines #work")
        context.clear_cookies()
        context.add_cookies(others)
        context.set_offline(False)
        expect(page.locator(f"html:not([data-owner='{owner}'])")).to_be_attached()
        page.locator("[data-link=live]").first.wait_for(state="attached")
        assert titles(bob) == []
    context.clear_cookies()
    context.add_cookies(cookies)
    alice.opens()
    expect(alice.row("Call Ines")).to_be_visible()
    alice.complaints.clear()


def test_a_page_opened_offline_says_so_and_keeps_a_line(alice):
    page = alice.has().page
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading")).to_have_text("You are offline")
    page.get_by_label("What is on your mind?").fill("Buy bulbs #home")
    page.keyboard.press("Enter")
    expect(page.locator("[data-kept]")).to_contain_text("1 kept here")
    page.context.set_offline(False)
    expect(alice.row("Buy bulbs")).to_be_visible()
    alice.complaints.clear()


def test_the_browser_keeps_no_page_and_no_answer_of_a_person(alice):
    page = alice.has("Rent #home").page
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    alice.opens()
    kept = page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys())
            for (const { url } of await (await caches.open(name)).keys()) found.push(url);
          return found;
        }"""
    )
    assert kept
    private = [url for url in kept if "/static/" not in url and not url.endswith("/offline")]
    assert private == []
