"""`python -m tests.browser.shots`: write screenshots of every page to var/shots."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.planner import Person, Site
from tests.faults.machine import ROOT, Machine

OUT = ROOT / "var/shots"
SIZES = {"desk": (1440, 900, False), "phone": (390, 844, True)}
PAGES = {
    "today": "/",
    "upcoming": "/upcoming/",
    "week": "/week/",
    "all": "/all/",
    "domain": "/domains/{domain}/",
    "trash": "/trash/",
    "thoughts": "/thoughts/",
    "welcome-zone": "/welcome/zone/",
    "welcome-hours": "/welcome/hours/",
    "welcome-domains": "/welcome/domains/",
    "welcome-tasks": "/welcome/tasks/",
    "settings-planning": "/settings/planning/",
    "settings-appearance": "/settings/appearance/",
    "settings-domains": "/settings/domains/",
    "settings-domain": "/settings/domains/{domain}/",
    "settings-domain-hours": "/settings/domains/{domain}/hours/",
    "settings-domain-archive": "/settings/domains/{domain}/archive/",
    "settings-labels": "/settings/labels/",
    "settings-away": "/settings/away/",
    "settings-account": "/settings/account/",
    "settings-close": "/settings/account/close/",
    "account-email": "/accounts/email/",
    "offline": "/offline",
    "not-found": "/nowhere",
}
OUTSIDE = {"sign-in": "/accounts/login/", "sign-up": "/accounts/signup/"}
DOMAINS = {"Work": "#3b6fd8", "Studio": "#d9573b", "Home": "#c08a1e", "Health": "#2f9e5b"}
DAY = """Ship the billing migration #work !high ?brain by +3d
  Write the rollback runbook !high 45m today 11:30
  Dry run on staging !high ?brain
    Compare totals with the finance sheet 30m
  Announce the maintenance window ?auto 15m !mid
Review the search ranking branch #work !mid 40m today 16:15
Reply to Marta about the contract #work ?auto 15m !mid by today @mail
Track down the flaky login test #work ?brain 1h !mid
Kerning pass on the specimen #studio ?brain 1h15m tomorrow 14:00
Renew the parking permit #home ?auto 20m today
Water plants #home ?auto 10m every 2 days 8:00
Ten minutes of mobility #health ?auto 10m every day 7:30
Design review #work 1h today 10:00
Book the dentist #health ?auto 5m !high
Idea: postcards as thank-you
Ask Ines about the studio key"""


def main() -> int:
    if CHROMIUM is None:
        sys.stderr.write("Chromium is not installed.\n")
        return 1
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with TemporaryDirectory() as home, sync_playwright() as playwright:
        machine = Machine(Path(home))
        machine.env |= {"DJANGO_SETTINGS_MODULE": "whendoist.settings"}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with machine.web() as web:
            take_all(Site(browser, web.url(""), machine))
        browser.close()
        machine.postgres.leave()
    sys.stdout.write(f"{len(list(OUT.glob('*.png')))} pictures in {OUT}\n")
    return 0


def take_all(site: Site) -> None:
    for size, (width, height, touch) in SIZES.items():
        for theme in ("light", "dark"):
            options: dict[str, Any] = {
                "width": width,
                "height": height,
                "touch": touch,
                "color_scheme": theme,
            }
            with site.person(**options) as person:
                take_inside(person, f"{size}-{theme}")
            with site.context(**options) as context:
                page = context.new_page()
                for name, path in OUTSIDE.items():
                    page.goto(path)
                    page.screenshot(path=OUT / f"{name}-{size}-{theme}.png")


def take_inside(person: Person, suffix: str) -> None:
    for name, colour in DOMAINS.items():
        patch = person.api("POST", "/domains", {"name": name, "colour": colour})
    person.api("POST", "/labels", {"name": "mail"})
    person.api("POST", "/quickadd", {"text": DAY})
    page = person.page
    for name, path in PAGES.items():
        page.goto(path.format(domain=patch["domains"][0]["id"]))
        page.wait_for_load_state("networkidle" if name == "offline" else "load")
        page.wait_for_timeout(700)
        page.screenshot(path=OUT / f"{name}-{suffix}.png")
    person.opens()
    person.row("Ship the billing migration").click()
    page.wait_for_timeout(700)
    page.screenshot(path=OUT / f"panel-{suffix}.png")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Plan my day", exact=True).click()
    page.locator(".proposal footer").wait_for()
    page.wait_for_timeout(400)
    page.screenshot(path=OUT / f"proposal-{suffix}.png")
    page.get_by_role("button", name="Discard").click()
    for name, key in {"palette": "Control+k", "help": "?"}.items():
        page.keyboard.press(key)
        page.wait_for_timeout(400)
        page.screenshot(path=OUT / f"{name}-{suffix}.png")
        page.keyboard.press("Escape")
    page.goto("/week/")  # last: the calendar stays a week
    page.wait_for_timeout(700)
    page.screenshot(path=OUT / f"week-{suffix}.png")


if __name__ == "__main__":
    raise SystemExit(main())
