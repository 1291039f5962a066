"""/dav/ over HTTP with third-party clients: caldav and vdirsyncer"""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import caldav
import icalendar
import pytest

from tasks.models import Task
from tests.dav.conftest import SECRET, give_password

MONDAY = date(2026, 3, 2)
DAY = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def server(live_server, alice):
    give_password(alice)
    return live_server


@pytest.fixture
def client(server, alice):
    with caldav.DAVClient(f"{server.url}/dav/", username=alice.email, password=SECRET) as client:
        yield client


@pytest.fixture
def calendars(client):
    return {
        str(calendar.get_display_name()): calendar for calendar in client.principal().calendars()
    }


def test_caldav_lists_collections_and_items(calendars, make_task):
    make_task("Pay rent", deadline_date=MONDAY)
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    assert sorted(calendars) == ["Blocks", "Tasks"]
    assert sorted(str(todo.component["SUMMARY"]) for todo in calendars["Tasks"].todos()) == [
        "Pay rent",
        "Write",
    ]
    (block,) = calendars["Blocks"].search(start=DAY[0], end=DAY[1], event=True, expand=True)
    assert block.component["SUMMARY"] == "Write"


def test_caldav_adds_completes_and_deletes_a_todo(calendars):
    todo = calendars["Tasks"].add_todo(summary="Buy milk", due=MONDAY)
    assert Task.objects.get().deadline_date == MONDAY
    todo.load()
    todo.complete()
    assert Task.objects.get().is_completed
    todo.delete()
    assert Task.objects.get().status == "archived"


def test_caldav_moves_an_event(calendars, make_task):
    make_task("Write", scheduled_date=MONDAY, scheduled_time=time(9))
    (block,) = calendars["Blocks"].events()
    with block.edit_icalendar_component() as component:
        start = component["DTSTART"].dt + timedelta(days=1)
        for name, moment in (("DTSTART", start), ("DTEND", start + timedelta(hours=1))):
            del component[name]
            component.add(name, moment)
    block.save()
    assert (Task.objects.get().scheduled_date, Task.objects.get().duration) == (
        date(2026, 3, 3),
        60,
    )


@pytest.mark.parametrize(
    ("collection", "search"),
    [
        ("Tasks", {"todo": True, "summary": "rent"}),
        ("Tasks", {"todo": True, "category": "Home"}),
        ("Tasks", {"todo": True, "start": DAY[0], "end": DAY[1]}),
        ("Tasks", {"todo": True, "include_completed": True}),
        ("Blocks", {"event": True, "summary": "rent"}),
        ("Blocks", {"event": True, "category": "Home"}),
        ("Blocks", {"event": True, "start": DAY[0], "end": DAY[1]}),
        ("Blocks", {"event": True, "start": DAY[0]}),
        ("Blocks", {}),
    ],
)
def test_caldav_searches_by_text_category_time_and_component(
    calendars, make_task, make_domain, collection, search
):
    when = {"scheduled_date": MONDAY, "scheduled_time": time(9)}
    make_task("Pay rent", domain_id=make_domain().pk, **when)
    make_task("Write", scheduled_date=date(2026, 3, 9), scheduled_time=time(9))
    items = calendars[collection].search(**search)
    titles = {str(item.component["SUMMARY"]) for item in items}
    assert "Pay rent" in titles
    if {"summary", "category", "end"} & search.keys():
        assert "Write" not in titles


def test_caldav_syncs_changes_by_token(calendars, make_task):
    make_task("One")
    synced = calendars["Tasks"].objects_by_sync_token(load_objects=True)
    assert len(list(synced)) == 1
    make_task("Two")
    updated, deleted = synced.sync()
    assert (len(list(updated)), len(list(deleted))) == (1, 0)


def vdirsyncer(tmp_path: Path, url: str, email: str, *arguments: str) -> None:
    folder = tmp_path / "local"
    folder.mkdir(exist_ok=True)
    config = tmp_path / "config"
    config.write_text(
        f'[general]\nstatus_path = "{tmp_path}/status"\n'
        '[pair plan]\na = "local"\nb = "remote"\ncollections = ["tasks", "blocks"]\n'
        f'[storage local]\ntype = "filesystem"\npath = "{folder}"\nfileext = ".ics"\n'
        f'[storage remote]\ntype = "caldav"\nurl = "{url}/dav/"\n'
        f'username = "{email}"\npassword = "{SECRET}"\n'
    )
    command = [str(Path(sys.executable).parent / "vdirsyncer"), "-c", str(config), *arguments]
    process = subprocess.run(command, capture_output=True, text=True, input="y\ny\ny\ny\n")
    assert process.returncode == 0, process.stderr


def test_vdirsyncer_syncs_in_both_directions(server, alice, make_task, tmp_path):
    """Sync a task out, a change and a new task in, and a deletion as an archived task."""
    make_task("Pay rent", description="account ends 42", deadline_date=MONDAY)
    vdirsyncer(tmp_path, server.url, alice.email, "discover")
    vdirsyncer(tmp_path, server.url, alice.email, "sync")
    (file,) = (tmp_path / "local/tasks").glob("*.ics")
    file.write_bytes(file.read_bytes().replace(b"SUMMARY:Pay rent", b"SUMMARY:Pay the rent"))
    todo = icalendar.Todo()
    todo.add("uid", "new-task")
    todo.add("summary", "From the client")
    calendar = icalendar.Calendar()
    calendar.add_component(todo)
    (tmp_path / "local/tasks/new-task.ics").write_bytes(calendar.to_ical())
    vdirsyncer(tmp_path, server.url, alice.email, "sync")
    vdirsyncer(tmp_path, server.url, alice.email, "sync")  # reads back the stored version
    assert sorted(Task.objects.values_list("title", flat=True)) == [
        "From the client",
        "Pay the rent",
    ]

    (tmp_path / "local/tasks/new-task.ics").unlink()
    vdirsyncer(tmp_path, server.url, alice.email, "sync")
    assert Task.objects.get(title="From the client").status == "archived"
    assert Task.objects.filter(status="pending").count() == 1
