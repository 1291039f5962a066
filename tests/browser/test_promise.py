"""“Can I promise this?” on the page, and the deadlines at risk in a proposal."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import violations
from tests.browser.test_planning import MORNING, request_plan, set_morning, today

QUESTION = "Can I promise this?"


@pytest.fixture(params=["alice", "phone"])
def early(request):
    """A person in the morning, at a desktop and on a phone."""
    return set_morning(request.getfixturevalue(request.param))


def test_the_panel_answers_whether_a_deadline_can_be_promised(early):
    early.has(f"Report #work 2h by {today(1)}", "Mail #work 30m")
    early.row("Report").click()
    panel = early.page.get_by_role("complementary", name="Report")
    panel.get_by_role("button", name=QUESTION).click()

    expect(panel.get_by_role("status")).to_contain_text("Yes: more than 9 in 10 to be done by")
    expect(panel.get_by_role("status")).to_contain_text("It would go to")
    assert violations(early.page) == []
    assert early.task("Report")["scheduled_time"] is None


def test_the_panel_asks_about_no_task_without_a_deadline(early):
    early.has("Mail #work 30m").row("Mail").click()
    panel = early.page.get_by_role("complementary", name="Mail")

    expect(panel.get_by_label("Title", exact=True)).to_be_visible()
    expect(panel.get_by_role("button", name=QUESTION)).to_have_count(0)


def test_quick_add_answers_about_a_line_with_a_deadline_and_goes_on(early):
    page = early.has("Mail #work 30m").page
    page.locator(".quick input").focus()
    page.keyboard.type("Report #work 2h")
    expect(page.get_by_role("button", name=QUESTION)).to_have_count(0)
    page.keyboard.type(" by tomorrow")
    page.get_by_role("button", name=QUESTION).click()
    answer = page.locator(".quick .promise [role=status]")
    expect(answer).to_contain_text("Yes: more than 9 in 10 to be done by")
    assert violations(page) == []

    page.keyboard.press("Enter")
    expect(early.row("Report")).to_be_visible()
    expect(answer).to_have_count(0)


def test_a_proposal_lists_deadlines_at_risk(early):
    tight = MORNING * 60 + datetime.now(UTC).minute + 90  # for an hour and a quarter
    early.has(f"Report #work 1h15m by {today()} {tight // 60}:{tight % 60:02}", "Sweep #home 15m")
    sheet = request_plan(early)
    section = sheet.locator("section", has_text="Deadlines at risk")

    expect(section.get_by_role("listitem")).to_contain_text("“Report”: ")
    expect(section.get_by_role("listitem")).to_contain_text("in 10 to be done by")
    assert violations(early.page) == []
