"""A real Chromium against the web server with production settings."""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.planner import Person, Site
from tests.faults.machine import ROOT, Machine
from tests.lanes import BIG

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
    " --disable-background-networking --disable-component-update"
).split()


@pytest.hookimpl(tryfirst=True)  # before the hook in which xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not BIG and not any("::" in argument for argument in config.args):
        items[:] = _sample(items)
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.xdist_group(_group(item.path)))
            item.add_marker(pytest.mark.browser)


def _sample(items: list[pytest.Item]) -> list[pytest.Item]:
    """Leave one variant of each browser test: its name decides which, so all kinds take turns."""
    variants: dict[tuple[Path, str], list[pytest.Item]] = {}
    for item in items:
        if item.path.is_relative_to(HERE):
            variants.setdefault((item.path, item.name.partition("[")[0]), []).append(item)
    chosen = {
        same[zlib.crc32(name.encode()) % len(same)] for (_path, name), same in variants.items()
    }
    return [item for item in items if item in chosen or not item.path.is_relative_to(HERE)]


def _group(file: Path) -> str:
    """Return one of two groups: each shares a process, a browser and a server, in sequence."""
    return f"browser{zlib.crc32(file.name.encode()) % 2}"


# Ends with this package: while Playwright's loop runs, Django refuses this thread its database.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        reason = "Chromium is not installed: the browser tests are skipped."
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if not (ROOT / "var/static/staticfiles.json").exists():
        pytest.fail("Static files are missing: run `make var/static/ok` first.")
    machine = Machine(tmp_path_factory.mktemp("browser"))
    machine.env |= {
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "SIGNUP_RATE_LIMIT": "999/m/ip",
    }
    with machine.web() as web:
        yield Site(browser, web.url(""), machine)
    machine.postgres.leave()


@pytest.fixture
def alice(site: Site) -> Iterator[Person]:
    """A new person at a desktop. Fails if the browser reported errors."""
    with site.person() as person:
        yield person
        assert person.complaints == []


@pytest.fixture
def phone(site: Site) -> Iterator[Person]:
    """A new person on a phone. Fails if the browser reported errors."""
    with site.person(width=390, height=844, touch=True) as person:
        yield person
        assert person.complaints == []
