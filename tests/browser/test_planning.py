"""The planner on the page: proposals, explanations, slots for one task, late days."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import SIZES, violations

ALL_DAY = [[[0, 1440]]] * 7
MORNING = 9  # everyone's local hour, so that most of the day is left to plan


def zone() -> str:
    ahead = (MORNING - datetime.now(UTC).hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def today(days: int = 0) -> str:
    ahead = (MORNING - datetime.now(UTC).hour + 11) % 24 - 11
    return (datetime.now(UTC) + timedelta(hours=ahead, days=days)).date().isoformat()


def set_morning(person):
    person.api("PATCH", "/me/preferences", {"time_zone": zone(), "working_hours": ALL_DAY})
    return person


@pytest.fixture
def early(alice):
    """Alice in the morning, with working hours all day."""
    return set_morning(alice)


def request_plan(person, button: str = "Plan my day"):
    """Request a plan; return the sheet of the proposal."""
    person.page.get_by_role("button", name=button, exact=True).click()
    sheet = person.page.get_by_role("complementary", name="Proposal")
    sheet.wait_for()
    return sheet


def proposed_block(person, title: str):
    return person.page.locator(".proposed", has_text=title)


def scheduled_block(person, title: str):
    """Return a block that is on the calendar, not only proposed."""
    return person.page.locator(".block:not(.proposed)", has_text=title)


def times(person, *titles: str) -> list[str | None]:
    return [person.task(title)["scheduled_time"] for title in titles]


def test_applying_a_plan_schedules_the_accepted_tasks_with_one_undo(early):
    early.has("Report #work 1h !high", "Call Noor #home 30m", "Sweep #home 15m")
    sheet = request_plan(early)
    expect(proposed_blocks(early)).to_have_count(3)
    sheet.get_by_role("checkbox", name="Sweep").uncheck()
    expect(proposed_block(early, "Sweep")).to_have_class(re.compile("off"))
    sheet.get_by_role("button", name="Apply 2 changes").click()
    early.says("Planned 2 tasks")
    expect(scheduled_block(early, "Report")).to_be_visible()
    expect(proposed_blocks(early)).to_have_count(0)
    early.settles()
    assert all(times(early, "Report", "Call Noor"))
    assert times(early, "Sweep") == [None]

    early.page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(scheduled_block(early, "Report")).to_have_count(0)
    early.knows("/tasks", lambda tasks: not any(task["scheduled_time"] for task in tasks))


def proposed_blocks(person):
    return person.page.locator(".proposed")


def test_a_proposal_can_be_applied_by_keyboard(early):
    page = early.has("Report #work 1h !high", "Sweep #home 15m").page
    page.keyboard.press("p")
    first = page.locator(".proposal input").first
    expect(first).to_be_focused()
    expect(page.locator("[aria-live]")).to_contain_text("Plan for")
    title = first.locator("xpath=..").locator("b").inner_text()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    early.says("Planned 1 task")
    expect(scheduled_block(early, title)).to_have_count(0)
    early.settles()
    page.keyboard.press("z")
    early.says("Undone")
    expect(page.locator(".block")).to_have_count(0)


def test_a_proposed_block_can_be_rejected_on_the_calendar(early):
    page = early.has("Report #work 1h").page
    request_plan(early)
    block = page.get_by_role("group", name=re.compile("^Report, .* to .*, added, accepted"))
    block.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("group", name=re.compile("added, rejected"))).to_be_focused()
    page.keyboard.press("Escape")
    early.says("discarded")
    expect(proposed_blocks(early)).to_have_count(0)
    page.locator(".toast").get_by_role("button", name="Restore").click()
    expect(proposed_blocks(early)).to_have_count(1)


def test_a_proposed_block_explains_its_slot(early):
    page = early.has("Report #work 1h !high", "Sweep #home 15m").page
    sheet = request_plan(early)
    sheet.get_by_role("button", name="Why here? Report").click()
    explanation = page.get_by_role("dialog", name="Why: Report")
    expect(explanation.get_by_role("heading", name="Report")).to_be_focused()
    expect(explanation).to_contain_text("Other times")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(explanation).to_have_count(0)
    expect(sheet).to_be_visible()


def test_a_task_that_does_not_fit_suggests_a_change_and_applies_it(early):
    page = early.has("Long report #work 90m").page
    early.api("PATCH", f"/tasks/{early.task('Long report')['id']}", {"deadline_date": today()})
    early.api("PATCH", "/me/preferences", {"working_hours": [[[600, 660]]] * 7, "plan_share": 100})
    early.opens()
    sheet = request_plan(early)
    expect(sheet).to_contain_text("Doesn't fit today: 1h 30m needed, 1h free before 11:00.")
    sheet.get_by_role("button", name="Why not? Long report").click()
    explanation = page.get_by_role("dialog", name="Why: Long report")
    explanation.get_by_role("button", name="Work until 11:30").click()
    expect(proposed_block(early, "Long report")).to_be_visible()
    sheet.get_by_role("button", name="Apply 1 change").click()
    early.settles()
    assert times(early, "Long report") == ["10:00:00"]


def has_accepted(person, line: str, title: str):
    """Add a task with a block that the planner may move to another time or day."""
    person.has(line)
    fields = {"placed_by": "plan", "day_chosen": False}
    person.api("PATCH", f"/tasks/{person.task(title)['id']}", fields)
    return person.opens()


def test_a_block_that_the_proposal_moves_is_marked_at_its_current_slot(early):
    page = has_accepted(early, f"Report #work 1h today {MORNING + 2}:00", "Report").page
    page.get_by_role("button", name="More ways to plan").click()
    page.get_by_role("menuitem", name="The rest of today is gone").click()
    page.get_by_role("complementary", name="Proposal").wait_for()
    expect(scheduled_block(early, "Report")).to_have_class(re.compile("leaving"))
    expect(scheduled_block(early, "Report")).to_have_attribute(
        "aria-label", re.compile("would move")
    )


def test_reporting_a_late_start_moves_blocks_to_later(early):
    has_accepted(early, f"Report #work 1h today {MORNING + 1}:00", "Report")
    early.page.get_by_role("button", name="More ways to plan").click()
    early.page.get_by_role("menuitem", name="I'm running late…").click()
    early.page.get_by_role("dialog", name="How late are you?").get_by_text("1 hour").click()
    sheet = early.page.get_by_role("complementary", name="Proposal")
    expect(sheet).to_contain_text(f"was {MORNING + 1}:00")
    sheet.get_by_role("button", name="Apply 1 change").click()
    early.settles()
    assert times(early, "Report")[0] > f"{MORNING + 1}:00".zfill(5)


def test_a_dragged_or_typed_range_is_planned(early):
    page = early.has("Report #work 1h").page
    x, y = early.point(15)
    page.keyboard.down("Shift")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 110, steps=5)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(proposed_block(early, "Report")).to_contain_text("15:00 – 16:00")
    page.keyboard.press("Escape")

    page.keyboard.press("r")
    page.get_by_label("From").fill("19:00")
    page.get_by_label("To", exact=True).fill("21:00")
    page.keyboard.press("Enter")
    expect(proposed_block(early, "Report")).to_contain_text("19:00 – 20:00")


def test_find_a_time_lists_slots_and_schedules_the_chosen_one(early):
    page = early.has("Report #work 1h").page
    for key in ("g", "l", "j", "i"):
        page.keyboard.press(key)
    slots = page.get_by_role("dialog", name="Find a time for Report")
    slots.get_by_role("listitem").first.wait_for()
    assert violations(page) == []
    slots.get_by_role("listitem").first.get_by_role("button").click()
    early.settles()
    early.knows("/tasks", lambda tasks: tasks[0]["scheduled_time"])
    page.keyboard.press("z")
    early.knows("/tasks", lambda tasks: tasks[0]["scheduled_time"] is None)


def test_applying_an_outdated_proposal_shows_a_new_one(early):
    early.has("Report #work 1h", "Sweep #home 15m")
    sheet = request_plan(early)
    expect(proposed_blocks(early)).to_have_count(2)
    early.api("PATCH", f"/tasks/{early.task('Report')['id']}", {"duration": 120})
    sheet.get_by_role("button", name="Apply 2 changes").click()
    expect(sheet.locator(".notice")).to_be_visible()
    expect(proposed_blocks(early)).to_have_count(2)
    sheet.get_by_role("button", name="Apply 2 changes").click()
    early.settles()
    assert all(times(early, "Report", "Sweep"))
    early.complaints[:] = [line for line in early.complaints if "409" not in line]


def test_a_missed_block_offers_a_replan_and_changes_nothing(early):
    early.has("Report #work 30m today 0:30")
    offer = early.page.locator(".offer")
    expect(offer).to_be_visible()
    assert times(early, "Report") == ["00:30:00"]
    offer.get_by_role("button", name="Replan").click()
    expect(proposed_block(early, "Report")).to_be_visible()


def test_planning_an_empty_day_changes_nothing(early):
    early.has()
    sheet = request_plan(early)
    expect(sheet).to_contain_text("Nothing needs to change")
    sheet.get_by_role("button", name="Close").click()
    expect(sheet).to_have_count(0)


def test_planning_offline_shows_an_error(early):
    page = early.has("Report #work 1h").page
    page.context.set_offline(True)
    page.get_by_role("button", name="Plan my day", exact=True).click()
    early.says("Planning needs a connection to the server")
    page.context.set_offline(False)
    early.complaints.clear()


def test_dragging_a_chunk_leaves_the_others_in_place(early):
    early.has("Report #work 3h")
    chunks = [{"date": today(), "time": time, "minutes": 60} for time in ("11:00", "14:00")]
    early.api("PATCH", f"/tasks/{early.task('Report')['id']}", {"chunks": chunks})
    early.opens()
    expect(scheduled_block(early, "Report")).to_have_count(2)
    x, y = early.point(16)
    early.drags(scheduled_block(early, "Report (2/2)"), (x, y + 30))
    early.settles()
    start_times = [chunk["time"][:5] for chunk in early.task("Report")["chunks"]]
    assert start_times == ["11:00", "16:00"]


def test_block_and_panel_say_how_much_of_a_task_is_planned(early):
    page = early.has("Thesis #work 3h").page
    chunk = {"date": today(), "time": "11:00", "minutes": 95, "by": "plan"}
    early.api("PATCH", f"/tasks/{early.task('Thesis')['id']}", {"chunks": [chunk]})
    early.opens()
    block = scheduled_block(early, "Thesis")
    expect(block).to_contain_text("95 of 180 min")
    expect(block).to_have_attribute(
        "aria-label", re.compile("^Thesis, 95 of 180 min, 11:00 to 12:35")
    )
    x, y = early.point(16)
    early.drags(block, (x, y + 30))
    early.settles()
    task = early.task("Thesis")
    ((moved, minutes),) = [(chunk["time"], chunk["minutes"]) for chunk in task["chunks"]]
    assert moved > "15"
    assert (minutes, task["duration"]) == (95, 180)

    scheduled_block(early, "Thesis").click()
    expect(page.get_by_text("1h 35m planned, 1h 25m left to plan")).to_be_visible()


def test_discarding_a_proposal_restores_the_focus(early):
    page = early.has("Report #work 1h").page
    request_plan(early)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Plan my day", exact=True)).to_be_focused()


def test_the_panel_saves_deadline_type_and_chunk_limits(early):
    page = early.has("Report #work 3h").page
    early.row("Report").click()
    page.get_by_label("Deadline", exact=True).fill(today(3))
    page.keyboard.press("Tab")
    page.get_by_role("radio", name="Soft").click()
    page.get_by_label("Pieces", exact=True).select_option("Can be split into pieces")
    page.get_by_label("Shortest piece").fill("45m")
    page.get_by_label("Longest piece").fill("2h")
    page.keyboard.press("Tab")
    early.settles()
    task = early.task("Report")
    assert (task["deadline_hard"], task["chunk_min"], task["chunk_max"]) == (False, 45, 120)


def test_a_timer_can_be_started_and_stopped(early):
    page = early.has("Report #work 3h").page
    early.row("Report").click()
    page.get_by_role("button", name="Start timer").click()
    page.locator("aside.panel").get_by_role("button", name="Stop timer").click()
    expect(page.get_by_role("button", name="Start timer")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_proposal_has_no_accessibility_violations(site, size, theme):
    width, height, touch = SIZES[size]
    with site.person(width=width, height=height, touch=touch, color_scheme=theme) as person:
        set_morning(person).has("Report #work 1h", "Call #home today 23:00", "Sweep #home 15m")
        request_plan(person)
        assert violations(person.page) == []


def test_a_week_can_be_planned_on_a_phone(phone):
    set_morning(phone).has("Report #work 1h", "Sweep #home 15m").opens("/week/")
    page = phone.page
    page.get_by_role("button", name="More").tap()
    page.get_by_role("button", name="Search").tap()
    page.keyboard.type("plan my week")
    page.keyboard.press("Enter")
    sheet = page.get_by_role("complementary", name="Proposal")
    apply = sheet.get_by_role("button", name="Apply 2 changes")
    assert apply.bounding_box()["height"] >= 44
    apply.tap()
    phone.settles()
    assert all(times(phone, "Report", "Sweep"))


@pytest.mark.parametrize("hour", [13, 23])
@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_the_first_proposed_block_is_visible_above_the_sheet_on_a_phone(phone, hour, motion):
    phone.page.emulate_media(reduced_motion=motion)
    late = [[[hour * 60, 24 * 60]]] * 7
    set_morning(phone).api("PATCH", "/me/preferences", {"working_hours": late})
    sheet = request_plan(phone.has("Report #work 1h"))
    hours = phone.page.locator(".hours").bounding_box()
    first = proposed_block(phone, "Report").bounding_box()
    assert hours["y"] <= first["y"]
    assert first["y"] + first["height"] <= sheet.bounding_box()["y"]
