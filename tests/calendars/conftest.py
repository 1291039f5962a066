"""Connected calendar accounts: rows, a provider in memory, and a real Radicale."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import caldav
import pytest

from tasks.calendars import actions, sync
from tasks.calendars.accounts import PROVIDERS
from tasks.calendars.http import Http
from tasks.models import Calendar, CalendarAccount, Event, SyncRun
from tests.calendars.fake_provider import World, worlds
from tests.calendars.phone import NINE, Phone
from tests.calendars.proxy_server import proxying
from tests.calendars.radicale import PASSWORD, USERNAME, running
from tests.calendars.webserver import Site, serving


def instant(hour: float, day: int = 2) -> datetime:
    """Return a UTC instant in March 2026."""
    minutes = round(hour * 60)
    return datetime(2026, 3, day, minutes // 60, minutes % 60, tzinfo=UTC)


@pytest.fixture
def account(alice) -> CalendarAccount:
    return CalendarAccount.objects.create(
        user=alice, provider="google", identity="1", name="Alice at work", state="active"
    )


@pytest.fixture
def calendar(account) -> Calendar:
    return Calendar.objects.create(
        user=account.user, account=account, remote_id="work", name="Work"
    )


@pytest.fixture
def make_event(calendar):
    """Make an event of some hours on 2 March, or an all-day event if `starts_on` is given."""

    def make(start=9, hours=1, **fields):
        count = Event.objects.count()
        owner = fields.get("calendar", calendar)
        times = {"starts_at": instant(start), "ends_at": instant(start + hours)}
        if "starts_on" in fields:
            times = {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 3)}
        defaults = {"remote_id": f"e{count}", "title": "Meeting"} | times
        return Event.objects.create(**{"user": owner.user, "calendar": owner} | defaults | fields)

    return make


@pytest.fixture
def world(monkeypatch):
    """Remote calendars in memory; the accounts of this test are connected to them."""
    monkeypatch.setitem(PROVIDERS, "google", "tests.calendars.fake_provider.connect")
    worlds.append(World())
    yield worlds[-1]
    worlds.pop()


@pytest.fixture
def push_calendar(account) -> Calendar:
    """The calendar for Alice's blocks, not created remotely yet."""
    return Calendar.objects.create(
        user=account.user, account=account, name="Whendoist", made_here=True, receives_blocks=True
    )


@pytest.fixture
def run_sync(account, clock):
    """Return a function that syncs the account some times, as the cluster does when it is due."""

    def run(times: int = 1) -> SyncRun | None:
        for _ in range(times):
            clock.shift(timedelta(minutes=20))
            log = sync.sync(account.pk)
        return log

    return run


@pytest.fixture
def sync_now(world, run_sync):
    """The same function, with the account connected to `world`."""
    return run_sync


@pytest.fixture
def block_calendar(alice, account, run_sync) -> Calendar:
    """The calendar for Alice's blocks, created remotely."""
    run_sync()
    actions.push_blocks(alice, account.pk)
    run_sync()
    return Calendar.objects.get(made_here=True)


@pytest.fixture
def phone(world, push_calendar, sync_now) -> Phone:
    """A phone with the calendar of blocks, created remotely."""
    sync_now(2)
    return Phone(world, sync_now)


@pytest.fixture
def task_on_phone(phone, make_task):
    """A task at 9 in Berlin, for an hour, whose event is on the phone."""
    task = make_task("Write", duration=60, **NINE)
    phone.sync(2)  # an empty listing has no token, so the next one is complete
    return task


@pytest.fixture
def site() -> Iterator[Site]:
    """A web server on this machine whose responses a test sets."""
    with serving() as site:
        yield site


@pytest.fixture
def allow_private(settings) -> None:
    """Allow calendars on this machine."""
    settings.CALENDARS_MAY_BE_PRIVATE = True


@pytest.fixture
def http() -> Iterator[Http]:
    http = Http()
    yield http
    http.close()


@pytest.fixture(scope="session")
def radicale(tmp_path_factory):
    """The address of a Radicale server."""
    with running(tmp_path_factory.mktemp("radicale")) as address:
        yield address


@pytest.fixture
def principal(radicale):
    """Alice's principal at Radicale; its calendars are deleted after the test."""
    with caldav.DAVClient(radicale, username=USERNAME, password=PASSWORD) as client:
        principal = client.principal()
        yield principal
        for calendar in principal.get_calendars():
            calendar.delete()


@pytest.fixture
def work(principal):
    """A remote calendar named Work."""
    return principal.make_calendar(name="Work", cal_id="work")


@pytest.fixture
def caldav_account(alice, radicale, work, allow_private) -> CalendarAccount:
    secrets = {"address": radicale, "username": USERNAME, "password": PASSWORD}
    return actions.connect(alice, "caldav", secrets)


@pytest.fixture
def proxy(radicale):
    """A proxy in front of Radicale whose responses a test can change."""
    with proxying(radicale) as server:
        yield server


@pytest.fixture
def proxied_account(alice, proxy, work, allow_private) -> CalendarAccount:
    """A CalDAV account that is connected through the proxy, with one remote event."""
    work.add_event(summary="Team", dtstart=instant(9), dtend=instant(10))
    secrets = {"address": proxy.url, "username": USERNAME, "password": PASSWORD}
    return actions.connect(alice, "caldav", secrets)
