"""Several times a day, pauses and the deadlines of a series in the panel; days away in settings."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.planner import Person
from tests.browser.touching import Finger

ZONE = "Europe/Berlin"  # of a new person


def in_days(count: int) -> str:
    return (datetime.now(ZoneInfo(ZONE)).date() + timedelta(days=count)).isoformat()


@pytest.fixture
def series(alice: Person) -> Person:
    """Open the panel of a series at its rule."""
    page = alice.has("Water plants #home 10m tomorrow every day 8:00").page
    alice.row("Water plants").first.click()
    page.get_by_role("radio", name="The series").check()
    return alice


def rule_of(person: Person) -> dict:
    return person.task("Water plants")["series"]


def test_series_pauses_until_a_day_and_resumes(series):
    page = series.page
    page.get_by_role("button", name="Pause until…").click()
    page.get_by_label("Continues on").fill(in_days(5))
    page.get_by_role("button", name="Pause", exact=True).click()
    series.says("Paused until")
    expect(page.locator(".panel-repeat", has_text="Paused until")).to_be_visible()
    assert rule_of(series)["paused_until"] == in_days(5)
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("button", name="Pause until…")).to_be_visible()
    series.settles()
    assert rule_of(series)["paused_until"] is None


def test_series_pauses_while_the_person_is_away(series):
    page = series.page
    page.get_by_label("Pause when I am away").check()
    series.says("Changed: Water plants")
    series.settles()
    page.goto("/settings/away/")
    expect(page.get_by_text("1 of your series does.")).to_be_visible()
    page.get_by_label("First day").fill(in_days(2))
    page.get_by_label("Last day").fill(in_days(3))
    page.get_by_role("button", name="Add days away").click()
    expect(page.locator("#away .rows li")).to_have_count(1)

    path = f"/instances?first={in_days(2)}&last={in_days(4)}"
    days = [row["scheduled_date"] for row in series.api("GET", path)]
    assert days == [in_days(4)]
    page.goto("/settings/away/")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No days away are planned.")).to_be_visible()
    series.knows(path, lambda rows: len(rows) == 3)


def test_days_away_that_end_before_they_begin_say_so(alice):
    page = alice.page
    page.goto("/settings/away/")
    page.get_by_label("First day").fill(in_days(3))
    page.get_by_label("Last day").fill(in_days(2))
    page.get_by_role("button", name="Add days away").click()
    sentence = page.get_by_text("The last day away can't be before the first.").first
    expect(sentence).to_be_visible()
    expect(page.get_by_label("First day")).to_have_value(in_days(3))


def test_deadline_of_a_series_is_some_days_after_each_day(series):
    page = series.page
    page.get_by_label("Deadline of each day").select_option("2 days after")
    series.says("Changed: Water plants")
    series.settles()
    assert rule_of(series)["deadline_days"] == 2
    page.get_by_role("radio", name="This day").check()
    expect(page.locator(".panel-field", has_text="Deadline").locator("output")).to_be_visible()
    page.keyboard.press("Escape")
    expect(series.row("Water plants").first.locator(".due")).to_contain_text("Deadline:")


def test_editor_repeats_a_series_several_times_a_day(series):
    page = series.page
    page.locator(".panel-repeat").get_by_role("button", name="Change").click()
    page.get_by_role("button", name="Add a time").click()
    page.get_by_label("Also at, time 2").fill("20:30")
    page.locator(".repeat-editor").get_by_role("button", name="Change").click()
    expect(
        page.locator(".panel-repeat", has_text="Repeats every day at 8:00, 20:30")
    ).to_be_visible()
    series.settles()
    assert rule_of(series)["times"] == ["08:00:00", "20:30:00"]
    page.locator(".panel-repeat").get_by_role("button", name="Change").click()
    page.get_by_label("On each day").select_option("Every 4 hours")
    expect(page.get_by_label("Also at, time 4")).to_have_value("20:00")
    page.get_by_role("button", name="Remove 12:00").click()
    page.locator(".repeat-editor").get_by_role("button", name="Change").click()
    expect(
        page.locator(".panel-repeat", has_text="Repeats every day at 8:00, 16:00, 20:00")
    ).to_be_visible()


def test_editor_with_an_older_rule_shows_the_newer_one_instead_of_replacing_it(series):
    page = series.page
    page.locator(".panel-repeat").get_by_role("button", name="Change").click()
    page.get_by_role("button", name="Add a time").click()
    newer = {"rrule": "FREQ=DAILY;INTERVAL=3", "starts_on": in_days(1), "starts_at": "08:00"}
    series.api("PUT", f"/tasks/{series.task('Water plants')['id']}/series", newer)
    page.locator(".repeat-editor").get_by_role("button", name="Change").click()
    series.says("Another change was saved first")
    expect(page.locator(".panel-repeat", has_text="every 3 days")).to_be_visible()
    assert rule_of(series)["rrule"] == "FREQ=DAILY;INTERVAL=3"
    series.complaints[:] = [line for line in series.complaints if "409" not in line]


def test_each_time_of_a_day_is_ticked_on_its_own(alice):
    alice.has()
    times = ["09:00", "18:00"]
    rule = {"rrule": "FREQ=DAILY", "starts_on": in_days(-1), "times": times}
    alice.api("POST", "/tasks", {"title": "Pills", "series": rule})
    alice.opens()
    alice.page.get_by_role("button", name="Complete: Pills").nth(3).wait_for()
    alice.page.get_by_role("button", name="Complete: Pills").first.click()
    alice.says("Pills")
    alice.settles()
    rows = alice.api("GET", f"/instances?first={in_days(-1)}&last={in_days(1)}")
    assert sorted(row["status"] for row in rows).count("completed") == 1


def test_block_before_the_day_start_is_drawn_in_the_night_after_its_day(alice):
    alice.has()
    alice.api("PATCH", "/me/preferences", {"day_start_hour": 5})
    day, next_day = in_days(8), in_days(9)
    slot = {"scheduled_date": day, "scheduled_time": "02:00", "duration": 60}
    alice.api("POST", "/tasks", {"title": "Dance", **slot})
    alice.opens(f"/day/{next_day}/")
    expect(
        alice.page.locator(f"[data-column='{next_day}'] .block", has_text="Dance")
    ).to_be_visible()
    alice.block("Dance").focus()
    alice.page.keyboard.press("Alt+ArrowDown")
    alice.knows(
        f"/tasks/{alice.task('Dance')['id']}",
        lambda task: (task["scheduled_date"], task["scheduled_time"]) == (day, "02:15:00"),
    )


def test_address_of_one_time_opens_that_time_again(alice):
    rule = {"rrule": "FREQ=DAILY", "starts_on": in_days(-1), "times": ["09:00", "18:00"]}
    alice.api("POST", "/tasks", {"title": "Pills", "series": rule})
    page = alice.opens().page
    rows = alice.api("GET", f"/instances?first={in_days(1)}&last={in_days(1)}")
    evening = next(row for row in rows if row["recurrence_time"] == "18:00:00")
    page.goto(f"/tasks/{evening['task_id']}/?day={evening['recurrence_id']}&time=18:00")
    expect(page.get_by_label("Scheduled")).to_have_value(re.compile("18:00"))
    expect(page).to_have_url(re.compile("time=18:00"))


def test_series_is_deleted_from_the_panel_of_a_day_and_comes_back(series):
    page = series.page
    foot = page.locator(".panel-foot")
    foot.get_by_role("button", name="Delete the series").click()
    series.says("Deleted: Water plants")
    expect(page.locator(".panel")).to_have_count(0)
    expect(series.row("Water plants")).to_have_count(0)
    series.settles()
    assert series.api("GET", "/instances?first=2000-01-01&last=2100-01-01") == []
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(series.row("Water plants").first).to_be_visible()
    series.settles()
    assert series.task("Water plants")["status"] == "pending"


def test_panel_of_one_day_does_not_offer_to_delete_its_series(series):
    page = series.page
    page.get_by_role("radio", name="This day").check()
    expect(page.locator(".panel-foot").get_by_role("button", name="Skip")).to_be_visible()
    expect(page.get_by_role("button", name="Delete the series")).to_have_count(0)


def test_series_is_deleted_from_the_menu_of_a_day_on_a_phone(phone):
    phone.has("Water plants #home today every day", "Call #work")
    Finger(phone.page).press(phone.row("Water plants").first)
    phone.page.get_by_role("menuitem", name="Delete the series").tap()
    phone.says("Deleted: Water plants")
    expect(phone.row("Water plants")).to_have_count(0)
    phone.settles()
    titles = [row["title"] for row in phone.api("GET", "/trash")["items"]]
    assert titles == ["Water plants"]


def test_address_of_a_day_that_is_not_loaded_opens_that_day(series):
    page, task = series.page, series.task("Water plants")["id"]
    page.goto(f"/tasks/{task}/?day={in_days(20)}")
    for _ in range(2):
        title = page.get_by_role("textbox", name="Title")
        expect(page.get_by_role("radio", name="This day")).to_be_checked()
        expect(page).to_have_url(re.compile(f"day={in_days(20)}$"))
        page.reload()
    title.fill("Water the ferns")
    title.blur()
    series.settles()
    assert series.task("Water plants")
    (row,) = series.api("GET", f"/instances?first={in_days(20)}&last={in_days(20)}")
    assert row["own_title"] == "Water the ferns"


def test_address_of_a_moved_day_that_is_not_loaded_opens_that_day(series):
    (row,) = series.api("GET", f"/instances?first={in_days(20)}&last={in_days(20)}")
    series.api("PATCH", f"/instances/{row['id']}", {"scheduled_date": in_days(30)})
    page = series.page
    page.goto(f"/tasks/{row['task_id']}/?day={in_days(20)}")
    expect(page.get_by_role("radio", name="This day")).to_be_checked()


def test_address_of_a_missing_day_shows_the_list_instead_of_the_series(series):
    page, task = series.page, series.task("Water plants")["id"]
    page.goto(f"/tasks/{task}/?day={in_days(-300)}")
    series.says("This day of the series no longer exists.")
    expect(page.locator(".panel")).to_have_count(0)
    expect(page).to_have_url(re.compile("/all/$"))
    expect(series.row("Water plants").first).to_be_visible()
