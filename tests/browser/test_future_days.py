"""Days of series beyond the rows that exist: drawn faintly on the calendar, saved by an action"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


@pytest.fixture
def far(alice):
    """Show the month of a day beyond the horizon."""
    page = alice.has("Rent #home every month on the 15th").page
    page.keyboard.press("o")
    for _ in range(4):
        page.keyboard.press("]")
    return alice


def test_day_beyond_the_horizon_is_faint_until_it_is_renamed(far):
    page = far.page
    entry = page.locator(".month-entry.faint", has_text="Rent")
    expect(entry).to_have_count(1)
    entry.click()
    title = page.get_by_role("textbox", name="Title")
    title.fill("Rent and heating")
    title.blur()
    expect(page.locator(".month-entry:not(.faint)", has_text="Rent and heating")).to_have_count(1)
    expect(page.locator(".month-entry.faint", has_text="Rent")).to_have_count(0)
    expect(title).to_have_value("Rent and heating")  # the panel stays open
