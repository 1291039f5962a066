"""A provider in memory, with the faults of networks and processes, for tests of the reconcile.

`World` is what a person sees there. It keeps a log of changes as real providers do: tokens are
positions in it, tombstones stay, ids of deleted events stay taken, every write makes a new etag.
`faults` names what happens at which call: the request is lost, its answer is lost, this very
process dies before or after it took effect, or a calendar is said to be gone that is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any

from tasks.calendars import base
from tasks.calendars.base import Block, Identity, Listing, RemoteCalendar, RemoteEvent, Window

LOST, UNANSWERED, KILLED, KILLED_AFTER = "lost", "unanswered", "killed", "killed after"
MISSING = "missing"  # 404 for a calendar that is there
FAULTS = [LOST, UNANSWERED, KILLED, KILLED_AFTER, MISSING]


class Killed(BaseException):
    """The process is gone; nothing after this line happens."""


@dataclass
class World:
    """Calendars elsewhere: `events[calendar][id]`, tombstones included."""

    events: dict[str, dict[str, RemoteEvent]] = field(default_factory=lambda: {"work": {}})
    blocks: dict[str, Block] = field(default_factory=dict)  # by event id, as last pushed
    marks: dict[str, str] = field(default_factory=dict)
    log: list[tuple[str, str]] = field(default_factory=list)
    epoch: int = 0  # of tokens: those of earlier ones are no longer known
    lies: bool = False  # the next complete listing is empty, and says 200 OK
    forgets: bool = False  # the next list of calendars is empty, and says 200 OK
    faults: dict[int, str] = field(default_factory=dict)
    calls: int = 0
    etags: Iterator[int] = field(default_factory=lambda: count(1))

    def write(self, calendar: str, event: RemoteEvent) -> str:
        etag = f"etag{next(self.etags)}"
        self.events[calendar][event.remote_id] = replace(event, etag=etag)
        self.log.append((calendar, event.remote_id))
        return etag

    def delete(self, calendar: str, event_id: str) -> None:
        self.write(calendar, RemoteEvent(event_id, status="cancelled"))

    def live(self, calendar: str) -> dict[str, RemoteEvent]:
        return {pk: event for pk, event in self.events[calendar].items() if not event.cancelled}


@dataclass
class Fake:
    """The provider of one account in a world."""

    world: World

    def connect(self) -> Identity:
        return Identity("1", "Alice at work")

    def calendars(self) -> list[RemoteCalendar]:
        with self._request("calendars"):
            marks = self.world.marks
            if self.world.forgets:
                self.world.forgets = False
                return []
            return [
                RemoteCalendar(name, name, "#3553c8", mark=marks.get(name, ""))
                for name in self.world.events
            ]

    def listing(self, calendar: str, token: str, window: Window) -> Listing:
        with self._request("listing"):
            epoch, _, position = token.partition(".")
            if token and int(epoch) != self.world.epoch:
                raise base.TokenExpired("410")
            return self._since(calendar, int(position)) if token else self._all(calendar)

    def create_calendar(self, name: str, mark: str) -> RemoteCalendar:
        with self._request("create_calendar"):
            self.world.events[f"made{len(self.world.events)}"] = {}
            made = list(self.world.events)[-1]
            self.world.marks[made] = mark
            return RemoteCalendar(made, name, mark=mark)

    def delete_calendar(self, calendar: str) -> None:
        with self._request("delete_calendar"):
            self.world.events.pop(calendar, None)

    def find(self, calendar: str, event_id: str) -> RemoteEvent | None:
        with self._request("find"):
            return self._calendar(calendar).get(event_id)

    def create(self, calendar: str, event_id: str, block: Block) -> str:
        with self._request("create"):
            if event_id in self._calendar(calendar):
                raise base.EventExists("409")
            return self._put(calendar, event_id, block)

    def update(self, calendar: str, event_id: str, block: Block, etag: str) -> str:
        with self._request("update"):
            there = self._calendar(calendar).get(event_id)
            if there is None or there.cancelled:
                raise base.EventGone("410")
            if there.etag != etag:
                raise base.EventChanged("412")
            return self._put(calendar, event_id, block)

    def delete(self, calendar: str, event_id: str) -> None:
        with self._request("delete"):
            there = self._calendar(calendar).get(event_id)
            if there is None or there.cancelled:
                raise base.EventGone("410")
            self.world.delete(calendar, event_id)

    def revoke(self) -> None:
        with self._request("revoke"):
            pass

    @contextmanager
    def _request(self, name: str) -> Iterator[None]:
        fault = self.world.faults.pop(self.world.calls, None)
        self.world.calls += 1
        if fault == KILLED:
            raise Killed(name)
        if fault == MISSING and name in ("listing", "find", "create"):
            raise base.CalendarGone("404")
        if fault == LOST:
            raise base.Unavailable(f"{name} did not get through.")
        try:
            yield
        finally:
            if fault == KILLED_AFTER:
                raise Killed(name)
            if fault == UNANSWERED:
                raise base.Unavailable(f"The answer to {name} did not get through.")

    def _calendar(self, calendar: str) -> dict[str, RemoteEvent]:
        if calendar not in self.world.events:
            raise base.CalendarGone("404")
        return self.world.events[calendar]

    def _put(self, calendar: str, event_id: str, block: Block) -> str:
        self.world.blocks[event_id] = block
        return self.world.write(calendar, event_of(event_id, block))

    def _all(self, calendar: str) -> Listing:
        told = self._calendar(calendar)
        events = [] if self.world.lies else [each for each in told.values() if not each.cancelled]
        self.world.lies = False
        return Listing(events, self._token(), complete=True)

    def _since(self, calendar: str, token: int) -> Listing:
        told = self._calendar(calendar)
        changed = [pk for where, pk in self.world.log[token:] if where == calendar]
        # Each change by itself: what changed twice is told twice.
        return Listing([told[pk] for pk in changed], self._token(), complete=False)

    def _token(self) -> str:
        return f"{self.world.epoch}.{len(self.world.log)}"


def event_of(event_id: str, block: Block) -> RemoteEvent:
    when: dict[str, Any] = {"starts_at": block.starts_at, "ends_at": block.ends_at}
    return RemoteEvent(event_id, title=block.title, ours=True, **when)


def meeting(event_id: str, start: datetime, end: datetime, title: str = "Meeting") -> RemoteEvent:
    return RemoteEvent(event_id, title=title, starts_at=start, ends_at=end)


# The world that accounts of tests are connected to.
worlds: list[World] = []


def connected(account: Any) -> Fake:
    """What `accounts.PROVIDERS` names in these tests."""
    return Fake(worlds[-1])
