"""khal, a calendar of the terminal, reads the plan from a feed"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import icalendar

from tests.calendars.test_feed_interoperability import FIRST, LAST, feed_and_plan
from tests.lanes import nightly

pytestmark = nightly
__all__ = ["feed_and_plan"]

KHAL = """
[calendars]
[[plan]]
path = {folder}/plan
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M
longdatetimeformat = %Y-%m-%dT%H:%M
[default]
default_calendar = plan
[sqlite]
path = {folder}/khal.db
"""


def run(folder, *command):
    env = {"HOME": str(folder), "TZ": "UTC", "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}
    arguments = [str(part) for part in command]
    process = subprocess.run(arguments, env=env, capture_output=True, text=True)
    assert process.returncode == 0, process.stdout + process.stderr
    return process.stdout


def _line(title, start, end):
    """Return how khal prints an event: its last day if it lasts all day."""
    all_day = "T" not in start
    return "|".join(
        [title, f"{start}T00:00", f"{start}T00:00"] if all_day else [title, start[:16], end[:16]]
    )


def test_feed_equals_the_plan_when_read_by_khal(feed_and_plan, tmp_path):
    text, plan = feed_and_plan
    (tmp_path / "plan").mkdir()
    (tmp_path / "feed.ics").write_text(text)
    (tmp_path / "khal.conf").write_text(KHAL.format(folder=tmp_path))
    khal = [Path(sys.executable).parent / "khal", "-c", tmp_path / "khal.conf"]
    run(tmp_path, *khal, "import", "--batch", tmp_path / "feed.ics")
    options = ["--day-format", "", "--format", "{title}|{start-full}|{end-full}"]
    first, last = (str(moment.date()) for moment in (FIRST, LAST))
    lines = run(tmp_path, *khal, "list", *options, first, str(LAST.date() + timedelta(days=1)))
    # An event that ends on another day is listed on both.
    events = {
        line
        for line in lines.splitlines()
        if first < line.split("|")[2] and line.split("|")[1] < last
    }

    wanted = {_line(*event) for event in plan}
    assert wanted <= events
    assert events - wanted == _all_day_occurrences_with_a_time(text, first, last)


def _all_day_occurrences_with_a_time(text, first, last):
    """Return what khal lists in addition: it does not replace an all-day event by a timed one."""
    components = icalendar.Calendar.from_ical(text).walk("VEVENT")
    moved = [event for event in components if "RECURRENCE-ID" in event]
    lines = {
        _line(str(event["SUMMARY"]).removeprefix("✓ "), str(event["RECURRENCE-ID"].dt), "")
        for event in moved
        if isinstance(event["DTSTART"].dt, datetime)
        and not isinstance(event["RECURRENCE-ID"].dt, datetime)
    }
    return {line for line in lines if first < line.split("|")[1] < last}
