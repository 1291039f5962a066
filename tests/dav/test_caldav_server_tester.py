"""/dav/ checked by caldav-server-tester; docs/calendars.md lists what we leave out on purpose"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dav.conftest import SECRET, give_password
from tests.lanes import nightly

# The two collections are fixed, with their names, colours and order.
FIXED = {"create-calendar", "calendar-color", "calendar-color.name", "calendar-order"}
# Without a separate calendar the tester cannot try these and reports them as missing;
# tests/dav/test_clients.py searches by time, component and text.
UNTESTED = {
    *("search.text.case-insensitive", "search.text.case-sensitive", "search.text.category"),
    *("search.time-range.alarm", "search.unlimited-time-range"),
    "search.time-range.event.old-dates",
}
ACCEPTED = {
    "Blocks": FIXED | UNTESTED | {"search.comp-type.optional", "search.time-range.todo"},
    "Tasks": FIXED
    | UNTESTED
    | {"save-load.journal", "search.time-range.comp-type-optional", "search.time-range.event"}
    | {"search.time-range.todo.old-dates"},
}


@nightly
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("collection", ACCEPTED)
def test_caldav_server_tester_reports_only_known_gaps(live_server, alice, collection):
    give_password(alice)
    options = {
        "url": f"{live_server.url}/dav/",
        "username": alice.email,
        "password": SECRET,
        "calendar": collection,
    }
    arguments = [part for key, value in options.items() for part in (f"--caldav-{key}", value)]
    tester = Path(sys.executable).parent / "caldav-server-tester"
    process = subprocess.run(
        [tester, *arguments, "--format", "json"], capture_output=True, text=True
    )
    features = json.loads(process.stdout)["features"]
    missing = {
        name for name, result in features.items() if result["support"] not in ("full", "unknown")
    }
    assert missing == ACCEPTED[collection]
