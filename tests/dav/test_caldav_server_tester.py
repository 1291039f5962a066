"""/dav/ as caldav-server-tester judges it; what it misses is on purpose, and listed in
docs/calendars.md"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dav.conftest import SECRET, give_password
from tests.lanes import nightly

# The two collections are fixed: their names, colours and order, and that there are two.
FIXED = {"create-calendar", "calendar-color", "calendar-color.name", "calendar-order"}
# With those gone the tester has nothing of its own to look for, and reports these as missing;
# tests/dav/test_clients.py shows that `caldav` finds by time, by component and by text.
UNTRIED = {
    *("search.text.case-insensitive", "search.text.case-sensitive", "search.text.category"),
    *("search.time-range.alarm", "search.unlimited-time-range"),
    "search.time-range.event.old-dates",
}
ACCEPTED = {
    "Blocks": FIXED | UNTRIED | {"search.comp-type.optional", "search.time-range.todo"},
    "Tasks": FIXED
    | UNTRIED
    | {"save-load.journal", "search.time-range.comp-type-optional", "search.time-range.event"}
    | {"search.time-range.todo.old-dates"},
}


@nightly
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ACCEPTED)
def test_its_gaps_are_those_we_know(live_server, alice, name):
    give_password(alice)
    options = {
        "url": f"{live_server.url}/dav/",
        "username": alice.email,
        "password": SECRET,
        "calendar": name,
    }
    named = [part for key, value in options.items() for part in (f"--caldav-{key}", value)]
    tester = Path(sys.executable).parent / "caldav-server-tester"
    done = subprocess.run([tester, *named, "--format", "json"], capture_output=True, text=True)
    features = json.loads(done.stdout)["features"]
    missed = {key for key, said in features.items() if said["support"] not in ("full", "unknown")}
    assert missed == ACCEPTED[name]
