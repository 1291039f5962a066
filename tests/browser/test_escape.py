"""Escape closes the menu in front, nothing else, and the focus returns to where it was"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


@pytest.fixture
def opened(alice):
    """Return Alice with two tasks on the page."""
    alice.has("Report #work !high 30m", "Call #home")
    expect(alice.row("Report")).to_be_visible()
    return alice


MENUS = {
    "account": ("[popovertarget=account-menu]:visible", "#account-menu"),
    "sort": (".tools [aria-haspopup=menu]", ".menu:popover-open"),
    "plan": (".plan-start [aria-haspopup]", ".card:popover-open"),
}


@pytest.mark.parametrize("name", MENUS)
def test_escape_closes_a_menu_and_returns_the_focus(opened, name):
    page, (opener, menu) = opened.page, MENUS[name]
    button = page.locator(opener).first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(menu)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(menu)).to_be_hidden()
    expect(button).to_be_focused()


def test_escape_closes_the_menu_of_a_pill_and_returns_the_focus_to_its_row(opened):
    page = opened.page
    opened.row("Report").locator("[data-field=impact]").click()
    expect(page.locator(".menu:popover-open")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".menu:popover-open")).to_have_count(0)
    expect(opened.row("Report")).to_be_focused()


@pytest.mark.parametrize("name", ["account", "sort"])
def test_escape_closes_a_menu_before_the_selection(opened, name):
    page, (opener, menu) = opened.page, MENUS[name]
    page.keyboard.press("Control+a")
    expect(page.locator(".bulk")).to_be_visible()
    button = page.locator(opener).first
    button.focus()
    page.keyboard.press("Enter")
    page.locator(menu).wait_for()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")
    expect(page.locator(menu)).to_be_hidden()
    expect(page.locator(".bulk")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".bulk")).to_have_count(0)


def test_escape_closes_the_account_menu_on_a_phone(phone):
    page = phone.has("Report #work").page
    page.locator(".tabs [popovertarget=account-menu]").tap()
    expect(page.locator("#account-menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#account-menu")).to_be_hidden()
