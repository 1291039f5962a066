"""Running late, finishing early, repair and the day's offer, with a mouse, keys and touch"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import SIZES, violations
from tests.browser.test_planning import (
    MORNING,
    request_plan,
    set_morning,
    times,
    today,
)


@pytest.fixture
def early(alice):
    return set_morning(alice)


@pytest.fixture
def early_phone(phone):
    return set_morning(phone)


def sheet_of(person):
    sheet = person.page.get_by_role("complementary", name="Proposal")
    sheet.wait_for()
    return sheet


def choose(person, name: str) -> None:
    """Choose an action of the planner's menu by touch or mouse."""
    tap = "tap" if person.page.evaluate("matchMedia('(pointer: coarse)').matches") else "click"
    getattr(person.page.get_by_role("button", name="More ways to plan"), tap)()
    getattr(person.page.get_by_role("menuitem", name=name), tap)()


def accepts(person, *lines: str, promises: tuple[str, ...] = ()) -> None:
    """Add tasks with blocks of an accepted plan, and others whose times the person set."""
    person.has(*lines, *promises)
    for title in (line.partition(" ")[0] for line in lines):
        fields = {"placed_by": "plan", "day_chosen": False}
        person.api("PATCH", f"/tasks/{person.task(title)['id']}", fields)
    person.opens()


CALL = f"Call #work 30m today {MORNING + 3}:00"
DENTIST = f"Dentist #home 30m today {MORNING + 3}:00"


def is_running(person) -> None:
    """Add a block in progress that began at the last full hour, and one after it."""
    accepts(person, f"Report #work 2h today {MORNING}:00", CALL)


def test_a_late_block_gets_longer_with_one_undo(early):
    is_running(early)
    choose(early, "I'm running late…")
    dialog = early.page.get_by_role("dialog", name="How late are you?")
    assert violations(early.page) == []
    dialog.get_by_text("1 hour").click()
    sheet = sheet_of(early)
    expect(sheet).to_contain_text(f"was {MORNING}:00 – {MORNING + 2}:00")
    sheet.get_by_role("button", name="Apply").click()
    early.settles()
    assert early.task("Report")["duration"] == 180
    assert times(early, "Call")[0] > f"{MORNING + 3}:00"
    early.page.keyboard.press("z")
    early.knows("/tasks", lambda tasks: 180 not in [task["duration"] for task in tasks])


def test_running_late_works_by_keyboard_with_any_number_of_minutes(early):
    is_running(early)
    page = early.page
    page.keyboard.press("ControlOrMeta+k")
    page.keyboard.type("running late")
    page.keyboard.press("Enter")
    page.get_by_role("spinbutton", name="Minutes").fill("25")
    page.keyboard.press("Enter")
    sheet_of(early)
    expect(page.locator("[aria-live]")).to_contain_text("moved")
    page.keyboard.press("Enter")
    early.settles()
    early.knows("/tasks", lambda tasks: 145 in [task["duration"] for task in tasks])


def test_running_late_on_a_phone_is_three_taps(early_phone):
    is_running(early_phone)
    choose(early_phone, "I'm running late…")
    choice = early_phone.page.get_by_role("dialog", name="How late are you?").get_by_text("45")
    assert choice.bounding_box()["height"] >= 44
    choice.tap()
    sheet = sheet_of(early_phone)
    sheet.get_by_role("button", name="Apply").tap()
    early_phone.settles()
    assert early_phone.task("Report")["duration"] == 165


@pytest.mark.parametrize("device", ["early", "early_phone"])
def test_finishing_early_completes_the_running_task_and_pulls_the_next_forward(device, request):
    person = request.getfixturevalue(device)
    is_running(person)
    choose(person, "I finished early")
    sheet = sheet_of(person)
    expect(sheet).to_contain_text(f"was {MORNING + 3}:00")
    sheet.get_by_role("button", name="Apply 1 change").click()
    person.settles()
    assert person.task("Report")["status"] == "completed"
    assert times(person, "Call")[0] < f"{MORNING + 3}:00"


@pytest.mark.parametrize("device", ["early", "early_phone"])
def test_the_rest_of_today_moves_to_later_days(device, request):
    person = request.getfixturevalue(device)
    accepts(person, CALL)
    choose(person, "The rest of today is gone")
    sheet_of(person).get_by_role("button", name="Apply 1 change").click()
    person.settles()
    assert person.task("Call")["scheduled_date"] > today()


@pytest.mark.parametrize("device", ["early", "early_phone"])
def test_an_early_finish_is_offered_in_one_line_with_one_button(device, request):
    person = request.getfixturevalue(device)
    is_running(person)
    person.api("POST", f"/tasks/{person.task('Report')['id']}/complete")
    person.opens()
    offer = person.page.locator(".offer")
    expect(offer).to_contain_text("Pull “Call” forward to")
    offer.get_by_role("button", name="Pull forward…").click()
    sheet_of(person).get_by_role("button", name="Apply 1 change").click()
    person.settles()
    assert times(person, "Call")[0] < f"{MORNING + 3}:00"
    expect(offer).to_have_count(0)


def test_a_dismissed_offer_gives_way_to_the_next(early):
    accepts(early, "Old #work 30m today 0:30", CALL, promises=(DENTIST,))
    offer = early.page.locator(".offer")
    expect(offer).to_contain_text("is at the same time as “Dentist”")
    assert violations(early.page) == []
    offer.get_by_role("button", name="Not now").click()
    expect(offer).to_contain_text("“Old” (00:30) is over but not done.")
    offer.get_by_role("button", name="Replan…").click()
    expect(sheet_of(early)).to_contain_text("Old")


def test_repair_of_the_menu_moves_only_what_collides(early):
    accepts(early, CALL, promises=(DENTIST,))
    choose(early, "Repair my plan")
    sheet = sheet_of(early)
    expect(sheet.locator("header")).to_contain_text("The time you set stays.")
    expect(sheet).to_contain_text("1 block stays")
    sheet.get_by_role("button", name="Apply 1 change").click()
    early.settles()
    assert times(early, "Dentist") == [f"{MORNING + 3}:00:00"]
    assert times(early, "Call") != [f"{MORNING + 3}:00:00"]


def test_a_task_that_fits_only_in_part_is_named(early):
    early.has("Thesis #work 3h")
    fields = {"deadline_date": today(), "chunk_min": 30, "impact": 1}
    early.api("PATCH", f"/tasks/{early.task('Thesis')['id']}", fields)
    hours = [[[(MORNING + 2) * 60, (MORNING + 4) * 60]]] * 7
    rules = {"lunch_minutes": 0, "break_after": 0, "plan_share": 100}
    early.api("PATCH", "/me/preferences", {"working_hours": hours, **rules})
    early.opens()
    sheet = request_plan(early)
    expect(sheet).to_contain_text("60 of 180 min of “Thesis” don't fit before midnight.")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_menu_and_the_offer_have_no_accessibility_violations(site, size, theme):
    width, height, touch = SIZES[size]
    with site.person(width=width, height=height, touch=touch, color_scheme=theme) as person:
        set_morning(person)
        accepts(person, "Old #work 30m today 0:30")
        expect(person.page.locator(".offer")).to_be_visible()
        person.page.get_by_role("button", name="More ways to plan").click()
        person.page.get_by_role("menuitem", name="Repair my plan").wait_for()
        assert violations(person.page) == []
