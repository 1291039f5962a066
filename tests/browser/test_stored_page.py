"""The stored page: the last day and week without a connection, and what the next person finds."""

from __future__ import annotations

import signal
from contextlib import suppress

import psutil
import pytest
from playwright.sync_api import expect

from tests.browser.planner import PASSWORD, Person, Site
from tests.browser.test_offline import add_offline, titles, works_offline
from tests.faults.machine import eventually, free_port

EVERYTHING = """async () => {
  const pages = [];
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys())
      pages.push(`${name} ${new URL(url).pathname}`);
  const stores = [];
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((resolve) => {
      indexedDB.open(name).onsuccess = ({ target }) => resolve(target.result);
    });
    for (const store of db.objectStoreNames)
      stores.push(...await new Promise((resolve) => {
        db.transaction(store).objectStore(store).getAll().onsuccess =
          ({ target }) => resolve(target.result);
      }));
    db.close();
  }
  return JSON.stringify({ pages, stores, local: { ...localStorage } });
}"""


def stored_data(page) -> str:
    return page.evaluate(EVERYTHING)


def stores_snapshot(person: Person, text: str) -> None:
    """Wait until the stored snapshot contains a text."""
    eventually(lambda: text in stored_data(person.page), "the snapshot is stored")


def sign_out(page) -> None:
    page.get_by_role("button", name="Account and help").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")


@pytest.fixture
def reader(alice):
    """Alice, whose browser has stored the page with one task."""
    alice.has("Rent #home today 10:00")
    works_offline(alice)
    return alice


def goes_offline(person: Person) -> None:
    person.page.context.set_offline(True)
    person.page.reload()
    person.page.locator(".calendar-head").first.wait_for()


def test_the_last_day_and_week_are_readable_after_a_reload_without_a_connection(reader):
    page = reader.page
    goes_offline(reader)
    expect(reader.row("Rent")).to_be_visible()
    expect(reader.block("Rent")).to_be_visible()
    expect(page.get_by_text("Offline.")).to_be_visible()
    page.goto("/week/")
    expect(reader.block("Rent")).to_be_visible()
    page.context.set_offline(False)
    page.locator("[data-link=live]").first.wait_for(state="attached")
    expect(page.get_by_text("Offline.")).to_have_count(0)
    reader.complaints.clear()


def test_the_stored_page_has_what_was_changed_after_it_was_loaded(reader):
    reader.adds("Call Ines #work today")
    expect(reader.row("Call Ines")).to_be_visible()
    reader.settles()
    goes_offline(reader)
    expect(reader.row("Call Ines")).to_be_visible()
    reader.complaints.clear()


def test_changes_of_the_stored_page_are_marked_and_sent_in_order_after_a_reload(reader):
    page = reader.page
    goes_offline(reader)
    reader.row("Rent").click()
    page.get_by_label("Title", exact=True).fill("Pay rent")
    page.keyboard.press("Escape")
    reader.row("Pay rent").get_by_role("button", name="Complete: Pay rent").click()
    expect(reader.row("Pay rent").get_by_text("Waiting to be sent")).to_be_attached()
    expect(page.get_by_text("2 waiting to be sent")).to_be_visible()
    goes_offline(reader)
    expect(page.get_by_text("2 waiting to be sent")).to_be_visible()
    page.get_by_role("button", name="2 waiting to be sent").click()
    rows = page.get_by_role("dialog").get_by_role("listitem")
    expect(rows).to_have_text(["Renamed: Pay rent", "Completed: Pay rent"])
    page.keyboard.press("Escape")
    page.context.set_offline(False)
    reader.knows(
        "/tasks?status=completed", lambda tasks: [row["title"] for row in tasks] == ["Pay rent"]
    )
    expect(page.get_by_text("waiting to be sent")).to_have_count(0)
    assert reader.task("Pay rent")["version"] == 3
    reader.complaints.clear()


def test_other_pages_show_that_there_is_no_connection_and_take_tasks(reader):
    page = reader.page
    page.context.set_offline(True)
    page.goto("/settings/account/")
    expect(page.get_by_role("heading")).to_have_text("You're offline")
    page.get_by_label("What's on your mind?").fill("Buy bulbs #home today")
    page.keyboard.press("Enter")
    expect(page.locator("[data-pending]")).to_contain_text("1 change is saved on this device")
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="You're offline")).to_have_count(0)  # it reloads
    page.goto("/")
    expect(reader.row("Buy bulbs")).to_be_visible()
    reader.complaints.clear()


def test_signing_out_leaves_nothing_private_on_the_device(reader):
    page = reader.page
    stores_snapshot(reader, "Rent")
    sign_out(page)
    data = stored_data(page)
    assert "Rent" not in data
    assert "private" not in data
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto("/")
    reader.complaints.clear()


