"""Random histories of edits on both sides, lost requests and dying processes: both sides agree in
the end, nothing is doubled, nothing comes back, and no task is lost

A few in CI; `WHENDOIST_BIG=1` runs 10,000.
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
from tasks.calendars.blocks import blocks_of
from tasks.calendars.reconcile import delete_suspected
from tasks.calendars.windows import push_window
from tasks.editing import tasks
from tasks.models import Calendar, CalendarAccount, Event, PushedBlock, SyncRun, Task
from tests.calendars.fake_provider import FAULTS, Killed, World, meeting, worlds
from tests.conftest import NOW, make_user
from tests.lanes import BIG

SHARES = 4  # that workers of the tests do side by side
EXAMPLES = (10_000 if BIG else 16) // SHARES
STEPS = 14
QUIET = 12  # runs without faults in which everything must have come to rest
FIGURES = ("read", "removed", "held", "pushed", "withdrawn", "moved", "trouble")

days = st.integers(0, 2).map(lambda n: NOW.date() + timedelta(days=n))
hours = st.integers(8, 11).map(time)
titles = st.sampled_from(["Write", "Read", "Call"])
pick = st.integers(0, 5)


class Histories(RuleBasedStateMachine):
    """Alice's tasks here, her calendars there, and whatever happens to both."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.world = World()
        worlds.append(self.world)
        self.now = NOW
        self.alice = make_user("alice@example.org", "Europe/Berlin")
        connected = {"user": self.alice, "provider": "google", "identity": "1"}
        self.account = CalendarAccount.objects.create(**connected, state="active")
        here = {"user": self.alice, "account": self.account, "made_here": True}
        self.ours = Calendar.objects.create(**here, name="Whendoist", receives_blocks=True)
        self.statuses: dict[int, str] = {}
        self.deleted_there: dict[str, str] = {}
        self.names = iter(range(1000))
        self.latest: SyncRun | None = None

    def teardown(self) -> None:
        try:
            self.come_to_rest()
        finally:
            worlds.pop()
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    # --- here -------------------------------------------------------------------------------------

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

    # --- there ------------------------------------------------------------------------------------

    @rule(day=days, at=hours, into_ours=st.booleans())
    def somebody_invites(self, day, at, into_ours):
        calendar = self.made() if into_ours and self.made() else "work"
        begin = NOW.replace(hour=at.hour) + (day - NOW.date())
        name = f"theirs{next(self.names)}"
        self.world.write(calendar, meeting(name, begin, begin + timedelta(hours=1)))

    @rule(n=pick, shift=st.integers(-2, 2))
    def somebody_changes_or_calls_off(self, n, shift):
        there = self.world.live("work")
        if not there:
            return
        event = list(there.values())[n % len(there)]
        if not shift:
            self.world.delete("work", event.remote_id)
            return
        by = timedelta(hours=shift)
        moved = replace(event, starts_at=event.starts_at + by, ends_at=event.ends_at + by)
        self.world.write("work", moved)

    @rule(n=pick, how=st.sampled_from(["move", "resize", "rename", "delete"]))
    def alice_changes_a_block_there(self, n, how):
        there = self.pushed_there()
        if not there:
            return
        event = there[n % len(there)]
        hour = timedelta(hours=1)
        if how == "delete":
            key = self.world.blocks[event.remote_id].key
            self.deleted_there[key] = event.remote_id
            self.world.delete(self.made(), event.remote_id)
        elif how == "move":
            later = replace(event, starts_at=event.starts_at + hour, ends_at=event.ends_at + hour)
            self.world.write(self.made(), later)
        elif how == "resize":
            self.world.write(self.made(), replace(event, ends_at=event.ends_at + hour))
        else:
            self.world.write(self.made(), replace(event, title="Renamed there"))

    # --- in between -------------------------------------------------------------------------------

    @rule(call=st.integers(0, 8), fault=st.sampled_from(FAULTS))
    def a_call_will_fail(self, call, fault):
        self.world.faults[self.world.calls + call] = fault

    @rule()
    def tokens_expire(self):
        self.world.epoch += 1

    @rule()
    def the_next_whole_listing_is_empty(self):
        self.world.lies = True
        self.world.epoch += 1

    @rule()
    def the_next_list_of_calendars_is_empty(self):
        self.world.forgets = True

    @rule()
    def sync(self):
        self.now += timedelta(hours=1)  # past any claim, budget and waiting
        self.latest = None
        with clock.at(self.now), suppress(Killed):
            self.latest = sync.sync(self.account.pk)

    # --- what always holds ------------------------------------------------------------------------

    @invariant()
    def no_task_is_lost_or_changed_state(self):
        found = Task.objects.for_user(self.alice).values_list("pk", "status")
        assert dict(found) == self.statuses

    @invariant()
    def nothing_is_there_twice(self):
        keys = Counter(self.world.blocks[event.remote_id].key for event in self.pushed_there())
        assert all(times == 1 for times in keys.values()), keys

    @invariant()
    def ours_are_never_taken_for_theirs(self):
        names = set(self.world.blocks)
        assert not names & set(Event.objects.values_list("remote_id", flat=True))

    def come_to_rest(self) -> None:
        """Both sides say the same, once the faults are over."""
        self.world.faults.clear()
        self.world.lies = self.world.forgets = False
        idle = 0
        for _ in range(QUIET):
            self.sync()
            quiet = self.latest and not any(getattr(self.latest, name) for name in FIGURES)
            idle = idle + 1 if quiet else 0
            if idle == 2:
                break
            for calendar in Calendar.objects.filter(account=self.account):
                delete_suspected(calendar)
                calendar.pushed.removing().update(removal_confirmed=True)
        assert idle == 2, "it never comes to rest"
        self.no_task_is_lost_or_changed_state()
        self.nothing_is_there_twice()
        self.theirs_are_here()
        self.ours_are_there()

    def theirs_are_here(self) -> None:
        for name in self.world.events:
            there = {
                (pk, event.title, event.starts_at, event.ends_at)
                for pk, event in self.world.live(name).items()
                if pk not in self.world.blocks
            }
            rows = Event.objects.filter(calendar__account=self.account, calendar__remote_id=name)
            assert set(rows.values_list("remote_id", "title", "starts_at", "ends_at")) == there

    def ours_are_there(self) -> None:
        with clock.at(self.now):
            wanted = blocks_of(self.alice, push_window(clock.today(self.alice)))
        there = {self.world.blocks[each.remote_id].key: each for each in self.pushed_there()}
        for key, block in wanted.items():
            if key in there:
                self.they_say_the_same(there[key], block)
            else:
                self.it_was_deleted_there(key)
        assert there.keys() <= wanted.keys(), "something stayed there"
        self.nothing_came_back(there)

    def they_say_the_same(self, event, block) -> None:
        assert (event.title, event.starts_at, event.ends_at) == (
            *(block.title, block.starts_at, block.ends_at),
        )

    def it_was_deleted_there(self, key) -> None:
        assert key in self.deleted_there
        row = PushedBlock.objects.get(calendar__account=self.account, block=key)
        assert row.state == "detached"

    def nothing_came_back(self, there) -> None:
        """What Alice deleted there stands there again only as an event of a later edit here."""
        for key, event_id in self.deleted_there.items():
            if key in there and there[key].remote_id != event_id:
                deleted = self.last_word(event_id)
                assert self.world.blocks[there[key].remote_id] != deleted, "it came back"

    def last_word(self, event_id):
        return self.world.blocks[event_id]

    # --- who is who -------------------------------------------------------------------------------

    def task(self, n: int) -> int:
        return list(self.statuses)[n % len(self.statuses)]

    def made(self) -> str:
        return next((name for name in self.world.events if name != "work"), "")

    def pushed_there(self):
        if not self.made():
            return []
        return [
            each
            for each in self.world.live(self.made()).values()
            if each.remote_id in self.world.blocks
        ]


@pytest.mark.parametrize("share", range(SHARES))
def test_any_history_comes_to_rest(db, clock, monkeypatch, share):
    monkeypatch.setitem(accounts.PROVIDERS, "google", "tests.calendars.fake_provider.connected")
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
