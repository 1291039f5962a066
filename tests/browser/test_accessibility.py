"""Accessibility: axe reports no violation on any page, in both themes and on both devices."""

from __future__ import annotations

import pytest

from tests.faults.machine import ROOT
from tests.lanes import BIG

SIZES = {"desk": (1440, 900, False), "phone": (390, 844, True)}
PLANNER = ["/", "/upcoming/", "/all/", "/week/", "/thoughts/", "/trash/"]
PLAIN = [
    *(f"/welcome/{step}/" for step in ("zone", "hours", "domains", "tasks")),
    *(f"/settings/{name}/" for name in ("planning", "appearance", "domains", "labels", "account")),
    "/settings/away/",
    *(f"/settings/calendars/{name}" for name in ("", "subscribe/", "caldav/", "sharing/")),
    *(f"/settings/calendars/help/{name}" for name in ("", "microsoft-365/")),
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
    "/settings/account/close/",
    "/offline",
    "/nowhere",
]
OUTSIDE = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]
DAY = [
    "Ship the billing migration #work !high ?brain by 2026-01-05",
    "  Write the runbook 45m today 11:30",
    "Reply to Marta #work ?auto 15m @mail",
    "Water plants #home today every day 8:00",
    "Renew the permit #home today",
    "Buy bulbs",
]


