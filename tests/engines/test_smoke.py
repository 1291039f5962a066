"""The planner in Firefox and in WebKitGTK, because half of all phones run WebKit."""

from __future__ import annotations

import shutil

import pytest

from tests.engines.browser import ENTER, Browser
from tests.engines.firefox import PROGRAM as FIREFOX
from tests.engines.firefox import Firefox
from tests.engines.webkit import PROGRAM as WEBKIT
from tests.engines.webkit import WebKit
from tests.faults.machine import ROOT, Machine, eventually
from tests.lanes import nightly

PASSWORD = "a good long password"
HAS_A_DOMAIN = """
  const token = document.cookie.match(/csrftoken=(\\w+)/)[1];
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const body = JSON.stringify({ name: "Home" });
  return fetch("/api/v1/domains", { method: "POST", headers, body }).then(({ ok }) => ok);
"""
ENGINES = {FIREFOX: Firefox, WEBKIT: WebKit}

pytestmark = [
    nightly,
    pytest.mark.xdist_group("browser0"),
    pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    if not (ROOT / "var/static/staticfiles.json").exists():
        pytest.fail("Static files are missing: run `make var/static/ok` first.")
    machine = Machine(tmp_path_factory.mktemp("engines"))
    machine.env |= {"DJANGO_SETTINGS_MODULE": "whendoist.settings"}
    with machine.web() as web:
        yield web.url("")
    machine.postgres.leave()


@pytest.fixture(params=ENGINES)
def browser(request, tmp_path):
    if shutil.which(request.param) is None:
        pytest.fail(f"{request.param} is not installed: run `make browsers`.")
    browser = ENGINES[request.param](tmp_path)
    yield browser
    browser.close()


def fill(browser: Browser, selector: str, text: str) -> None:
    browser.clicks(selector)
    browser.types(text)


def address_of(browser: Browser) -> str:
    """Return an address that only this engine signs up with: they share the site."""
    return f"{type(browser).__name__.lower()}@example.org"


def signs_up(browser: Browser, url: str) -> None:
    browser.open(f"{url}/accounts/signup/")
    fill(browser, "[name=email]", address_of(browser))
    fill(browser, "[name=password1]", PASSWORD + ENTER)
    browser.sees("a, button", "Skip the introduction")
    assert browser.run(HAS_A_DOMAIN)
    browser.open(f"{url}/")
    browser.sees("[data-link=live]")


def signs_in_again(browser: Browser, url: str) -> None:
    browser.clicks("[popovertarget=account-menu]")
    browser.clicks("button", "Sign out")
    browser.misses(".planner-page")
    browser.open(f"{url}/accounts/login/")
    fill(browser, "[name=login]", address_of(browser))
    fill(browser, "[name=password]", PASSWORD + ENTER)
    browser.sees("[data-link=live]")


def adds(browser: Browser, line: str, title: str) -> None:
    fill(browser, ".quick input", line + ENTER)
    browser.sees(".row", title)


def drags_to_the_calendar(browser: Browser, title: str) -> None:
    browser.run("document.querySelector('.hours').scrollTop = 10 * 60")
    box = browser.run(
        "const { left, top, width } = document.querySelector('.hours').getBoundingClientRect();"
        "return [left + width / 2, top]"
    )
    browser.drags(browser.point(".row .title", title), (box[0], box[1] + 127))
    browser.sees(".block", title)
    browser.sees("html:not([data-unsaved])")


def test_a_day_is_planned_from_sign_up_to_undo(browser, url):
    browser.resize(1440, 900)
    signs_up(browser, url)
    signs_in_again(browser, url)
    adds(browser, "Write the report #home 1h", "Write the report")
    adds(browser, "Water the plants #home 15m", "Water the plants")
    drags_to_the_calendar(browser, "Write the report")
    browser.clicks("[aria-label='Complete: Water the plants']")
    browser.sees(".toast", "Completed")
    browser.clicks(".toast button", "Undo")
    browser.sees("[aria-label='Complete: Water the plants']")
    browser.sees("html:not([data-unsaved])")
    browser.clicks("button", "Plan my day")
    browser.clicks(".proposal footer .primary")
    browser.sees(".toast", "Planned")
    browser.sees(".block", "Water the plants")
    browser.clicks(".toast button", "Undo")
    browser.misses(".block", "Water the plants")
    browser.resize(390, 844)
    browser.clicks(".tabs button", "Calendar")
    browser.clicks(".calendar-head button", "Today")
    browser.sees(".block", "Write the report")
    eventually(
        lambda: browser.run("return document.documentElement.scrollWidth <= innerWidth"),
        "the page fits a phone",
    )
