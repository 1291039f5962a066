"""The URLs of panels, days and pages: Back, Forward and reload."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.planner import Person
from tests.browser.test_pages import assert_at, domain_id, today


def test_back_closes_the_panel_and_forward_opens_it_again(alice):
    page = alice.has("Rent #home").page
    title = page.get_by_label("Title", exact=True)
    alice.row("Rent").click()
    expect(title).to_be_visible()
    path = f"/tasks/{alice.task('Rent')['id']}/"
    assert_at(alice, path, "Rent")
    page.go_back()
    expect(title).to_have_count(0)
    assert_at(alice, "/all/", "All tasks")
    page.go_forward()
    expect(title).to_have_value("Rent")
    assert_at(alice, path, "Rent")


def test_closing_the_panel_leaves_no_extra_step_to_go_back(alice):
    page = alice.has("Rent #home", "Read #home").opens("/").page
    page.locator(".side").get_by_role("link", name="All tasks").click()
    for name in ("Rent", "Read"):
        alice.row(name).click()
        expect(page.get_by_label("Title", exact=True)).to_have_value(name)
        page.keyboard.press("Escape")
        assert_at(alice, "/all/", "All tasks")
    page.go_back()
    assert_at(alice, "/", "Today")


def test_the_page_of_a_task_opens_its_panel_and_closing_shows_the_list(alice):
    alice.has("Rent #home")
    path = f"/tasks/{alice.task('Rent')['id']}/"
    page = alice.opens(path).page
    expect(page.get_by_label("Title", exact=True)).to_have_value("Rent")
    assert_at(alice, path, "Rent")
    page.keyboard.press("Escape")
    assert_at(alice, "/all/", "All tasks")
    expect(alice.row("Rent")).to_be_visible()


def test_a_reload_keeps_the_panel_over_its_page(alice):
    page = alice.has("Rent #home today").opens("/").page
    alice.row("Rent").click()
    page.get_by_label("Title", exact=True).wait_for()
    alice.page.reload()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Rent")
    page.go_back()
    assert_at(alice, "/", "Today")
    expect(alice.row("Rent")).to_be_visible()


def test_one_day_of_a_series_has_a_url(alice):
    page = alice.has("Water #home every day").opens("/").page
    alice.row("Water").click()
    page.get_by_text("One day of a series").wait_for()
    expect(page).to_have_url(re.compile(rf"/tasks/\d+/\?day={today(alice)}$"))
    page.reload()
    page.get_by_text("One day of a series").wait_for()


def test_every_page_is_reachable_on_a_phone_and_back_closes_the_sheet(phone):
    page = phone.has("Rent #home today").opens("/").page
    more = page.get_by_role("button", name="More", exact=True)
    for name, path in {"Upcoming": "/upcoming/", "All tasks": "/all/"}.items():
        more.tap()
        page.locator("#account-menu").get_by_role("link", name=name).tap()
        assert_at_phone(phone, path, name)
    more.tap()
    page.locator("#account-menu").get_by_role("link", name="Home").tap()
    assert_at_phone(phone, f"/domains/{domain_id(phone, 'Home')}/", "Home")
    phone.row("Rent").tap()
    page.get_by_label("Title", exact=True).wait_for()
    page.go_back()
    expect(page.get_by_label("Title", exact=True)).to_have_count(0)
    assert_at_phone(phone, f"/domains/{domain_id(phone, 'Home')}/", "Home")


def assert_at_phone(person: Person, path: str, title: str) -> None:
    expect(person.page).to_have_url(re.compile(f"{re.escape(path)}$"))
    expect(person.page).to_have_title(f"{title} · Whendoist")


def test_back_from_the_calendar_pane_of_a_phone_stays_on_the_calendar(phone):
    page = phone.has("Rent #home today 0:00").opens("/").page
    page.get_by_role("button", name="Calendar").tap()
    phone.block("Rent").scroll_into_view_if_needed()
    phone.block("Rent").tap()
    page.get_by_label("Title", exact=True).wait_for()
    page.go_back()
    expect(page.get_by_label("Title", exact=True)).to_have_count(0)
    expect(phone.block("Rent")).to_be_visible()
