"""The trash: restore what was archived or deleted, or delete it permanently."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import violations


@pytest.fixture
def filled(alice):
    """A person with an archived task, a deleted task and a deleted day in the trash."""
    alice.has("Old plan #work", "Trip #home", "Water #home every day")
    alice.api("POST", f"/tasks/{alice.task('Old plan')['id']}/archive")
    alice.api("DELETE", f"/tasks/{alice.task('Trip')['id']}")
    days = alice.api("GET", "/planner?first=2026-01-01&last=2026-01-02")
    instances = alice.api("GET", f"/instances?first={days['today']}&last={days['today']}")
    alice.api("DELETE", f"/instances/{instances[0]['id']}")
    return alice


def item(person, title: str):
    return person.page.locator(".trashed", has_text=title)


def test_the_trash_lists_what_was_archived_and_deleted(filled):
    page = filled.opens("/").page
    page.locator(".side").get_by_role("link", name="Trash").click()
    expect(page).to_have_title("Trash · Whendoist")
    expect(page.locator(".trashed b")).to_have_text(["Water", "Trip", "Old plan"])
    expect(item(filled, "Trip")).to_contain_text("Deleted today")
    expect(item(filled, "Old plan")).to_contain_text("Archived today")
    assert violations(page) == []


def test_a_deleted_task_is_restored_and_undo_deletes_it_again(filled):
    page = filled.opens("/trash/").page
    item(filled, "Trip").get_by_role("button", name="Restore: Trip").click()
    filled.says("Restored: Trip")
    expect(item(filled, "Trip")).to_have_count(0)
    filled.knows("/tasks", lambda tasks: "Trip" in [task["title"] for task in tasks])
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(item(filled, "Trip")).to_be_visible()
    filled.opens("/all/")
    expect(filled.row("Water").first).to_be_visible()
    expect(filled.row("Trip")).to_have_count(0)


def test_a_deleted_day_is_restored(filled):
    filled.opens("/trash/")
    item(filled, "Water").get_by_role("button", name="Restore: Water").click()
    filled.says("Restored: Water")
    filled.settles()
    filled.opens("/")
    expect(filled.row("Water")).to_be_visible()


def test_deleting_permanently_asks_once(filled):
    page = filled.opens("/trash/").page
    delete = item(filled, "Old plan").get_by_role("button", name="Delete permanently: Old plan")
    delete.click()
    page.get_by_role("button", name="Cancel").click()
    expect(item(filled, "Old plan")).to_be_visible()
    delete.click()
    page.locator(".confirm").get_by_role("button", name="Delete permanently").click()
    filled.says("Deleted permanently: Old plan")
    expect(item(filled, "Old plan")).to_have_count(0)
    titles = [row["title"] for row in filled.api("GET", "/trash")["items"]]
    assert titles == ["Water", "Trip"]


def test_emptying_the_trash_keeps_archived_tasks(filled):
    page = filled.opens("/trash/").page
    page.get_by_role("button", name="Empty the trash").click()
    page.locator(".confirm").get_by_role("button", name="Empty the trash").click()
    expect(page.locator(".trashed b")).to_have_text(["Old plan"])


def test_an_empty_trash_says_so(phone):
    page = phone.has().opens("/trash/").page
    page.get_by_text("The trash is empty").wait_for()
    assert violations(page) == []


def test_a_thought_shows_its_dates_and_how_it_repeats(alice):
    due = {"title": "Passport", "deadline_date": "2099-03-05", "domain_id": None}
    alice.api("POST", "/tasks", due)
    body = {"text": "Stretch every day 9:00", "domain_id": None}
    alice.api("POST", "/quickadd", body)
    page = alice.has().opens("/thoughts/").page
    expect(page.locator(".thought", has_text="Passport")).to_contain_text("5 Mar 2099")
    stretch = page.locator(".thought", has_text="Stretch")
    expect(stretch).to_contain_text("every day")
    expect(stretch.locator(".slot")).to_contain_text("9:00")
    assert violations(page) == []
