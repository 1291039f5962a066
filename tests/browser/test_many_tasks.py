"""Two thousand tasks."""

from __future__ import annotations

from playwright.sync_api import expect

MANY = 2000
AT_ONCE = 200


def test_two_thousand_tasks_are_all_drawn_and_one_is_completed(alice):
    for first in range(0, MANY, AT_ONCE):
        lines = [f"Task number {n} #work 15m" for n in range(first, first + AT_ONCE)]
        alice.api("POST", "/quickadd", {"text": "\n".join(lines)}) if first else alice.has(*lines)
    alice.opens()
    expect(alice.page.locator(".row")).to_have_count(MANY, timeout=30_000)
    row = alice.row("Task number 1234")
    row.scroll_into_view_if_needed()
    row.get_by_role("button", name="Complete: Task number 1234").click()
    expect(row).to_have_class("row hue done on")
