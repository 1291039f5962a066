"""The interface of a calendar provider: its data types, its methods and the errors it may raise."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol, runtime_checkable


class Window(NamedTuple):
    """A range of days, both ends included."""

    first: date
    last: date


class EventSlot(NamedTuple):
    """When an event is: from one instant to another, or all day, first on `day`."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    day: date | None = None

    @property
    def start(self) -> datetime | date | None:
        return self.starts_at or self.day

    @property
    def length(self) -> timedelta | None:
        """How long a timed event is; None if it is all day."""
        return self.ends_at - self.starts_at if self.starts_at and self.ends_at else None


class Identity(NamedTuple):
    """The owner of an account: an id that is unique at the provider, and a name to show.

    `addresses` are the email addresses that invitations reach them at, in lower case.
    """

    identity: str
    name: str
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoteCalendar:
    """A calendar as its provider describes it.

    `mark` is the mark it was created with; empty if another program created it.
    """

    remote_id: str
    name: str
    colour: str = ""
    zone: str = ""
    writable: bool = False
    selected: bool = True
    mark: str = ""


@dataclass(frozen=True, slots=True)
class RemoteEvent:
    """One remote event, or one occurrence of a series, with the fields of `tasks.models.Event`.

    A cancelled event is a tombstone: it may only have an id. `ours` is true for events pushed by
    Whendoist, even by another installation or a lost ledger. `entry` is a series at Google.
    """

    remote_id: str
    etag: str = ""
    uid: str = ""
    recurrence_id: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    zone: str = ""
    title: str = ""
    location: str = ""
    link: str = ""
    status: str = "confirmed"
    response: str = ""
    kind: str = "default"
    transparent: bool = False
    ours: bool = False
    entry: str = ""

    @property
    def cancelled(self) -> bool:
        return self.status == "cancelled"

    @property
    def entry_key(self) -> str:
        """What it is an occurrence of: the same at other times."""
        return self.entry or self.uid or self.remote_id

    @property
    def slot(self) -> EventSlot:
        return EventSlot(self.starts_at, self.ends_at, self.starts_on)


@dataclass(frozen=True, slots=True)
class Listing:
    """All events of a calendar (`complete`), or all changes since a sync token; never a part.

    `token` is the sync token for the next listing; empty if the provider has none. `ignored` are
    pairs of a title and a reason (`parsing.ignored`).
    """

    events: Sequence[RemoteEvent]
    token: str
    complete: bool
    ignored: Sequence[Sequence[str]] = ()


def task_of(key: str) -> int:
    """Return the id of the task that a block belongs to."""
    return int(key.partition("/")[0].partition(".")[0])


@dataclass(frozen=True, slots=True)
class Block:
    """One local block as it should appear on the remote calendar.

    `key` is the task's id, followed by the day for an occurrence of a series or by the number of
    the chunk: "12", "12/2026-03-02" or "12.1".
    """

    key: str
    title: str
    day: date
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    zone: str = ""
    notes: str = ""
    reminder: int | None = None
    completed: bool = False

    @property
    def task(self) -> int:
        return task_of(self.key)

    @property
    def slot(self) -> EventSlot:
        return EventSlot(self.starts_at, self.ends_at, None if self.starts_at else self.day)

    @property
    def hash(self) -> str:
        """A digest of every field that is pushed: equal blocks need no update."""
        fields = json.dumps(asdict(self), default=str, sort_keys=True)
        return hashlib.sha256(fields.encode()).hexdigest()


class Provider(Protocol):
    """Reads calendars. Every method talks to the network and raises only `CalendarError`s."""

    def connect(self) -> Identity:
        """Sign in for the first time and return the account's owner.

        Exchanges one-time credentials for lasting ones and stores them with
        `accounts.store_secrets`. Raises `SignedOut` with a sentence that says what to do.
        """
        ...

    def calendars(self) -> Sequence[RemoteCalendar]:
        """Return all calendars of the account."""
        ...

    def listing(self, calendar: str, token: str, window: Window) -> Listing:
        """Return the changes since `token`, or everything within `window` if it is empty.

        Raises rather than return a truncated listing: an event that is missing from a listing may
        be deleted locally. Raises `TokenExpired` if the provider no longer knows the token.
        """
        ...

    def revoke(self) -> None:
        """Revoke our access, if the provider supports that."""
        ...


class Writer(Provider, Protocol):
    """A provider that blocks can be pushed to."""

    def create_calendar(self, name: str, mark: str) -> RemoteCalendar:
        """Create a calendar that `calendars` will return with the same mark."""
        ...

    def delete_calendar(self, calendar: str) -> None:
        """Delete a calendar and its events in one request. Does nothing if it is gone."""
        ...

    def find(self, calendar: str, event_id: str) -> RemoteEvent | None:
        """Return one event, or None if it is gone. It may be a tombstone."""
        ...

    def create(self, calendar: str, event_id: str, block: Block) -> str:
        """Create the event with this id and return its etag.

        Raises `EventExists` or `CalendarGone`.
        """
        ...

    def update(self, calendar: str, event_id: str, block: Block, etag: str) -> str:
        """Update the event if its etag is still `etag`; return the new etag.

        Raises `EventChanged` or `EventGone`.
        """
        ...

    def delete(self, calendar: str, event_id: str) -> None:
        """Delete the event. Raises `EventGone` if it does not exist."""
        ...


class Channel(NamedTuple):
    """A push channel as its provider confirms it: what it watches, and when it ends."""

    resource: str
    until: datetime


@runtime_checkable
class Watcher(Provider, Protocol):
    """A provider that can notify us when a calendar changes."""

    def watch(
        self, calendar: str, channel: str, token: str, address: str, until: datetime
    ) -> Channel:
        """Open a channel: each change posts its id and token to `address`.

        Raises `Unavailable` if the provider opens none; the account is not signed out by that.
        """
        ...

    def stop_watching(self, channel: str, resource: str) -> None:
        """Close a channel. Does nothing if it has ended."""
        ...


class CalendarError(Exception):
    """A sync failed, as a whole or in part. The message is a sentence for the account's owner.

    `retry_after` is the provider's Retry-After in seconds, if it sent one.
    """

    def __init__(self, sentence: str, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Unavailable(CalendarError):
    """A temporary failure: no network, a failing server, too many requests."""


class Unreachable(Unavailable):
    """No connection to one IP address; another address of the same host may work."""


class RateLimited(Unavailable):
    """The account sends too many requests: all its calendars have to wait."""


class SignedOut(CalendarError):
    """The person or the provider revoked our access."""


class TokenExpired(CalendarError):
    """The sync token is no longer valid: a complete listing is needed."""


class TooLarge(CalendarError):
    """One calendar exceeds a limit."""


class WriteNotAllowed(CalendarError):
    """The account can be read, but we have no permission to create or delete calendars."""


class CalendarGone(CalendarError):
    """The calendar was deleted, or is no longer shared with this account."""


class EventExists(CalendarError):
    """An event with this id exists, or existed and was deleted."""


class EventGone(CalendarError):
    """The event does not exist any more."""


class EventChanged(CalendarError):
    """The event was changed remotely since the etag."""


class EventRejected(CalendarError):
    """The provider will not accept this event; retrying is pointless."""
