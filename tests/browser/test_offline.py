"""Without a network: nothing that is written gets lost, nothing of a person is kept."""

from __future__ import annotations

from playwright.sync_api import expect


def test_a_line_written_offline_is_sent_once_when_the_network_is_back(alice):
    page = alice.has().page
    page.context.set_offline(True)
    alice.adds("Call Ines #work")
    expect(page.get_by_text("1 waiting for the network")).to_be_visible()
    page.context.set_offline(False)
    expect(alice.row("Call Ines")).to_be_visible()
    expect(page.get_by_text("waiting for the network")).to_have_count(0)
    assert [task["title"] for task in alice.api("GET", "/tasks")] == ["Call Ines"]
    alice.complaints.clear()  # Chromium reports what it could not load


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
