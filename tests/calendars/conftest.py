"""Calendars elsewhere, already connected."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import caldav
import pytest

from tasks.calendars import actions, sync
from tasks.calendars.accounts import PROVIDERS
from tasks.models import Calendar, CalendarAccount, Event, SyncRun
from tests.calendars.fake_provider import World, worlds
from tests.calendars.radicale import PASSWORD, USERNAME, running


def instant(hour: float, day: int = 2) -> datetime:
    """In UTC, in March 2026."""
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
    """An event of an hour, from an hour of 2 March on, or of whole days."""

    def make(start=9, hours=1, **fields):
        count = Event.objects.count()
        owner = fields.get("calendar", calendar)
        when = {"starts_at": instant(start), "ends_at": instant(start + hours)}
        if "starts_on" in fields:
            when = {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 3)}
        told = {"remote_id": f"e{count}", "title": "Meeting"} | when | fields
        return Event.objects.create(**{"user": owner.user, "calendar": owner} | told)

    return make


@pytest.fixture
def world(monkeypatch):
    """Calendars elsewhere, in memory; accounts of this test are connected to it."""
    monkeypatch.setitem(PROVIDERS, "google", "tests.calendars.fake_provider.connected")
    worlds.append(World())
    yield worlds[-1]
    worlds.pop()


@pytest.fixture
def pushing(account) -> Calendar:
    """The calendar for Alice's blocks, still to be made there."""
    return Calendar.objects.create(
        user=account.user, account=account, name="Whendoist", made_here=True, receives_blocks=True
    )


@pytest.fixture
def run(account, clock):
    """Sync the account as the cluster does when it is due; so many times."""

    def run(times: int = 1) -> SyncRun | None:
        for _ in range(times):
            clock.shift(timedelta(minutes=20))
            log = sync.sync(account.pk)
        return log

    return run


@pytest.fixture
def sync_now(world, run):
    """The same in a world of this test."""
    return run


@pytest.fixture
def made(alice, account, run) -> Calendar:
    """The calendar for Alice's blocks, made there."""
    run()
    actions.push_blocks(alice, account.pk)
    run()
    return Calendar.objects.get(made_here=True)


@pytest.fixture(scope="session")
def radicale(tmp_path_factory):
    """Its address."""
    with running(tmp_path_factory.mktemp("radicale")) as address:
        yield address


@pytest.fixture
def there(radicale):
    """What the person sees there: their principal; empty again afterwards."""
    with caldav.DAVClient(radicale, username=USERNAME, password=PASSWORD) as client:
        principal = client.principal()
        yield principal
        for each in principal.get_calendars():
            each.delete()


@pytest.fixture
def work(there):
    return there.make_calendar(name="Work", cal_id="work")
