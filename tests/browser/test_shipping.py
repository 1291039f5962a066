"""What reaches the browser: how much, from where, under which policy."""

from __future__ import annotations

import gzip

from tests.faults.machine import ROOT

LIMIT = 60_000


def test_all_script_of_the_planner_fits_into_sixty_kilobytes():
    files = list((ROOT / "var/assets/tasks/bundle").glob("*.js"))
    assert any(file.name == "main.js" for file in files)
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= LIMIT


def test_the_policy_allows_our_own_scripts_and_styles_only(alice):
    policy = alice.page.goto("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy


def test_every_page_loads_without_a_complaint(alice):
    alice.has("Rent #home today 10:00")
    for path in ("/", "/week/", "/thoughts/"):
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