def violations(page) -> list[str]:
    page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text())
    result = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{violation['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


# On a push every size and every theme once, at night all pairs.
PAIRS = [f"{size}-{theme}" for size in SIZES for theme in ("light", "dark")]
PAIRS = PAIRS if BIG else ["desk-light", "phone-dark"]


@pytest.fixture(params=PAIRS)
def person(site, request):
    size, theme = request.param.split("-")
    width, height, touch = SIZES[size]
    with site.person(width=width, height=height, touch=touch, color_scheme=theme) as person:
        yield person


def pages_of(person) -> list[str]:
    """Return the pages of a domain, a label, a task and a day."""
    task = person.task("Ship the billing migration")
    label = person.api("POST", "/labels", {"name": "errand"})["labels"][0]["id"]
    return [
        f"/domains/{task['domain_id']}/",
        f"/labels/{label}/",
        f"/tasks/{task['id']}/",
        "/day/2030-02-03/",
    ]


def test_planner_pages_have_no_accessibility_violations(person):
    person.has(*DAY)
    for path in [*PLANNER, *pages_of(person)]:
        person.opens(path)
        assert violations(person.page) == [], path


def test_pages_of_domains_labels_tasks_and_days_have_no_accessibility_violations(person):
    person.api("POST", "/labels", {"name": "mail"})
    person.has(*DAY)
    task = person.task("Reply to Marta")
    day = person.api("GET", "/planner?first=2026-01-01&last=2026-01-02")["today"]
    paths = (f"/domains/{task['domain_id']}/", f"/labels/{task['labels'][0]}/", f"/day/{day}/")
    for path in (*paths, f"/tasks/{task['id']}/"):
        person.opens(path)
        assert violations(person.page) == [], path


def test_dialogs_and_the_panel_have_no_accessibility_violations(person):
    page = person.has(*DAY).page
    row = person.row("Ship the billing migration")
    row.click()
    page.get_by_label("Title", exact=True).wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Repeat", exact=True).click()
    page.locator(".rule-preview").wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Close").click()
    for key in ("Control+k", "?", "m"):
        row.focus()
        page.keyboard.press(key)
        page.locator("dialog[open]").wait_for()
        assert violations(page) == [], key
        page.keyboard.press("Escape")
        page.locator("dialog[open]").wait_for(state="detached")


def test_settings_and_account_pages_have_no_accessibility_violations(person):
    # The offline page reloads as soon as the server responds.
    person.page.route("**/health", lambda route: route.abort())
    for path in PLAIN:
        person.page.goto(path)
        assert violations(person.page) == [], path


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_signed_out_pages_have_no_accessibility_violations(site, theme):
    with site.context(color_scheme=theme) as context:
        page = context.new_page()
        for path in OUTSIDE:
            page.goto(path)
            assert violations(page) == [], path


# Measures how far from its centre an element responds to a finger, including its hit area.
TOO_SMALL = """async ([scope, least]) => {
  const reach = (el, dx, dy) => {
    const { left, top, width, height } = el.getBoundingClientRect();
    let steps = 0;
    const hit = () => document.elementFromPoint(
      left + width / 2 + dx * (steps + 0.5), top + height / 2 + dy * (steps + 0.5));
    while (steps <= least && (el.contains(hit()) || el.closest("label")?.contains(hit()))) steps++;
    return steps;
  };
  const small = [];
  for (const el of document.querySelectorAll("button, a, input, select, textarea, summary")) {
    if (!el.closest(scope) || !el.checkVisibility({ visibilityProperty: true })) continue;
    if (getComputedStyle(el).pointerEvents === "none") continue;
    el.focus({ preventScroll: true });
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
    el.scrollIntoView({ block: "center", inline: "nearest" });
    const wide = reach(el, -1, 0) + reach(el, 1, 0);
    const high = reach(el, 0, -1) + reach(el, 0, 1);
    if (wide < least || high < least) small.push(`${wide}×${high} ${el.outerHTML.slice(0, 120)}`);
  }
  return small;
}"""
FINGER = 44


def small(page, scope: str) -> str:
    return "\n".join(page.evaluate(TOO_SMALL, [scope, FINGER]))


@pytest.mark.parametrize("size", [(390, 844), (1180, 820)], ids=["phone", "tablet"])
def test_targets_are_large_enough_for_a_finger(site, size):
    width, height = size
    with site.person(width=width, height=height, touch=True) as person:
        page = person.has(*DAY, "Yesterday #home yesterday").page
        person.row("Write the runbook").wait_for()
        assert small(page, ".list, .tabs, .side, .skip") == ""
        page.locator(".quick input").focus()
        page.keyboard.type("Rent #home 15m")
        page.locator(".quick .chip").nth(1).wait_for()
        assert small(page, ".quick") == ""
        person.opens()
        page.get_by_text("Ship the billing migration", exact=True).tap()
        page.get_by_label("Title", exact=True).wait_for()
        assert small(page, ".panel") == ""
        person.opens("/thoughts/")
        assert small(page, ".thoughts") == ""


def test_reduced_motion_is_respected(alice):
    alice.has("Rent #home today 10:00")
    seconds = alice.block("Rent").evaluate("el => getComputedStyle(el).animationDuration")
    assert seconds == "0s"


# Lists rows and controls that the pointer cannot reach, because they are outside the window or
# behind another element, and elements other than the calendar that scroll sideways.
CUT_OFF = """(scope) => {
  const cut = [];
  for (const el of document.querySelectorAll("button, a, input, select, textarea, summary, .row")) {
    if (!el.closest(scope) || !el.checkVisibility({ visibilityProperty: true })) continue;
    if (el.matches(".skip, .sr, .sr *") || getComputedStyle(el).pointerEvents === "none") continue;
    el.scrollIntoView({ block: "center", inline: "nearest" });
    const { left, top, width, height } = el.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    const whole = left >= 0 && left + width <= innerWidth;
    const reached = el.contains(hit) || hit?.closest("label")?.contains(el);
    if (!whole || !reached) cut.push(el.outerHTML.slice(0, 120));
  }
  for (const el of document.querySelectorAll("*")) {
    if (el.closest(".calendar") || !el.checkVisibility({ visibilityProperty: true })) continue;
    const scrolls = el === document.documentElement ||
      ["auto", "scroll"].includes(getComputedStyle(el).overflowX);
    if (scrolls && el.scrollWidth > el.clientWidth && el.clientWidth)
      cut.push(`scrolls sideways: ${el.cloneNode().outerHTML.slice(0, 120)}`);
  }
  return cut;
}"""
SMALL_WINDOWS = {
    # 1440 × 900 pixels at a zoom of 200 % (WCAG 1.4.4)
    "200 %": {"width": 720, "height": 450, "device_scale_factor": 2},
    # 1280 × 1024 pixels at a zoom of 400 % (WCAG 1.4.10)
    "400 %": {"width": 320, "height": 256, "device_scale_factor": 4},
    "phone on its side": {"width": 844, "height": 390, "touch": True},
}


@pytest.fixture(params=SMALL_WINDOWS)
def cramped(site, request):
    """A person with a small window."""
    with site.person(**SMALL_WINDOWS[request.param]) as person:
        yield person.has(*DAY)


def test_planner_pages_are_not_cut_off_in_small_windows(cramped):
    for path in PLANNER:
        cramped.opens(path)
        assert cramped.page.evaluate(CUT_OFF, "body") == [], path
        assert violations(cramped.page) == [], path


def test_the_calendar_is_not_cut_off_in_small_windows(cramped):
    page = cramped.page
    page.get_by_role("button", name="Calendar", exact=True).click()
    for view in page.get_by_role("radiogroup", name="Calendar view").get_by_role("radio").all():
        view.click()
        assert page.evaluate(CUT_OFF, ".calendar-head, .day-names, .lanes, .tabs") == []
        hours = page.locator(".hours, .month")
        hours.scroll_into_view_if_needed()
        assert hours.bounding_box()["height"] >= 150


def test_quick_add_is_not_cut_off_in_small_windows(cramped):
    page = cramped.page
    page.get_by_role("button", name="Add a task", exact=True).click()
    page.keyboard.type("Rent #home 15m")
    page.locator(".quick .chip").nth(1).wait_for()
    assert page.evaluate(CUT_OFF, ".quick") == []


def test_the_panel_and_dialogs_are_not_cut_off_in_small_windows(cramped):
    page = cramped.page
    cramped.row("Ship the billing migration").click()
    page.get_by_role("button", name="Repeat", exact=True).click()
    page.locator(".rule-preview").wait_for()
    assert page.evaluate(CUT_OFF, ".panel") == []
    page.get_by_role("button", name="Close").click()
    for key in ("Control+k", "Control+/", "m"):
        cramped.row("Ship the billing migration").focus()
        page.keyboard.press(key)
        page.locator("dialog[open]").wait_for()
        assert page.evaluate(CUT_OFF, "dialog") == [], key
        page.keyboard.press("Escape")


def test_the_account_menu_is_not_cut_off_in_small_windows(cramped):
    cramped.page.get_by_role("button", name="More", exact=True).click()
    assert cramped.page.evaluate(CUT_OFF, ".account-menu") == []


def test_the_proposal_is_not_cut_off_in_small_windows(cramped):
    page = cramped.page
    page.get_by_role("button", name="Plan my day", exact=True).click()
    page.locator(".proposal footer").wait_for()
    assert page.evaluate(CUT_OFF, ".proposal") == []
    assert violations(page) == []


def test_settings_and_account_pages_are_not_cut_off_in_small_windows(cramped):
    for path in PLAIN:
        cramped.page.goto(path)
        assert cramped.page.evaluate(CUT_OFF, "body") == [], path
