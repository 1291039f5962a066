"""Date and time fields: they read quick add and follow the person's clock and day order."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import violations

BERLIN = ZoneInfo("Europe/Berlin")
NATIVE = "input[type=date], input[type=time], input[type=datetime-local]"


@pytest.fixture(params=["desktop", "phone"])
def american(site, request):
    """A person with a 12-hour clock whose dates start with the month."""
    phone = {"width": 390, "height": 844, "touch": True} if request.param == "phone" else {}
    with site.person(**phone) as person:
        person.api("PATCH", "/me/preferences", {"twelve_hour_clock": True, "month_first": True})
        yield person
        assert person.complaints == []


def coming(weekday: int):
    """Return the next such weekday after today; 0 is Monday."""
    day = datetime.now(BERLIN).date() + timedelta(1)
    return day + timedelta((weekday - day.weekday()) % 7)


def american_day(day) -> str:
    return f"{day:%a} {day:%b} {day.day}"


def opened(person, title: str):
    person.row(title).click()
    return person.page.get_by_role("complementary", name=title)


def test_panel_fields_read_quick_add_and_show_the_clock_and_day_order(american):
    panel = opened(american.has("Rent #home"), "Rent")
    field = panel.get_by_label("Scheduled", exact=True)
    field.fill("fri 4:00")
    expect(panel.locator(".reading").first).to_have_text(f"{american_day(coming(4))}, 4:00 pm")
    assert violations(american.page) == []
    field.press("Tab")
    expect(field).to_have_value(re.compile(rf"^{american_day(coming(4))}( \d{{4}})?, 4:00 pm$"))
    american.knows("/tasks", lambda tasks: tasks[0]["scheduled_time"] == "16:00:00")
    assert american.task("Rent")["scheduled_date"] == f"{coming(4)}"
    expect(american.page.locator(NATIVE)).to_have_count(0)

    field.fill("")
    field.press("Enter")
    american.knows("/tasks", lambda tasks: tasks[0]["scheduled_date"] is None)


def test_panel_field_keeps_an_unclear_text_and_says_why(american):
    panel = opened(american.has("Rent #home"), "Rent")
    field = panel.get_by_label("Deadline", exact=True)
    field.fill("31 nov")
    field.press("Enter")

    expect(panel.get_by_text("“31 nov” is not a valid date.")).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("31 nov")
    assert violations(american.page) == []
    assert american.task("Rent")["deadline_date"] is None
    field.press("Escape")
    expect(field).to_have_value("")
    expect(panel).to_be_visible()


def test_move_to_reads_quick_add(alice):
    page = alice.has("Rent #home").page
    alice.row("Rent").click(modifiers=["ControlOrMeta"])
    page.keyboard.press("m")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("When").fill("fri 14:30")
    expect(dialog.locator(".reading")).to_contain_text("14:30")
    dialog.get_by_label("When").press("Enter")
    expect(dialog).to_have_count(0)
    alice.settles()
    task = alice.task("Rent")
    assert (task["scheduled_date"], task["scheduled_time"]) == (f"{coming(4)}", "14:30:00")


def test_deadline_of_several_tasks_reads_quick_add(alice):
    page = alice.has("Rent #home", "Bins #home").page
    for title in ("Rent", "Bins"):
        alice.row(title).click(modifiers=["ControlOrMeta"])
    page.keyboard.press("f")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("When").fill("soon")
    dialog.get_by_label("When").press("Enter")
    expect(dialog).to_contain_text("“soon” is not a day or time.")
    dialog.get_by_label("When").fill("mon 5pm")
    dialog.get_by_role("button", name="Set deadline").click()
    expect(dialog).to_have_count(0)
    alice.settles()
    for title in ("Rent", "Bins"):
        task = alice.task(title)
        assert (task["deadline_date"], task["deadline_time"]) == (f"{coming(0)}", "17:00:00")
