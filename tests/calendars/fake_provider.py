"""A calendar provider in memory that can simulate failing networks and dying processes.

`World` holds the remote calendars. As with real providers, sync tokens are positions in a log of
changes, deleted events leave tombstones and keep their ids, and every write makes a new etag.
`faults` maps calls to faults: the request or its response is lost, our process dies before or after
the call took effect, or an existing calendar is reported as not found.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from tasks.calendars import base
from tasks.calendars.base import Block, Identity, Listing, RemoteCalendar, RemoteEvent, Window

LOST, UNANSWERED, KILLED, KILLED_AFTER = "lost", "unanswered", "killed", "killed after"
MISSING = "missing"  # 404 for an existing calendar
FAULTS = [LOST, UNANSWERED, KILLED, KILLED_AFTER, MISSING]


class Killed(BaseException):
    """Our process was killed: no code of ours catches this."""


@dataclass
class World:
    """Remote calendars: `events[calendar][id]`, tombstones included."""

    events: dict[str, dict[str, RemoteEvent]] = field(default_factory=lambda: {"work": {}})
    blocks: dict[str, Block] = field(default_factory=dict)  # by event id, as last pushed
    marks: dict[str, str] = field(default_factory=dict)
    log: list[tuple[str, str]] = field(default_factory=list)
    epoch: int = 0  # of tokens: a token of an earlier epoch has expired
    empty_next_listing: bool = False  # with status 200
    torn_next_listing: bool = False  # with status 200, but only every fourth entry
    empty_next_calendar_list: bool = False  # with status 200
    faults: dict[int, str] = field(default_factory=dict)
    calls: int = 0
    listings: list[str] = field(default_factory=list)  # the calendars of all requests so far
    broken: dict[str, Exception] = field(default_factory=dict)  # what listing a calendar raises
    broken_writes: Exception | None = None  # what writing an event raises
    etags: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def accident(self) -> bool:
        """Whether the next listing will be empty or torn."""
        return self.empty_next_listing or self.torn_next_listing

    def end_faults(self) -> None:
        self.faults.clear()
        self.broken.clear()
        self.empty_next_listing = self.torn_next_listing = self.empty_next_calendar_list = False

    def write(self, calendar: str, event: RemoteEvent) -> str:
        etag = f"etag{next(self.etags)}"
        self.events[calendar][event.remote_id] = replace(event, etag=etag)
        self.log.append((calendar, event.remote_id))
        return etag

    def delete(self, calendar: str, event_id: str) -> None:
        self.write(calendar, RemoteEvent(event_id, status="cancelled"))

    def move_to(self, calendar: str, event: RemoteEvent, other: str) -> None:
        """Move an event into another calendar, where it keeps its id."""
        self.delete(calendar, event.remote_id)
        self.write(other, event)

    def live(self, calendar: str) -> dict[str, RemoteEvent]:
        return {pk: event for pk, event in self.events[calendar].items() if not event.cancelled}


@dataclass
class FakeProvider:
    """The provider of one account."""

    world: World

    def connect(self) -> Identity:
        return Identity("1", "Alice at work")

    def calendars(self) -> list[RemoteCalendar]:
        with self._request("calendars"):
            marks = self.world.marks
            if self.world.empty_next_calendar_list:
                self.world.empty_next_calendar_list = False
                return []
            return [
                RemoteCalendar(name, name, "#3553c8", mark=marks.get(name, ""))
                for name in self.world.events
            ]

    def listing(self, calendar: str, token: str, window: Window) -> Listing:
        with self._request("listing"):
            self.world.listings.append(calendar)
            if error := self.world.broken.get(calendar):
                raise error
            epoch, _, position = token.partition(".")
            if token and int(epoch) != self.world.epoch:
                raise base.TokenExpired("410")
            return self._since(calendar, int(position)) if token else self._all(calendar)

    def create_calendar(self, name: str, mark: str) -> RemoteCalendar:
        with self._request("create_calendar"):
            remote_id = f"made{len(self.world.events)}"
            self.world.events[remote_id] = {}
            self.world.marks[remote_id] = mark
            return RemoteCalendar(remote_id, name, mark=mark)

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
            event = self._calendar(calendar).get(event_id)
            if event is None or event.cancelled:
                raise base.EventGone("410")
            if event.etag != etag:
                raise base.EventChanged("412")
            return self._put(calendar, event_id, block)

    def delete(self, calendar: str, event_id: str) -> None:
        with self._request("delete"):
            event = self._calendar(calendar).get(event_id)
            if event is None or event.cancelled:
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
            raise base.Unavailable(f"The request {name} was lost.")
        try:
            yield
        finally:
            if fault == KILLED_AFTER:
                raise Killed(name)
            if fault == UNANSWERED:
                raise base.Unavailable(f"The response to {name} was lost.")

    def _calendar(self, calendar: str) -> dict[str, RemoteEvent]:
        if calendar not in self.world.events:
            raise base.CalendarGone("404")
        return self.world.events[calendar]

    def _put(self, calendar: str, event_id: str, block: Block) -> str:
        if self.world.broken_writes:
            raise self.world.broken_writes
        self.world.blocks[event_id] = block
        return self.world.write(calendar, event_of(event_id, block))

    def _all(self, calendar: str) -> Listing:
        events = [event for event in self._calendar(calendar).values() if not event.cancelled]
        if self.world.empty_next_listing:
            events = []
        if self.world.torn_next_listing:
            entries = sorted({event.entry_key for event in events})[::4]
            events = [event for event in events if event.entry_key in entries]
        self.world.empty_next_listing = self.world.torn_next_listing = False
        return Listing(events, self._token(), complete=True)

    def _since(self, calendar: str, position: int) -> Listing:
        events = self._calendar(calendar)
        changed = [pk for remote_id, pk in self.world.log[position:] if remote_id == calendar]
        # One entry per change: an event that changed twice is listed twice.
        gone = RemoteEvent("", status="cancelled")
        items = [events.get(pk) or replace(gone, remote_id=pk) for pk in changed]
        return Listing(items, self._token(), complete=False)

    def _token(self) -> str:
        return f"{self.world.epoch}.{len(self.world.log)}"


def event_of(event_id: str, block: Block) -> RemoteEvent:
    times: dict[str, Any] = {"starts_at": block.starts_at, "ends_at": block.ends_at}
    if not block.starts_at:
        times = {"starts_on": block.day, "ends_on": block.day + timedelta(days=1)}
    return RemoteEvent(event_id, title=block.title, ours=True, **times)


def meeting(event_id: str, start: datetime, end: datetime, title: str = "Meeting") -> RemoteEvent:
    return RemoteEvent(event_id, title=title, starts_at=start, ends_at=end)


# The accounts of a test are connected to the last one.
worlds: list[World] = []


def connect(account: Any) -> FakeProvider:
    """Return a fake provider; tests register this function in `accounts.PROVIDERS`."""
    return FakeProvider(worlds[-1])
