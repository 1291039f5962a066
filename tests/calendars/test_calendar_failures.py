"""One bad calendar stops no other: its failure and its delay are its own"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, time, timedelta
from time import monotonic

import pytest
from django.db import OperationalError

from core import clock as core_clock
from tasks.calendars import accounts, actions, sync
from tasks.calendars.base import (
    CalendarError,
    CalendarGone,
    RateLimited,
    RemoteEvent,
    SignedOut,
    TooLarge,
    Unavailable,
)
from tasks.calendars.http import Http
from tasks.calendars.limits import Deadline
from tasks.calendars.time_share import seconds_left, time_share
from tasks.models import Calendar, CalendarAccount, Event
from tests.calendars.conftest import instant
from tests.calendars.fake_provider import meeting

NINE = {"scheduled_date": date(2026, 3, 2), "scheduled_time": time(9)}
FAILURES = [
    Unavailable("The server responded with an error (500)."),
    Unavailable("The server took too long to respond."),
    CalendarError("The server responded with an error (400)."),
    TooLarge("This calendar takes too long to read."),
    CalendarGone("404"),
    KeyError("garbage that our code does not expect"),
]


@pytest.fixture
def two(world, account, push_calendar, sync_now):
    """A world with a calendar before and one after the bad one, and a calendar of blocks."""
    world.events |= {"bad": {}, "home": {}}
    sync_now(2)
    for name in ("work", "bad", "home"):
        world.write(name, meeting(name, instant(9), instant(10), name))
    return world


def row(name) -> Calendar:
    return Calendar.objects.get(name=name)


def titles():
    return sorted(Event.objects.values_list("title", flat=True))


@pytest.mark.parametrize("error", FAILURES, ids=repr)
def test_other_calendars_are_read_and_blocks_pushed_when_one_fails(two, sync_now, make_task, error):
    two.broken["bad"] = error
    make_task("Write", **NINE)
    log = sync_now()

    assert (titles(), len(two.live("made3"))) == (["home", "work"], 1)
    assert row("bad").failures == 1
    assert row("bad").trouble in log.trouble
    assert log.trouble.startswith("bad: ")
    state = CalendarAccount.objects.get()
    assert (state.failures, state.trouble) == (0, "")


def test_bad_calendar_is_retried_less_and_less_often_while_others_are_read(two, account, clock):
    two.broken["bad"] = FAILURES[0]
    delays, requests = [], two.listings
    for _ in range(5):
        clock.shift(timedelta(minutes=20))
        sync.sync(account.pk)
        delays.append((row("bad").retry_at - core_clock.now()).total_seconds() / 60)
    for delay, limit in zip(delays, (2, 4, 8, 16, 32), strict=True):
        assert limit / 2 <= delay <= limit
    assert delays == sorted(delays)

    requests.clear()
    sync.sync(account.pk)  # before its time
    assert sorted(requests) == ["home", "made3", "work"]


def test_account_is_due_when_its_bad_calendar_is_tried_again(two, sync_now):
    two.broken["bad"] = FAILURES[0]
    sync_now()

    assert CalendarAccount.objects.get().next_sync_at == row("bad").retry_at


def test_problem_is_over_when_the_calendar_is_read_again(two, sync_now):
    before = row("bad").read_at
    two.broken["bad"] = FAILURES[0]
    sync_now(2)
    assert (row("bad").read_at, row("bad").failures) == (before, 2)
    assert row("home").read_at > before

    two.broken.clear()
    log = sync_now()
    bad = row("bad")
    assert (bad.failures, bad.trouble, bad.retry_at, log.trouble) == (0, "", None, "")
    assert (bad.read_at, "bad" in titles()) == (core_clock.now(), True)


def test_settings_page_says_what_is_wrong_with_a_calendar_and_since_when(
    two, sync_now, alice, client
):
    two.broken["bad"] = FAILURES[0]
    sync_now(8)
    client.force_login(alice)
    page = client.get("/settings/calendars/").text.replace("&nbsp;", "\xa0")

    assert str(FAILURES[0]) in page
    assert page.count("Last read 2\xa0hours ago.") == 1


def test_calendar_is_read_at_when_nothing_changed(two, sync_now):
    sync_now(2)

    assert {calendar.read_at for calendar in Calendar.objects.all()} == {core_clock.now()}


def test_account_fails_when_no_calendar_is_available(two, sync_now):
    for name in two.events:
        two.broken[name] = FAILURES[0]
    log = sync_now()
    state = CalendarAccount.objects.get()

    assert (state.failures, state.trouble) == (1, str(FAILURES[0]))
    assert log.trouble == str(FAILURES[0])
    assert not Calendar.objects.exclude(failures=0).exists()


@pytest.mark.parametrize(
    ("error", "state"),
    [(SignedOut("Connect again."), "signed_out"), (RateLimited("Slow down.", 7200), "active")],
)
def test_errors_of_the_account_stop_all_its_calendars(two, sync_now, error, state):
    two.broken["bad"] = error
    sync_now()
    account = CalendarAccount.objects.get()

    assert (account.state, account.trouble) == (state, str(error))
    assert (row("bad").failures, "home" in titles()) == (0, False)


def test_outage_of_the_database_is_not_blamed_on_a_calendar(two, account, clock):
    two.broken["bad"] = OperationalError("connection lost")
    clock.shift(timedelta(minutes=20))
    with pytest.raises(OperationalError):
        sync.sync(account.pk)

    assert row("bad").failures == 0


def test_event_that_the_database_rejects_stops_only_its_calendar(two, sync_now):
    backwards = RemoteEvent("x", starts_at=instant(10), ends_at=instant(9), title="x")
    two.write("bad", backwards)
    sync_now()

    assert titles() == ["home", "work"]
    assert (row("bad").trouble, row("bad").failures) == (str(sync.BROKEN), 1)


def test_failing_push_rests_on_its_own_while_all_calendars_are_read(
    two, sync_now, make_task, alice, account, clock
):
    make_task("Write", **NINE)
    two.broken_writes = Unavailable("The server responded with an error (503).", 7200)
    sync_now()
    blocks = row("made3")
    assert blocks.push_retry_at == core_clock.now() + timedelta(hours=2)
    assert (blocks.retry_at, blocks.failures, titles()) == (None, 1, ["bad", "home", "work"])

    make_task("Read", **NINE)
    assert not CalendarAccount.objects.due(core_clock.now()).exists()
    two.broken_writes = None
    sync_now()
    assert two.live("made3") == {}
    assert row("made3").failures == 1
    clock.shift(timedelta(hours=2))
    sync_now()
    assert len(two.live("made3")) == 2
    assert (row("made3").failures, row("made3").trouble) == (0, "")


def test_sentence_about_a_failing_push_stays_when_the_calendar_is_read(two, sync_now, make_task):
    make_task("Write", **NINE)
    two.broken_writes = Unavailable("The server responded with an error (503).", 7200)
    sync_now()
    two.write("made3", meeting("lunch", instant(12), instant(13), "Lunch"))
    sync_now()

    assert "Lunch" in titles()
    assert row("made3").trouble == "The server responded with an error (503)."


def test_blocks_are_pushed_when_their_calendar_cannot_be_listed(two, sync_now, make_task):
    two.broken["made3"] = FAILURES[0]
    make_task("Write", **NINE)
    sync_now()
    assert len(two.live("made3")) == 1

    make_task("Read", **NINE)
    sync_now()
    assert len(two.live("made3")) == 2
    assert row("made3").failures == 2


def test_resync_tries_a_bad_calendar_at_once(two, sync_now, alice, account):
    two.broken["bad"] = FAILURES[0]
    sync_now(3)
    two.broken.clear()
    actions.resync(alice, account.pk)
    sync.sync(account.pk)

    assert "bad" in titles()


def test_bad_calendar_is_tried_when_a_clock_that_ran_ahead_is_corrected(two, sync_now, clock):
    Calendar.objects.filter(name="bad").update(retry_at=core_clock.now() + timedelta(days=3))

    assert accounts.repair_clock_skew() == 1
    assert row("bad").retry_at == core_clock.now()


def test_slow_calendars_leave_time_for_the_others(two, sync_now, monkeypatch):
    shares = {}

    @contextmanager
    def share(seconds):
        shares[len(shares)] = seconds
        yield

    monkeypatch.setattr(sync, "time_share", share)
    sync_now()

    assert list(shares.values()) == [10, 32 / 3, 16, 32]  # of frozen time, nothing is used up


def test_calendars_that_failed_are_read_last(two, sync_now, clock):
    two.broken["work"] = FAILURES[1]
    sync_now()
    two.listings.clear()
    sync_now()

    assert two.listings[-1] == "work"


def test_calendars_are_read_in_the_next_minute_when_no_time_is_left(two, sync_now, monkeypatch):
    monkeypatch.setattr(sync, "TIME_LIMIT", sync.PUSH_TIME)
    sync_now()

    assert (titles(), row("work").failures) == ([], 0)
    wait = CalendarAccount.objects.get().next_sync_at - core_clock.now()
    assert wait == timedelta(minutes=1)


def test_time_share_bounds_requests_and_parsing(http: Http):
    with time_share(3):
        assert seconds_left() <= 3
        with http.exchange() as limits:
            assert limits.end <= monotonic() + 3
        assert Deadline(25).end <= monotonic() + 3
    assert seconds_left() > 1e9