def test_signing_out_asks_before_it_discards_changes_that_were_not_sent(reader):
    page = reader.page
    page.route("**/api/v1/quickadd", lambda route: route.fulfill(status=503, json={}))
    reader.adds("Call Ines #work today")
    expect(page.get_by_text("1 waiting to be sent")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as dialog:
        page.get_by_role("button", name="Account and help").click()
        page.get_by_role("button", name="Sign out").click()
    assert "Some changes on this device were not sent." in dialog.value.message
    expect(page.get_by_text("1 waiting to be sent")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    assert "Call Ines" not in stored_data(page)
    reader.complaints.clear()


def test_a_tab_that_is_still_open_stores_nothing_after_signing_out_in_another(reader):
    other = reader.page.context.new_page()
    other.goto("/")
    other.locator("[data-link=live]").first.wait_for(state="attached")
    reader.adds("Call Ines #work today")
    expect(other.locator(".row", has_text="Call Ines")).to_be_visible()
    sign_out(reader.page)
    other.wait_for_timeout(2_500)  # longer than the pause before a snapshot is stored
    assert "Call Ines" not in stored_data(reader.page)
    reader.complaints.clear()


def test_page_and_snapshot_leave_the_device_but_unsent_changes_stay_when_the_session_ended(reader):
    page, context = reader.page, reader.page.context
    stores_snapshot(reader, "Rent")
    add_offline(reader, "Call Ines #work today")
    context.clear_cookies(name="sessionid")
    context.set_offline(False)
    page.wait_for_url("**/accounts/login/**")
    gone = ("Rent", "whendoist-private")
    eventually(
        lambda: not any(text in stored_data(page) for text in gone), "the stored page is deleted"
    )
    context.set_offline(True)
    page.goto("/")
    expect(page.get_by_role("heading")).to_have_text("You're offline")
    assert "Call Ines" in stored_data(page)
    reader.complaints.clear()


def test_the_running_timer_is_shown_without_a_connection(reader):
    page = reader.page
    reader.row("Rent").click()
    page.get_by_role("button", name="Start timer").click()
    expect(page.locator(".running-timer:visible")).to_contain_text("Rent")
    page.keyboard.press("Escape")
    stores_snapshot(reader, '"timer":{')
    goes_offline(reader)
    expect(page.locator(".running-timer:visible")).to_contain_text("Rent")
    reader.complaints.clear()


def test_another_person_on_the_device_never_sees_the_stored_page(site, reader):
    page, context = reader.page, reader.page.context
    stores_snapshot(reader, "Rent")
    context.clear_cookies()  # the session ended; nobody signed out
    page.goto("/accounts/login/")
    with site.person() as bob:
        page.locator("[name=login]").fill(bob.email)
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
        page.goto("/settings/account/")
        alone = """async () => {
          const page = await caches.match("/", { cacheName: "whendoist-private-1" });
          return !page || !(await page.text()).includes("Rent");
        }"""
        eventually(lambda: page.evaluate(alone), "the page of Alice is deleted")
        page.goto("/")
        page.locator(".calendar-head, .thoughts, form").first.wait_for()
        context.set_offline(True)
        page.goto("/")
        assert "Rent" not in page.content()
    reader.complaints.clear()


def test_two_tabs_send_what_was_stored_offline_once(alice):
    page = alice.has().page
    add_offline(alice, "Call Ines #work today")
    other = page.context.new_page()
    page.context.set_offline(False)
    other.goto("/")
    expect(other.locator(".row", has_text="Call Ines")).to_be_visible()
    expect(alice.row("Call Ines")).to_be_visible()
    expect(page.get_by_text("waiting to be sent")).to_have_count(0)
    assert titles(alice) == ["Call Ines"]
    alice.complaints.clear()


@pytest.fixture
def restarting(site):
    """A person at a server of their own, and a function that starts it on its port."""
    port = str(free_port())
    home = Site(site.browser, f"http://127.0.0.1:{port}", site.machine)
    with home.context() as context:
        yield (lambda: site.machine.web(PORT=port)), (lambda: home.signed_up(context))


def kill(web) -> None:
    """Kill the server with its workers in the middle of their work."""
    workers = web.descendants()
    web.end(signal.SIGKILL)
    for worker in workers:
        with suppress(psutil.NoSuchProcess):
            worker.kill()


def test_changes_made_while_the_server_is_down_are_sent_once_to_the_next_one(restarting):
    serve, sign_up = restarting
    with serve() as web:
        alice = sign_up().has("Rent #home", "Mail #work")
        kill(web)
    alice.row("Rent").get_by_role("button", name="Complete: Rent").click()
    alice.adds("Call Ines #work")
    expect(alice.page.get_by_text("2 waiting to be sent")).to_be_visible()
    with serve():
        alice.opens()
        alice.knows("/tasks", lambda tasks: len(tasks) == 3)
        expect(alice.page.get_by_text("waiting to be sent")).to_have_count(0)
        assert sorted(titles(alice)) == ["Call Ines", "Mail", "Rent"]
        assert alice.task("Rent")["version"] == 2


def test_a_change_in_progress_when_the_server_is_killed_is_carried_out_once(restarting, site):
    serve, sign_up = restarting
    with serve() as web:
        alice = sign_up().has("Rent #home")
        with site.machine.row_lock(alice.email):  # the request waits in the database
            alice.row("Rent").click()
            title = alice.page.get_by_label("Title", exact=True)
            with alice.page.expect_request("**/api/v1/tasks/*"):
                title.fill("Pay rent")
            kill(web)
        expect(alice.page.get_by_text("1 waiting to be sent")).to_be_visible()
    with serve():
        alice.opens()
        alice.knows("/tasks", lambda tasks: [row["title"] for row in tasks] == ["Pay rent"])
        assert alice.task("Pay rent")["version"] == 2


def test_the_page_is_readable_while_the_server_is_down(restarting):
    serve, sign_up = restarting
    with serve() as web:
        alice = sign_up().has("Rent #home")
        works_offline(alice)
        kill(web)
    alice.page.reload()
    expect(alice.row("Rent")).to_be_visible()
    expect(alice.page.get_by_text("Offline. Last updated")).to_be_visible()
