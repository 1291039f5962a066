"""Connecting a calendar in the browser, with a cluster that reads it"""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.planner import PASSWORD, Site
from tests.browser.test_accessibility import violations
from tests.calendars.icalendar_text import event, ics
from tests.calendars.webserver import serving
from tests.lanes import nightly


@nightly
def test_a_calendar_is_tried_shown_and_connected(site):
    machine, private = site.machine, {"CALENDARS_MAY_BE_PRIVATE": "1"}
    with machine.web(**private) as web, machine.cluster(**private), serving() as server:
        calendar = server.respond("/a.ics", ics(event("1", "DTSTART:21000301T090000Z")))
        server.respond("/page", "<!doctype html><p>Our calendar")
        with Site(site.browser, web.url(""), machine).person() as person:
            page = person.page
            page.goto("/settings/calendars/subscribe/")
            page.get_by_label("Password").fill(PASSWORD)
            page.keyboard.press("Enter")
            page.get_by_label("Calendar address").fill(f"{server.url}/page")
            page.get_by_role("button", name="Continue").click()
            # The page reloads itself until the cluster has read the address.
            expect(page.get_by_text("shows a web page")).to_be_visible(timeout=60_000)

            page.get_by_label("Calendar address").fill(calendar)
            page.get_by_role("button", name="Continue").click()
            expect(page.get_by_label("Name")).to_have_value("Football", timeout=60_000)
            assert violations(page) == []
            page.get_by_label("Name").fill("Our team")
            page.get_by_role("button", name="Connect").click()
            expect(page.get_by_role("heading", name="Our team 127.0.0.1")).to_be_visible()
