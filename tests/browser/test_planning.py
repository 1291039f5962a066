"""The planner on the page: proposals, reasons, places for one task, days that slip."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import SIZES, findings

ALL_DAY = [[[0, 1440]]] * 7
MORNING = 9  # the hour it is for everybody here, so that there is a day left to plan


def zone() -> str:
    ahead = (MORNING - datetime.now(UTC).hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def today(days: int = 0) -> str:
    ahead = (MORNING - datetime.now(UTC).hour + 11) % 24 - 11
    return (datetime.now(UTC) + timedelta(hours=ahead, days=days)).date().isoformat()


def in_the_morning(person):
    person.api("PATCH", "/me/preferences", {"time_zone": zone(), "working_hours": ALL_DAY})
    return person


@pytest.fixture
def early(alice):
    """Alice in the morning of a day that she may work all through."""
    return in_the_morning(alice)


def proposes(person, button: str = "Plan my day"):
    """Ask for a plan; returns the list of what would change."""
    person.page.get_by_role("button", name=button, exact=True).click()
    sheet = person.page.get_by_role("complementary", name="Proposal")
    sheet.wait_for()
    return sheet


def ghost(person, title: str):
    return person.page.locator(".proposed", has_text=title)


def stands(person, title: str):
    """A block that is on the calendar, not only proposed."""
    return person.page.locator(".block:not(.proposed)", has_text=title)


def times(person, *titles: str) -> list[str | None]:
    return [person.task(title)["scheduled_time"] for title in titles]


def test_a_day_is_planned_but_for_what_is_rejected_and_undone_at_once(early):
    early.has("Report #work 1h !high", "Call Noor #home 30m", "Sweep #home 15m")
    sheet = proposes(early)
    expect(page_ghosts(early)).to_have_count(3)
    sheet.get_by_role("checkbox", name="Sweep").uncheck()
    expect(ghost(early, "Sweep")).to_have_class(re.compile("off"))
    sheet.get_by_role("button", name="Apply 2").click()
    early.says("Planned 2 tasks")
    expect(stands(early, "Report")).to_be_visible()
    expect(page_ghosts(early)).to_have_count(0)
    early.settles()
    assert all(times(early, "Report", "Call Noor"))
    assert times(early, "Sweep") == [None]

    early.page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(stands(early, "Report")).to_have_count(0)
    early.knows("/tasks", lambda tasks: not any(task["scheduled_time"] for task in tasks))


def page_ghosts(person):
    return person.page.locator(".proposed")


def test_a_plan_is_answered_without_a_mouse(early):
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
    expect(stands(early, title)).to_have_count(0)
    early.settles()
    page.keyboard.press("z")
    early.says("Undone")
    expect(page.locator(".block")).to_have_count(0)


def test_a_proposed_block_is_answered_on_the_calendar(early):
    page = early.has("Report #work 1h").page
    proposes(early)
    block = page.get_by_role("group", name=re.compile("^Report, .* to .*, added, accepted"))
    block.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("group", name=re.compile("added, rejected"))).to_be_focused()
    page.keyboard.press("Escape")
    early.says("discarded")
    expect(page_ghosts(early)).to_have_count(0)
    page.locator(".toast").get_by_role("button", name="Show again").click()
    expect(page_ghosts(early)).to_have_count(1)


def test_a_block_says_why_it_is_there(early):
    page = early.has("Report #work 1h !high", "Sweep #home 15m").page
    sheet = proposes(early)
    sheet.get_by_role("button", name="Why here? Report").click()
    why = page.get_by_role("dialog", name="Why: Report")
    expect(why.get_by_role("heading", name="Report")).to_be_focused()
    expect(why).to_contain_text("Elsewhere it would cost more")
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(why).to_have_count(0)
    expect(sheet).to_be_visible()


def test_what_is_left_out_says_what_would_make_room_and_does_it(early):
    page = early.has("Long report #work 4h").page
    early.api("PATCH", f"/tasks/{early.task('Long report')['id']}", {"deadline_date": today()})
    early.api("PATCH", "/me/preferences", {"working_hours": [[[600, 720]]] * 7})
    early.opens()
    sheet = proposes(early)
    sheet.get_by_role("button", name="Why not? Long report").click()
    why = page.get_by_role("dialog", name="Why: Long report")
    why.get_by_role("button", name="Do it, replan").first.click()
    expect(ghost(early, "Long report").first).to_be_visible()


def test_a_moved_block_shows_where_it_was(early):
    page = early.has(f"Report #work 1h today {MORNING + 2}:00").page
    page.get_by_role("button", name="More ways to plan").click()
    page.get_by_role("menuitem", name="Rest of the day off").click()
    page.get_by_role("complementary", name="Proposal").wait_for()
    expect(stands(early, "Report")).to_have_class(re.compile("leaving"))
    expect(stands(early, "Report")).to_have_attribute("aria-label", re.compile("would leave"))


def test_a_late_start_pushes_the_day(early):
    early.has(f"Report #work 1h today {MORNING + 1}:00")
    early.page.get_by_role("button", name="More ways to plan").click()
    early.page.get_by_role("menuitem", name="I am 60 min late").click()
    sheet = early.page.get_by_role("complementary", name="Proposal")
    expect(sheet).to_contain_text(f"was {MORNING + 1}:00")
    sheet.get_by_role("button", name="Apply 1").click()
    early.settles()
    assert times(early, "Report")[0] > f"{MORNING + 1}:00".zfill(5)


def test_a_range_that_is_drawn_or_typed_is_planned(early):
    page = early.has("Report #work 1h").page
    x, y = early.point(15)
    page.keyboard.down("Shift")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 110, steps=5)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(ghost(early, "Report")).to_contain_text("15:00 – 16:00")
    page.keyboard.press("Escape")

    page.keyboard.press("r")
    page.get_by_label("From").fill("19:00")
    page.get_by_label("To", exact=True).fill("21:00")
    page.keyboard.press("Enter")
    expect(ghost(early, "Report")).to_contain_text("19:00 – 20:00")


def test_when_could_i_do_this_offers_places_and_takes_one(early):
    page = early.has("Report #work 1h").page
    for key in ("g", "l", "j", "i"):
        page.keyboard.press(key)
    places = page.get_by_role("dialog", name="When could I do Report?")
    places.get_by_role("listitem").first.wait_for()
    assert findings(page) == []
    places.get_by_role("listitem").first.get_by_role("button").click()
    early.settles()
    early.knows("/tasks", lambda tasks: tasks[0]["scheduled_time"])
    page.keyboard.press("z")
    early.knows("/tasks", lambda tasks: tasks[0]["scheduled_time"] is None)


def test_where_the_world_has_changed_a_fresh_proposal_comes(early):
    early.has("Report #work 1h", "Sweep #home 15m")
    sheet = proposes(early)
    expect(page_ghosts(early)).to_have_count(2)
    early.api("PATCH", f"/tasks/{early.task('Report')['id']}", {"duration": 120})
    sheet.get_by_role("button", name="Apply 2").click()
    expect(sheet.locator(".notice")).to_be_visible()
    expect(page_ghosts(early)).to_have_count(2)
    sheet.get_by_role("button", name="Apply 2").click()
    early.settles()
    assert all(times(early, "Report", "Sweep"))
    early.complaints[:] = [each for each in early.complaints if "409" not in each]


def test_what_has_come_apart_is_offered_and_not_done(early):
    early.has("Report #work 30m today 0:30")
    offer = early.page.locator(".offer")
    expect(offer).to_be_visible()
    assert times(early, "Report") == ["00:30:00"]
    offer.get_by_role("button", name="Replan").click()
    expect(ghost(early, "Report")).to_be_visible()


def test_nothing_to_plan_is_said(early):
    early.has()
    sheet = proposes(early)
    expect(sheet).to_contain_text("Nothing to plan")
    sheet.get_by_role("button", name="Close").click()
    expect(sheet).to_have_count(0)


def test_without_a_network_planning_says_so(early):
    page = early.has("Report #work 1h").page
    page.context.set_offline(True)
    page.get_by_role("button", name="Plan my day", exact=True).click()
    early.says("Planning needs the server")
    page.context.set_offline(False)
    early.complaints.clear()


def test_one_of_several_chunks_is_dragged_alone(early):
    early.has("Report #work 3h")
    chunks = [{"date": today(), "time": time, "minutes": 60} for time in ("11:00", "14:00")]
    early.api("PATCH", f"/tasks/{early.task('Report')['id']}", {"chunks": chunks})
    early.opens()
    expect(stands(early, "Report")).to_have_count(2)
    x, y = early.point(16)
    early.drags(stands(early, "Report (2/2)"), (x, y + 30))
    early.settles()
    kept = [chunk["time"][:5] for chunk in early.task("Report")["chunks"]]
    assert kept == ["11:00", "16:00"]


def test_focus_goes_back_when_a_proposal_is_left(early):
    page = early.has("Report #work 1h").page
    proposes(early)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Plan my day", exact=True)).to_be_focused()


def test_the_panel_keeps_how_a_task_may_be_planned(early):
    page = early.has("Report #work 3h").page
    early.row("Report").click()
    page.get_by_label("Deadline", exact=True).fill(today(3))
    page.get_by_role("radio", name="Soft").click()
    page.get_by_label("May be done in several").check()
    page.get_by_label("At least").fill("45m")
    page.get_by_label("At most").fill("2h")
    page.keyboard.press("Tab")
    early.settles()
    task = early.task("Report")
    assert (task["deadline_hard"], task["chunk_min"], task["chunk_max"]) == (False, 45, 120)


def test_a_timer_runs_until_it_is_stopped(early):
    page = early.has("Report #work 3h").page
    early.row("Report").click()
    page.get_by_role("button", name="Start the timer").click()
    page.get_by_role("button", name="Stop the timer").click()
    expect(page.get_by_role("button", name="Start the timer")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_no_proposal_has_a_finding(site, size, theme):
    width, height, touch = SIZES[size]
    with site.person(width=width, height=height, touch=touch, color_scheme=theme) as person:
        in_the_morning(person).has("Report #work 1h", "Call #home today 23:00", "Sweep #home 15m")
        proposes(person)
        assert findings(person.page) == []


def test_a_week_is_planned_on_a_phone(phone):
    in_the_morning(phone).has("Report #work 1h", "Sweep #home 15m").opens("/week/")
    page = phone.page
    page.get_by_role("button", name="More").tap()
    page.get_by_role("button", name="Find or run").tap()
    page.keyboard.type("plan my week")
    page.keyboard.press("Enter")
    sheet = page.get_by_role("complementary", name="Proposal")
    apply = sheet.get_by_role("button", name="Apply 2")
    assert apply.bounding_box()["height"] >= 44
    apply.tap()
    phone.settles()
    assert all(times(phone, "Report", "Sweep"))


@pytest.mark.parametrize("hour", [13, 23])
@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_what_is_proposed_first_is_in_sight_above_the_sheet(phone, hour, motion):
    phone.page.emulate_media(reduced_motion=motion)
    late = [[[hour * 60, 24 * 60]]] * 7
    in_the_morning(phone).api("PATCH", "/me/preferences", {"working_hours": late})
    sheet = proposes(phone.has("Report #work 1h"))
    hours = phone.page.locator(".hours").bounding_box()
    first = ghost(phone, "Report").bounding_box()
    assert hours["y"] <= first["y"]
    assert first["y"] + first["height"] <= sheet.bounding_box()["y"]
