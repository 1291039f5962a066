"""Random histories of edits, lost requests and crashes: both sides agree in the end, and nothing is
duplicated, restored or lost

A push runs a few; `make nightly` runs 10,000.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as histories_of

from core import clock
from tasks.calendars import accounts, sync
from tasks.calendars.failures import retry_now
from tasks.calendars.reconcile import blocks_to_push, delete_held_events
from tasks.calendars.windows import push_window
from tasks.editing import tasks
from tasks.models import Calendar, CalendarAccount, Event, PushedBlock, SyncRun, Task
from tests.calendars.fake_provider import FAULTS, Killed, World, meeting, worlds
from tests.calendars.phone import remote_change
from tests.calendars.remote_series import RemoteSeries
from tests.conftest import NOW, make_user
from tests.lanes import BIG

SHARES = 4  # run in parallel by the test workers
EXAMPLES = (10_000 if BIG else 16) // SHARES
STEPS = 14
MAX_QUIET_RUNS = 12  # without faults, after which nothing may change any more
COUNTS = ("read", "removed", "held", "pushed", "withdrawn", "moved", "trouble")

days = st.integers(0, 2).map(lambda n: NOW.date() + timedelta(days=n))
hours = st.integers(8, 11).map(time)
titles = st.sampled_from(["Write", "Read", "Call"])
pick = st.integers(0, 5)


class Histories(RemoteSeries, RuleBasedStateMachine):
    """Alice's local tasks, her remote calendars, and random events on both sides."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.world = World(events={"work": {}, "home": {}})
        worlds.append(self.world)
        self.now = NOW
        self.alice = make_user("alice@example.org", "Europe/Berlin")
        owner = {"user": self.alice, "provider": "google", "identity": "1"}
        self.account = CalendarAccount.objects.create(**owner, state="active")
        fields = {"user": self.alice, "account": self.account, "made_here": True}
        self.block_calendar = Calendar.objects.create(
            **fields, name="Whendoist", receives_blocks=True
        )
        self.statuses: dict[int, str] = {}
        self.deleted_remotely: dict[str, str] = {}
        self.names = iter(range(1000))
        self.latest: SyncRun | None = None

    def teardown(self) -> None:
        try:
            self.settle_down()
        finally:
            worlds.pop()
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    # --- local edits ------------------------------------------------------------------------------

    @rule(title=titles, day=days, at=hours)
    def add(self, title, day, at):
        fields = {"title": title, "scheduled_date": day, "scheduled_time": at}
        pk = tasks.add(self.alice, fields).changes[0].object_id
        self.statuses[pk] = "pending"

    @precondition(lambda self: self.statuses)
    @rule(n=pick, day=days, at=hours)
    def move(self, n, day, at):
        tasks.change(self.alice, self.task(n), {"scheduled_date": day, "scheduled_time": at})

    @precondition(lambda self: self.statuses)
    @rule(n=pick, title=titles)
    def rename(self, n, title):
        tasks.change(self.alice, self.task(n), {"title": title})

    @precondition(lambda self: self.statuses)
    @rule(n=pick, minutes=st.sampled_from([30, 45, 90]))
    def resize(self, n, minutes):
        tasks.change(self.alice, self.task(n), {"duration": minutes})

    @precondition(lambda self: self.statuses)
    @rule(n=pick)
    def unschedule(self, n):
        tasks.change(self.alice, self.task(n), {"scheduled_date": None, "scheduled_time": None})

    @precondition(lambda self: self.statuses)
    @rule(n=pick)
    def archive(self, n):
        pk = self.task(n)
        tasks.archive(self.alice, pk)
        self.statuses[pk] = "archived"

    @precondition(lambda self: self.statuses)
    @rule(n=pick)
    def restore(self, n):
        pk = self.task(n)
        tasks.restore(self.alice, pk)
        self.statuses[pk] = "pending"

    # --- remote edits -----------------------------------------------------------------------------

    @rule(day=days, at=hours, into_block_calendar=st.booleans())
    def add_remote_event(self, day, at, into_block_calendar):
        calendar = (
            self.remote_calendar() if into_block_calendar and self.remote_calendar() else "work"
        )
        begin = NOW.replace(hour=at.hour) + (day - NOW.date())
        name = f"foreign{next(self.names)}"
        self.world.write(calendar, meeting(name, begin, begin + timedelta(hours=1)))

    @rule(n=pick, shift=st.integers(-2, 2))
    def change_or_cancel_remote_event(self, n, shift):
        remote = self.foreign_events()
        if not remote:
            return
        event = remote[n % len(remote)]
        if not shift:
            self.world.delete("work", event.remote_id)
            return
        by = timedelta(hours=shift)
        moved = replace(event, starts_at=event.starts_at + by, ends_at=event.ends_at + by)
        self.world.write("work", moved)

    @rule(
        n=pick,
        how=st.sampled_from(["move", "far", "all day", "resize", "rename", "drag", "delete"]),
    )
    def change_pushed_block_remotely(self, n, how):
        remote = self.pushed_events()
        if not remote:
            return
        event = remote[n % len(remote)]
        if how in ("delete", "drag"):
            key = self.world.blocks[event.remote_id].key
            self.deleted_remotely[key] = event.remote_id
            self.world.delete(self.remote_calendar(), event.remote_id)
        if how == "drag":
            self.world.write("work", event)
        elif how != "delete":
            self.world.write(self.remote_calendar(), replace(event, **remote_change(event, how)))

    # --- faults -----------------------------------------------------------------------------------

    @rule(call=st.integers(0, 8), fault=st.sampled_from(FAULTS))
    def inject_fault(self, call, fault):
        self.world.faults[self.world.calls + call] = fault

    @rule()
    def expire_tokens(self):
        self.world.epoch += 1

    @rule()
    def empty_next_listing(self):
        self.world.empty_next_listing = True
        self.world.epoch += 1

    @rule()
    def empty_next_calendar_list(self):
        self.world.empty_next_calendar_list = True

    @rule()
    def sync(self):
        self.now += timedelta(hours=1)  # past any claim, rate limit and retry delay
        self.latest = None
        accident = self.world.accident
        with clock.at(self.now), suppress(Killed):
            self.latest = sync.sync(self.account.pk)
        if self.latest and not accident:
            self.series_are_as_listed()

    # --- invariants -------------------------------------------------------------------------------

    @invariant()
    def tasks_are_unchanged(self):
        statuses = Task.objects.for_user(self.alice).values_list("pk", "status")
        assert dict(statuses) == self.statuses

    @invariant()
    def no_block_is_duplicated(self):
        keys = Counter(self.world.blocks[event.remote_id].key for event in self.pushed_events())
        assert all(times == 1 for times in keys.values()), keys

    @invariant()
    def pushed_events_are_never_copied(self):
        names = set(self.world.blocks)
        assert not names & set(Event.objects.values_list("remote_id", flat=True))

    def settle_down(self) -> None:
        """Run without faults until nothing changes, then check that both sides agree."""
        self.world.end_faults()
        retry_now(self.account)  # a failing calendar rests for up to six hours
        idle = 0
        for _ in range(MAX_QUIET_RUNS):
            self.sync()
            quiet = self.latest and not any(getattr(self.latest, name) for name in COUNTS)
            idle = idle + 1 if quiet else 0
            if idle == 2:
                break
            for calendar in Calendar.objects.filter(account=self.account):
                delete_held_events(calendar)
        assert idle == 2, "the sync never settles"
        self.tasks_are_unchanged()
        self.no_block_is_duplicated()
        self.remote_events_are_copied()
        self.blocks_are_pushed()

    def remote_events_are_copied(self) -> None:
        for name in self.world.events:
            remote = {
                (pk, event.title, event.starts_at, event.ends_at)
                for pk, event in self.world.live(name).items()
                if pk not in self.world.blocks
            }
            rows = Event.objects.filter(calendar__account=self.account, calendar__remote_id=name)
            assert set(rows.values_list("remote_id", "title", "starts_at", "ends_at")) == remote

    def blocks_are_pushed(self) -> None:
        calendar = Calendar.objects.get(account=self.account, receives_blocks=True)
        with clock.at(self.now):
            wanted = blocks_to_push(calendar, push_window(clock.today(self.alice)))
        remote = {self.world.blocks[event.remote_id].key: event for event in self.pushed_events()}
        for key, block in wanted.items():
            if key in remote:
                self.assert_equal(remote[key], block)
            else:
                self.assert_detached(key)
        assert remote.keys() <= wanted.keys(), "a removed block is still there"
        self.deleted_blocks_stay_deleted(remote)

    def assert_equal(self, event, block) -> None:
        assert (event.title, event.slot) == (block.title, block.slot)

    def assert_detached(self, key) -> None:
        assert key in self.deleted_remotely
        row = PushedBlock.objects.get(calendar__account=self.account, block=key)
        assert row.state == "detached"

    def deleted_blocks_stay_deleted(self, remote) -> None:
        """A remotely deleted block may only come back after a later local edit."""
        for key, event_id in self.deleted_remotely.items():
            if key in remote and remote[key].remote_id != event_id:
                deleted = self.last_pushed(event_id)
                assert self.world.blocks[remote[key].remote_id] != deleted, (
                    "a deleted block was restored"
                )

    def last_pushed(self, event_id):
        return self.world.blocks[event_id]

    def task(self, n: int) -> int:
        return list(self.statuses)[n % len(self.statuses)]

    def remote_calendar(self) -> str:
        return next((name for name in self.world.events if name.startswith("made")), "")

    def foreign_events(self):
        events = self.world.live("work")
        return [events[pk] for pk in sorted(events.keys() - self.world.blocks.keys())]

    def pushed_events(self):
        if not self.remote_calendar():
            return []
        return [
            event
            for event in self.world.live(self.remote_calendar()).values()
            if event.remote_id in self.world.blocks
        ]


@pytest.mark.parametrize("share", range(SHARES))
def test_both_sides_agree_after_any_random_history(db, clock, monkeypatch, share):
    monkeypatch.setitem(accounts.PROVIDERS, "google", "tests.calendars.fake_provider.connect")
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
    options = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=checks,
    )

    histories_of(Histories, settings=options)


@pytest.fixture(autouse=True)
def quiet(caplog):
    caplog.set_level("CRITICAL")
