"""What every provider of calendars offers, in which words, and what may go wrong."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol


class Window(NamedTuple):
    """The days that are kept of other calendars, both ends included."""

    first: date
    last: date


class Identity(NamedTuple):
    """Who an account belongs to there: unique at its provider, and how a person knows it."""

    identity: str
    name: str


@dataclass(frozen=True, slots=True)
class RemoteCalendar:
    """A calendar as its provider describes it. `mark` is what it was made with, if from here."""

    remote_id: str
    name: str
    colour: str = ""
    zone: str = ""
    writable: bool = False
    selected: bool = True
    mark: str = ""


@dataclass(frozen=True, slots=True)
class RemoteEvent:
    """One event, or one occurrence of a series, with the fields of `tasks.models.Event`.

    A cancelled one is a tombstone: its id, and perhaps nothing else. `ours` marks what was pushed
    from here, by whichever ledger.
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

    @property
    def cancelled(self) -> bool:
        return self.status == "cancelled"


@dataclass(frozen=True, slots=True)
class Listing:
    """What a calendar holds (`complete`), or what happened to it since a token; never a part.

    `token` is what to ask with next time; empty: the provider knows none.
    """

    events: Sequence[RemoteEvent]
    token: str
    complete: bool


def task_of(key: str) -> int:
    """The id of the task that a block is of."""
    return int(key.partition("/")[0].partition(".")[0])


@dataclass(frozen=True, slots=True)
class Block:
    """One block of ours as it is to stand on another calendar.

    `key` is the task's id, with the day of the series if it repeats or the number of the chunk if
    it is done in several: "12", "12/2026-03-02" or "12.1".
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
    def hash(self) -> str:
        """The same for two blocks exactly if nobody could tell them apart there."""
        said = json.dumps(asdict(self), default=str, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


class Provider(Protocol):
    """Reads calendars. Every method talks to the network, and raises one of the below."""

    def connect(self) -> Identity:
        """The first contact: try the sign-in, exchange it for what lasts, say who it is.

        Keeps what is secret by `accounts.keep_secrets`. Raises `SignedOut` with what to do.
        """
        ...

    def calendars(self) -> Sequence[RemoteCalendar]:
        """All of the account's calendars."""
        ...

    def listing(self, calendar: str, token: str, window: Window) -> Listing:
        """What happened since `token`; everything within `window` when it is empty.

        It is whole or it raises: nothing missing from it is missing by accident. Raises
        `TokenExpired` when the provider no longer knows the token.
        """
        ...

    def revoke(self) -> None:
        """Give the access back, where there is such a thing."""
        ...


class Writer(Provider, Protocol):
    """A provider that blocks can be pushed to."""

    def create_calendar(self, name: str, mark: str) -> RemoteCalendar:
        """Make a calendar that `calendars` will tell with the same mark."""
        ...

    def delete_calendar(self, calendar: str) -> None:
        """Delete it with everything in it, in one call. No error when it is gone."""
        ...

    def find(self, calendar: str, event_id: str) -> RemoteEvent | None:
        """One event, or None when it is gone or a tombstone."""
        ...

    def create(self, calendar: str, event_id: str, block: Block) -> str:
        """Make the event of this very id; return its etag. Raises `EventExists`, `CalendarGone`."""
        ...

    def update(self, calendar: str, event_id: str, block: Block, etag: str) -> str:
        """Change it unless it changed there since `etag`; return the new one.

        Raises `EventChanged` or `EventGone`.
        """
        ...

    def delete(self, calendar: str, event_id: str) -> None:
        """Raises `EventGone` when it is not there, or not any more."""
        ...


class Trouble(Exception):
    """Why a sync did not do what it should. The message is a sentence for the account's person.

    `retry_after` is in seconds, when the provider said so.
    """

    def __init__(self, sentence: str, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Unavailable(Trouble):
    """It may work later: no network, a failing server, too many requests."""


class Unreachable(Unavailable):
    """Nobody answers at one address; another one of the same host may."""


class SignedOut(Trouble):
    """The person, or the provider, took the access back."""


class TokenExpired(Trouble):
    """List everything anew."""


class TooMuch(Trouble):
    """One calendar is more than may be read; the others are not."""


class MayNotWrite(Trouble):
    """The account may be read, and nothing may be made in it."""


class CalendarGone(Trouble):
    """The calendar itself is not there any more, or not for us."""


class EventExists(Trouble):
    """There is, or was, an event of this id."""


class EventGone(Trouble):
    """There is no such event any more."""


class EventChanged(Trouble):
    """Somebody changed the event since the etag."""


class EventRefused(Trouble):
    """The provider will never accept this event as it is."""
