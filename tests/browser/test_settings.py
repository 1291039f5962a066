"""The settings and the introduction: mouse, keyboard, phone, and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import PAIRS, SIZES, violations

SETTINGS = [
    "/settings/planning/",
    "/settings/appearance/",
    "/settings/domains/",
    "/settings/labels/",
    "/settings/account/",
    "/settings/account/close/",
]
WELCOME = ["/welcome/zone/", "/welcome/hours/", "/welcome/domains/", "/welcome/tasks/"]


def settle_in(person) -> int:
    """Domains, labels and tasks; returns the id of a domain with a task."""
    for name in ("Work", "Home", "Health"):
        person.api("POST", "/domains", {"name": name})
    person.api("POST", "/labels", {"name": "errand"})
    person.api("POST", "/quickadd", {"text": "Write the report #work"})
    return person.api("GET", "/domains")[0]["id"]


def preferences(person) -> dict:
    return person.api("GET", "/me")["preferences"]


def order(page) -> list[str]:
    return page.locator(".rows").first.locator(".name").all_inner_texts()


def section(page, title: str):
    return page.get_by_role("region", name=title)


@pytest.fixture(params=PAIRS)
def person(site, request):
    size, theme = request.param.split("-")
    width, height, touch = SIZES[size]
    with site.person(width=width, height=height, touch=touch, color_scheme=theme) as person:
        yield person
        assert person.complaints == []


def test_settings_and_introduction_have_no_accessibility_violations(person):
    domain = settle_in(person)
    domain_pages = [f"/settings/domains/{domain}/{page}" for page in ("", "hours/", "archive/")]
    for path in SETTINGS + domain_pages + WELCOME:
        person.page.goto(path)
        assert violations(person.page) == [], path


def test_form_errors_have_no_accessibility_violations(person):
    page = person.page
    page.goto("/settings/planning/")
    planner = section(page, "Planner")
    planner.get_by_label("Days to plan ahead").fill("99")
    planner.get_by_role("button", name="Save").click()
    expect(planner.get_by_text("Choose 1 to 60 days.")).to_be_visible()
    assert violations(page) == []


def test_a_settings_section_is_saved_without_a_reload(alice):
    page = alice.page
    page.goto("/settings/planning/")
    planner = section(page, "Planner")
    planner.get_by_label("Days to plan ahead").fill("14")
    page.evaluate("window.stays = true")
    planner.get_by_role("button", name="Save").press("Enter")

    expect(planner.get_by_text("Saved")).to_be_visible()
    expect(page.locator("[data-announcement]")).to_have_text("Saved")
    expect(planner.get_by_role("button", name="Save")).to_be_focused()
    assert page.evaluate("window.stays")
    assert preferences(alice)["planning_days"] == 14
    planner.get_by_label("Days to plan ahead").fill("15")
    expect(planner.get_by_text("Saved")).to_have_count(0)


def test_the_sample_day_follows_what_the_person_types(alice):
    page = alice.page
    page.goto("/settings/planning/")
    day = section(page, "Your day")
    expect(day.get_by_text("up to 5h 45m of 7h 15m free time")).to_be_visible()
    day.get_by_label("Share of free time to plan").fill("50")
    expect(day.get_by_text("up to 3h 35m of 7h 15m free time")).to_be_visible()
    day.get_by_label("Lunch", exact=True).fill("0")
    expect(day.get_by_text("up to 4h of 8h free time")).to_be_visible()
    assert preferences(alice)["plan_share"] == 80

    day.get_by_role("button", name="Save").click()
    expect(day.get_by_text("Saved")).to_be_visible()
    day.get_by_label("Break after").fill("0")
    expect(day.get_by_text("A break of")).to_have_count(0)
    assert preferences(alice)["plan_share"] == 50


def test_a_form_error_is_shown_beside_the_focused_field(alice):
    page = alice.page
    page.goto("/settings/planning/")
    planner = section(page, "Planner")
    planner.get_by_label("Days to plan ahead").fill("99")
    planner.get_by_role("button", name="Save").click()

    field = planner.get_by_label("Days to plan ahead")
    expect(field).to_be_focused()
    expect(field).to_have_value("99")
    expect(field).to_have_accessible_description(
        "How many days ahead the planner schedules tasks. Choose 1 to 60 days."
    )
    expect(page.locator("[data-announcement]")).to_have_text("Choose 1 to 60 days.")


def test_settings_edited_offline_stay_in_the_form(alice):
    page = alice.page
    page.goto("/settings/planning/")
    planner = section(page, "Planner")
    planner.get_by_label("Days to plan ahead").fill("21")
    page.context.set_offline(True)
    planner.get_by_role("button", name="Save").click()
    expect(planner.get_by_text("You're offline. Nothing was saved")).to_be_visible()
    page.context.set_offline(False)
    planner.get_by_role("button", name="Save").click()

    expect(planner.locator("[data-saved]")).to_have_text("Saved")
    assert preferences(alice)["planning_days"] == 21
    alice.complaints.clear()  # Chromium reports the broken request itself


@pytest.mark.parametrize("device", ["alice", "phone"])
def test_first_tasks_show_what_quick_add_reads(device, request):
    person = request.getfixturevalue(device)
    page = person.page
    page.goto("/welcome/tasks/")
    page.get_by_label("One task per line").fill("Tidy 30m fri 9:00\n  Dust 31 feb")
    lines = page.locator("first-tasks li")
    expect(lines.nth(0)).to_contain_text("Tidy")
    expect(lines.nth(0).locator(".chip").first).to_have_text("30m")
    expect(lines.nth(1)).to_contain_text("“31 feb” is not a valid date.")
    assert violations(page) == []
    page.get_by_role("button", name="Show my day").click()
    page.wait_for_url("**/")
    assert person.task("Tidy")["scheduled_time"] == "09:00:00"


def test_the_time_zone_of_the_browser_is_applied_with_one_click(alice):
    alice.api("PATCH", "/me/preferences", {"time_zone": "Asia/Tokyo"})
    page = alice.page
    page.goto("/settings/planning/")
    zones = section(page, "Time zones")
    expect(zones.get_by_text("Your browser uses Europe/Berlin.")).to_be_visible()
    zones.get_by_role("button", name="Use it").click()

    expect(zones.get_by_text("Saved")).to_be_visible()
    expect(zones.get_by_text("Your browser uses")).to_have_count(0)
    assert preferences(alice)["time_zone"] == "Europe/Berlin"


def test_a_time_zone_can_be_searched_by_city(alice):
    page = alice.page
    page.goto("/settings/planning/")
    zones = section(page, "Time zones")
    search = zones.get_by_role("searchbox", name="Second time zone")
    chosen = zones.get_by_label("Second time zone", exact=True)
    search.fill("são paulo")
    expect(chosen).to_have_value("America/Sao_Paulo")
    search.fill("nowhere")
    expect(page.locator("[data-announcement]")).to_have_text("No time zone matches.")
    search.fill("")
    expect(chosen).to_have_value("")


def test_working_hours_can_be_added_removed_and_copied(alice):
    page = alice.page
    page.goto("/settings/planning/")
    hours = section(page, "Working hours")
    monday = hours.get_by_role("group", name="Monday")
    monday.get_by_role("button", name="Remove these hours").click()
    monday.get_by_text("Add hours").click()
    begins = monday.get_by_role("textbox", name="from")
    expect(begins).to_be_focused()
    begins.fill("22:00")
    monday.get_by_role("textbox", name="until").fill("02:00")
    expect(monday.get_by_text("next day").first).to_be_visible()
    hours.get_by_role("button", name="Copy Monday to all weekdays").click()

    expect(hours.get_by_text("Saved")).to_be_visible()
    assert preferences(alice)["working_hours"] == [*[[[1320, 1560]]] * 5, [], []]


def test_enter_in_a_working_hour_saves_without_copying(alice):
    page = alice.page
    page.goto("/settings/planning/")
    hours = section(page, "Working hours")
    begins = hours.get_by_role("textbox", name="Monday from")
    begins.fill("08:00")
    begins.press("Enter")

    expect(hours.get_by_text("Saved")).to_be_visible()
    assert preferences(alice)["working_hours"][:2] == [[[480, 1020]], [[540, 1020]]]


def test_a_theme_applies_at_once(alice):
    page = alice.page
    page.goto("/settings/appearance/")
    page.get_by_label("Dark").check()
    section(page, "Theme").get_by_role("button", name="Save").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert preferences(alice)["theme"] == "dark"


def test_a_domain_can_be_moved_by_keyboard_and_the_move_undone(alice):
    settle_in(alice)
    page = alice.page
    page.goto("/settings/domains/")
    button = page.get_by_role("button", name="Move Health up")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".rows li").nth(1)).to_contain_text("Health")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".rows li").nth(0)).to_contain_text("Health")

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.").first).to_be_visible()
    assert order(page) == ["Work", "Health", "Home"]


def test_archiving_a_domain_moves_its_tasks_and_can_be_undone(alice):
    domain = settle_in(alice)
    page = alice.page
    page.goto("/settings/domains/")
    page.get_by_role("link", name="Archive Work").click()
    expect(page.get_by_text("This domain has 1 open task.")).to_be_visible()
    page.get_by_label("Move them to another domain").check()
    page.get_by_label("To", exact=True).select_option("Home")
    page.get_by_role("button", name="Archive Work").click()

    assert order(page) == ["Home", "Health"]
    assert alice.task("Write the report")["domain_id"] != domain
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.").first).to_be_visible()
    assert order(page) == ["Work", "Home", "Health"]
    assert alice.task("Write the report")["domain_id"] == domain


def test_a_label_can_be_renamed_in_its_row(alice):
    settle_in(alice)
    page = alice.page
    page.goto("/settings/labels/")
    page.get_by_label("Name of errand").fill("shop")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Label renamed.").first).to_be_visible()
    expect(page.get_by_label("Name of shop")).to_be_focused()


def test_the_introduction_can_be_completed_by_keyboard(alice):
    page = alice.page
    page.goto("/welcome/")
    for step in WELCOME[:3]:
        page.wait_for_url(f"**{step}")
        page.locator("main").get_by_role("button", name="Continue").press("Enter")
    page.get_by_label("One task per line").press_sequentially("Call Grandma #home 15m\nBuy bulbs")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(alice.row("Call Grandma")).to_be_visible()
    expect(page.locator(".side [data-place]")).to_have_count(3)


def test_settings_and_introduction_work_without_javascript(site):
    with site.person(java_script_enabled=False) as person:
        page = person.page
        page.goto("/welcome/zone/")
        page.get_by_label("Time zone").select_option("Asia/Tokyo")
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("group", name="Saturday").get_by_text("Add hours").click()
        page.get_by_label("Saturday from").fill("10:00")
        page.get_by_label("Saturday until").fill("12:00")
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("Other areas").fill("Garden")
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("One task per line").fill("Sow beans #garden")
        page.get_by_role("button", name="Show my day").click()
        page.goto("/settings/domains/")
        page.get_by_role("button", name="Move Garden up").click()
        expect(page.get_by_text("Domain moved.")).to_be_visible()
        page.goto("/settings/planning/")
        section(page, "Planner").get_by_label("Days to plan ahead").fill("30")
        section(page, "Planner").get_by_role("button", name="Save").click()
        expect(section(page, "Planner").get_by_text("Saved")).to_be_visible()

        saved = preferences(person)
        assert (saved["time_zone"], saved["planning_days"]) == ("Asia/Tokyo", 30)
        assert saved["working_hours"][5] == [[600, 720]]


def test_settings_and_introduction_fit_a_narrow_window(site):
    with site.person(width=320, height=640) as person:
        domain = settle_in(person)
        for path in [*SETTINGS, f"/settings/domains/{domain}/archive/", *WELCOME]:
            person.page.goto(path)
            wide = person.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 320, path


def test_targets_are_large_enough_for_a_finger(phone):
    settle_in(phone)
    for path in SETTINGS + WELCOME:
        phone.page.goto(path)
        small = phone.page.evaluate(
            """() => [...document.querySelectorAll("button, main a, nav a, input, select, summary")]
              .filter((el) => el.checkVisibility() && !el.closest("label, .choice"))
              .filter((el) => el.type !== "range" && el.getBoundingClientRect().height < 44)
              .map((el) => el.outerHTML.slice(0, 100))"""
        )
        assert small == [], path
