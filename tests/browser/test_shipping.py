"""Files that reach the browser: their size, their origin and the security policy."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from tests.faults.machine import ROOT

LIMIT = 60_000
CATALOGUE_LIMIT = 5_000


def static_imports(file: Path) -> set[Path]:
    """Return a script and all those that it needs before it runs; `import()` loads others later."""
    names = re.findall(r"""(?:from|import)\s*"\./([\w-]+\.js)\"""", file.read_text())
    return {file}.union(*(static_imports(file.parent / name) for name in set(names)))


def test_scripts_of_the_first_load_fit_into_sixty_kilobytes():
    files = static_imports(ROOT / "var/assets/tasks/bundle/main.js")
    assert len(files) > 1
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= LIMIT


def test_messages_of_each_language_fit_into_five_kilobytes():
    files = list((ROOT / "var/assets/messages").glob("*.js"))
    assert [file.name for file in files if file.name == "en.js"]
    assert all(len(gzip.compress(file.read_bytes())) <= CATALOGUE_LIMIT for file in files)


def test_the_security_policy_allows_only_our_own_scripts_and_styles(alice):
    policy = alice.page.goto("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy


def test_every_page_loads_without_console_errors(alice):
    alice.has("Rent #home today 10:00")
    for path in ("/", "/upcoming/", "/all/", "/week/", "/thoughts/", "/trash/"):
        alice.opens(path)
    for path in (
        "/settings/planning/",
        "/welcome/zone/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/offline",
    ):
        alice.page.goto(path)
    assert alice.complaints == []
