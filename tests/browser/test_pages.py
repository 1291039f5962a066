"""The pages of the planner: what each lists, its URL and title, Back and Forward."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.planner import Person


def today(person: Person) -> date:
    days = person.api("GET", "/planner?first=2026-01-01&last=2026-01-02")
    return date.fromisoformat(days["today"])


def adds_task(person: Person, title: str, **fields) -> int:
    return person.api("POST", "/tasks", {"title": title, **fields})["tasks"][0]["id"]


def domain_id(person: Person, name: str = "Work") -> int:
    domains = person.api("GET", "/domains")
    return next(domain["id"] for domain in domains if domain["name"] == name)


def listed(person: Person) -> list[str]:
    """Return the groups and the tasks below them, in order."""
    return person.page.locator(".rows > *").evaluate_all(
        "rows => rows.map((row) => row.querySelector('.g-name b, .title')?.textContent)"
    )


def assert_at(person: Person, path: str, title: str) -> None:
    """Check the URL, the titles, and that one entry of the sidebar is highlighted."""
    page = person.page
    expect(page).to_have_url(re.compile(f"{re.escape(path)}$"))
    expect(page).to_have_title(f"{title} · Whendoist")
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator('.side [aria-current="page"]')).to_have_count(1)


def test_today_lists_only_what_is_for_today_in_order(alice):
    alice.has(domains=("Work",))
    day, work = today(alice), domain_id(alice)
    yesterday, tomorrow = str(day - timedelta(1)), str(day + timedelta(1))
    fields = {"domain_id": work}
    adds_task(alice, "Due", deadline_date=str(day), **fields)
    adds_task(alice, "Any", scheduled_date=str(day), **fields)
    for hour in (14, 9):
        slot = {"scheduled_date": str(day), "scheduled_time": f"{hour:02}:00"}
        adds_task(alice, f"At {hour}", **slot, **fields)
    adds_task(alice, "Missed", scheduled_date=yesterday, **fields)
    adds_task(alice, "Late", deadline_date=yesterday, **fields)
    adds_task(alice, "Next day", scheduled_date=tomorrow, **fields)
    adds_task(alice, "Whenever", **fields)
    adds_task(alice, "Soon", deadline_date=tomorrow, **fields)
    adds_task(alice, "A thought")
    alice.opens("/")
    alice.row("Due").wait_for()
    assert listed(alice) == [
        *("Overdue", "Missed", "Late"),
        *("On the calendar", "At 9", "At 14"),
        *("Any time", "Any", "Due", "Due", "Later today could be"),
    ]
    expect(alice.page.locator('.side [data-count="today"]')).to_have_text("6")
    alice.page.get_by_text("Later today could be").click()
    expect(alice.row("Whenever")).to_be_visible()
    assert listed(alice)[-2:] == ["Soon", "Whenever"]


def test_empty_today_offers_all_tasks(alice):
    alice.has("Rent #home tomorrow").opens("/")
    alice.page.get_by_text("Nothing planned for today").wait_for()
    alice.page.get_by_role("button", name="Show all tasks").click()
    expect(alice.row("Rent")).to_be_visible()
    assert_at(alice, "/all/", "All tasks")


def test_an_empty_day_leads_to_help_with_calendars(alice):
    alice.opens("/")
    page = alice.page
    page.get_by_role("link", name="Connect a calendar").click()
    page.wait_for_url("**/settings/calendars/help/")
    page.get_by_role("link", name="More about Microsoft 365").click()
    page.get_by_role("heading", name="Microsoft 365 and Outlook").wait_for()


def test_an_empty_today_shows_what_could_be_done(alice):
    alice.has("Rent #home").opens("/")
    expect(alice.row("Rent")).to_be_visible()
    assert listed(alice) == ["Later today could be", "Rent"]


def test_a_task_added_on_today_is_for_today_and_stays_visible(alice):
    alice.has().opens("/")
    alice.adds("Write the report #work")
    expect(alice.row("Write the report")).to_be_visible()
    assert alice.task("Write the report")["scheduled_date"] == str(today(alice))


def test_upcoming_lists_every_series_by_day_however_far_away(alice):
    alice.has("Stand up #work every day 9:00")
    day = today(alice)
    far = day + timedelta(days=300)
    alice.api("POST", "/quickadd", {"text": f"Check up #home every year on {far:%-d %b}"})
    adds_task(alice, "Report", domain_id=domain_id(alice), deadline_date=str(day + timedelta(2)))
    alice.opens("/upcoming/")
    expect(alice.row("Check up")).to_have_count(1)
    expect(alice.row("Report")).to_have_count(1)
    expect(alice.row("Stand up").nth(10)).to_be_attached()
    groups = alice.page.locator(".group")
    expect(groups.first).to_contain_text("Tomorrow")
    expect(groups.last).to_contain_text(f"{far:%-d %B}")
    alice.row("Check up").get_by_role("button", name="Complete: Check up").click()
    alice.says("Completed: Check up")


def test_pages_have_their_own_urls_and_titles_and_one_highlighted_entry(alice):
    page = alice.has("Rent #home", "Read #work").opens("/").page
    for name, path in {"Upcoming": "/upcoming/", "All tasks": "/all/"}.items():
        page.locator(".side").get_by_role("link", name=name).click()
        assert_at(alice, path, name)
    page.locator(".side").get_by_role("link", name="Home").click()
    home = f"/domains/{domain_id(alice, 'Home')}/"
    assert_at(alice, home, "Home")
    expect(alice.row("Rent")).to_be_visible()
    expect(alice.row("Read")).to_have_count(0)
    page.go_back()
    assert_at(alice, "/all/", "All tasks")
    expect(alice.row("Read")).to_be_visible()
    page.go_back()
    page.go_back()
    assert_at(alice, "/", "Today")
    for _ in range(3):
        page.go_forward()
    assert_at(alice, home, "Home")
    page.reload()
    assert_at(alice, home, "Home")
    expect(alice.row("Rent")).to_be_visible()


def test_the_page_of_a_label_lists_its_tasks_and_adds_to_it(alice):
    alice.api("POST", "/labels", {"name": "bank"})
    page = alice.has("Rent #home @bank", "Read #work", "Fees #work @bank").page
    page.locator(".side").get_by_role("link", name="bank").click()
    expect(alice.row("Fees")).to_be_visible()
    assert listed(alice) == ["Work", "Fees", "Home", "Rent"]
    alice.adds("Card #work // ends 42")
    expect(alice.row("Card")).to_be_visible()
    assert alice.task("Card")["labels"] == alice.task("Rent")["labels"]


def test_a_task_added_on_the_page_of_a_domain_belongs_to_it(alice):
    page = alice.has("Read #work").page
    page.locator(".side").get_by_role("link", name="Home").click()
    page.get_by_text("No tasks in this domain").wait_for()
    alice.adds("Rent")
    expect(alice.row("Rent")).to_be_visible()
    assert alice.task("Rent")["domain_id"] == domain_id(alice, "Home")


def test_the_page_of_a_day_lists_it_and_shows_it_on_the_calendar(alice):
    alice.has()
    day = today(alice) + timedelta(days=3)
    fields = {"scheduled_date": str(day), "domain_id": domain_id(alice)}
    adds_task(alice, "Meet Ines", scheduled_time="10:00", **fields)
    page = alice.opens("/upcoming/").page
    page.locator(".group").get_by_role("button", name="Open").click()
    assert_at(alice, f"/day/{day}/", f"{day:%A %-d %B %Y}")
    expect(alice.row("Meet Ines")).to_be_visible()
    expect(alice.block("Meet Ines")).to_be_visible()
    alice.adds("Bring the contract #work")
    expect(alice.row("Bring the contract")).to_be_visible()
    assert alice.task("Bring the contract")["scheduled_date"] == str(day)


def test_a_completed_task_stays_on_today(alice):
    page = alice.has("Rent #home today").opens("/").page
    alice.row("Rent").get_by_role("button", name="Complete: Rent").click()
    expect(alice.row("Rent")).to_be_visible()
    alice.settles()
    page.reload()
    page.locator(".group", has_text="Completed").click()
    expect(alice.row("Rent")).to_be_visible()


def test_a_domain_is_added_in_the_sidebar_with_its_own_colour(alice):
    page = alice.has(domains=()).opens("/").page
    for name in ("Garden", "Music"):
        page.locator(".side").get_by_role("button", name="Add a domain").click()
        page.get_by_label("Name").fill(name)
        page.keyboard.press("Enter")
        assert_at(alice, f"/domains/{domain_id_when_saved(alice, name)}/", name)
    colours = [domain["colour"] for domain in alice.api("GET", "/domains")]
    assert len(set(colours)) == len(colours)


def domain_id_when_saved(person: Person, name: str) -> int:
    person.page.locator(".side").get_by_role("link", name=name).wait_for()
    return domain_id(person, name)


@pytest.mark.parametrize("width", [1024, 1440])
def test_a_domain_has_the_same_mark_in_the_sidebar_and_the_list(site, width):
    with site.person(width=width, height=800) as person:
        person.has(domains=("Work",))
        person.api("POST", "/domains", {"name": "Home", "icon": "🏠"})
        page = person.opens().page
        for box in (page.locator(".side"), page.locator(".rows")):
            expect(box.locator(".emoji")).to_have_text("🏠")
        letter = page.locator(".side .initial", has_text="W")
        assert letter.is_visible() is (width == 1024)


COMPLETED_AT = "UPDATE tasks_task SET completed_at = %s WHERE id = %s"


def test_finished_work_stays_visible_on_past_days(site, alice):
    alice.has(domains=("Work",))
    day = today(alice) - timedelta(days=40)
    slot = {"scheduled_date": str(day), "scheduled_time": "10:00", "domain_id": domain_id(alice)}
    for title, fields in {"Report": slot, "Call Ines": {"domain_id": domain_id(alice)}}.items():
        task = adds_task(alice, title, **fields)
        alice.api("POST", f"/tasks/{task}/complete")
        site.machine.sql(COMPLETED_AT, f"{day}T10:00Z", task)
    alice.opens(f"/day/{day}/")
    expect(alice.row("Report")).to_be_visible()
    expect(alice.block("Report")).to_have_attribute("aria-label", re.compile("done"))
    expect(alice.row("Call Ines")).to_be_visible()
    assert listed(alice) == ["On the calendar", "Report", "Completed on this day", "Call Ines"]
    alice.page.locator(".side").get_by_role("link", name="All tasks").click()
    expect(alice.page.locator(".group")).to_have_count(1)
    expect(alice.row("Report")).to_have_count(0)
