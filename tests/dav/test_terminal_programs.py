"""/dav/ with real programs of the terminal: todoman and khal by vdirsyncer, and calcurse"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path

import icalendar
import pytest

from tasks.models import Series, Task, TaskInstance
from tests.dav.conftest import SECRET, give_password
from tests.dav.test_clients import vdirsyncer
from tests.lanes import nightly

BIN = Path(sys.executable).parent
MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)
AT_NINE = {"scheduled_date": MONDAY, "scheduled_time": time(9)}
pytestmark = pytest.mark.django_db(transaction=True)
needs_calcurse = pytest.mark.skipif(
    not shutil.which("calcurse-caldav"), reason="calcurse is not installed (make calcurse)"
)

TODOMAN = """
path = "{folder}/local/tasks"
cache_path = "{folder}/todoman.db"
date_format, time_format, dt_separator = "%Y-%m-%d", "%H:%M", " "
default_due, default_list = 0, "tasks"
"""
KHAL = """
[calendars]
[[blocks]]
path = {folder}/local/blocks
[locale]
local_timezone = Europe/Berlin
default_timezone = Europe/Berlin
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = blocks
[sqlite]
path = {folder}/khal.db
"""
CALCURSE = """
[General]
Hostname = {host}
Path = /dav/{user}/{collection}/
HTTPS = No
DryRun = No
SyncFilter = {kind}
[Auth]
Username = {email}
Password = {password}
"""


class Computer:
    """A computer on which a person uses these programs."""

    def __init__(self, folder: Path, server: str, email: str) -> None:
        self.folder, self.server, self.email = folder, server, email
        (folder / "todoman.py").write_text(TODOMAN.format(folder=folder))
        (folder / "khal.conf").write_text(KHAL.format(folder=folder))
        vdirsyncer(folder, server, email, "discover")

    def sync(self):
        vdirsyncer(self.folder, self.server, self.email, "sync")

    def run(self, *command):
        env = {"HOME": str(self.folder), "TZ": "Europe/Berlin", "LANG": "C.UTF-8"}
        env["PATH"] = os.environ["PATH"]
        process = subprocess.run(
            [str(part) for part in command],
            env=env,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert process.returncode == 0, process.stdout + process.stderr
        return process.stdout

    def todo(self, *arguments):
        return self.run(BIN / "todo", "-c", self.folder / "todoman.py", *arguments)

    def todos(self):
        return json.loads(self.todo("--porcelain", "list", "--status", "ANY"))

    def khal(self, *arguments):
        return self.run(BIN / "khal", "-c", self.folder / "khal.conf", *arguments)


@pytest.fixture
def computer(live_server, alice, tmp_path):
    give_password(alice)
    return Computer(tmp_path, live_server.url, alice.email)


def slots():
    task = Task.objects.get()
    schedule = task.scheduled_date, task.scheduled_time
    return schedule, (task.deadline_date, task.deadline_time)


def test_todoman_lists_a_scheduled_task_by_its_due_date_and_moves_it(computer, make_task):
    make_task("Write", **AT_NINE)
    computer.sync()
    (todo,) = computer.todos()
    assert todo["due"] == datetime(2026, 3, 2, 8, tzinfo=UTC).timestamp()
    computer.todo("edit", todo["id"], "--priority", "high")
    computer.sync()
    assert slots() == ((MONDAY, time(9)), (None, None))
    computer.sync()
    computer.todo("edit", computer.todos()[0]["id"], "--due", "2026-03-06 14:00")
    computer.sync()

    assert slots() == ((FRIDAY, time(14)), (None, None))


@nightly
def test_todoman_adds_and_completes_todos(computer):
    computer.todo("new", "--due", "2026-03-06 14:00", "Buy milk")
    computer.sync()
    assert slots() == ((None, None), (FRIDAY, time(14)))
    computer.sync()
    computer.todo("done", computer.todos()[0]["id"])
    computer.sync()

    assert Task.objects.get().is_completed


@nightly
def test_repeating_todo_is_a_series_that_todoman_completes_day_by_day(computer):
    todo = icalendar.Todo()
    todo.add("uid", "pills")
    todo.add("summary", "Pills")
    todo.add("dtstart", MONDAY)
    todo.add("rrule", {"freq": "daily", "interval": 1, "count": 3})
    calendar = icalendar.Calendar()
    calendar.add_component(todo)
    (computer.folder / "local/tasks/pills.ics").write_bytes(calendar.to_ical())
    computer.sync()
    assert Series.objects.get().rrule == "FREQ=DAILY;COUNT=3"
    computer.sync()  # replaces the item by its days
    days = sorted(computer.todos(), key=lambda todo: todo["due"])
    assert len(days) == 3
    computer.todo("done", days[0]["id"])
    computer.sync()

    rows = TaskInstance.objects.order_by("recurrence_id").values_list("status", flat=True)
    assert list(rows) == ["completed", "pending", "pending"]


@nightly
def test_repeating_todo_changed_before_the_next_sync_is_one_series(computer):
    todo = icalendar.Todo()
    todo.add("uid", "pills")
    todo.add("summary", "Pills")
    todo.add("dtstart", MONDAY)
    todo.add("rrule", {"freq": "daily"})
    calendar = icalendar.Calendar()
    calendar.add_component(todo)
    file = computer.folder / "local/tasks/pills.ics"
    file.write_bytes(calendar.to_ical())
    computer.sync()
    file.write_bytes(calendar.to_ical().replace(b"FREQ=DAILY", b"FREQ=WEEKLY"))
    computer.sync()
    assert Series.objects.get().rrule == "FREQ=WEEKLY"
    computer.sync()

    assert not file.exists()
    assert len(computer.todos()) == 3  # two weeks ahead


def test_khal_lists_blocks_and_adds_one(computer, make_task):
    make_task("Write", duration=90, **AT_NINE)
    computer.sync()
    assert "09:00-10:30 Write" in computer.khal("list", "2026-03-02", "2026-03-03")
    computer.khal("new", "-a", "blocks", "2026-03-06", "14:00", "15:15", "Call Bob")
    computer.sync()
    task = Task.objects.get(title="Call Bob")

    assert (task.scheduled_date, task.scheduled_time) == (FRIDAY, time(14))
    assert task.duration == 75


@needs_calcurse
@pytest.mark.parametrize(
    ("collection", "kind", "expected"),
    [("blocks", "cal", "09:00 -> 10:30"), ("tasks", "todo", "Write")],
)
def test_calcurse_reads_and_adds_items(
    live_server, alice, tmp_path, make_task, collection, kind, expected
):
    give_password(alice)
    make_task("Write", duration=90, **AT_NINE)
    data = tmp_path / "calcurse"
    data.mkdir()
    host = live_server.url.removeprefix("http://")
    names = {"host": host, "user": alice.pk, "collection": collection, "kind": kind}
    config = CALCURSE.format(email=alice.email, password=SECRET, **names)
    (tmp_path / "caldav").write_text(config)

    def run(*command):
        env = {"HOME": str(tmp_path), "TZ": "Europe/Berlin", "LANG": "C.UTF-8"}
        env["PATH"] = "/usr/bin:/bin"
        process = subprocess.run(
            command, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        assert process.returncode == 0, process.stdout + process.stderr
        return process.stdout

    def sync(*arguments):
        files = {"config": "caldav", "datadir": "calcurse", "syncdb": "sync.db"}
        files |= {"lockfile": "lock", "hookdir": "hooks"}
        options = [f"--{name}={tmp_path / file}" for name, file in files.items()]
        run("calcurse-caldav", *options, *arguments)

    sync("--init", "keep-remote")
    query = ["-t"] if kind == "todo" else ["-Q", "--from", "03/02/2026", "--days", "1"]
    assert expected in run("calcurse", "-D", str(data), *query)
    new = (
        "[5] Buy milk\n"
        if kind == "todo"
        else "03/06/2026 @ 14:00 -> 03/06/2026 @ 15:15 |Buy milk\n"
    )
    with (data / ("todo" if kind == "todo" else "apts")).open("a") as file:
        file.write(new)
    sync()

    assert sorted(Task.objects.values_list("title", flat=True)) == ["Buy milk", "Write"]
