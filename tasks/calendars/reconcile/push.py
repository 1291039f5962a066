"""Sends the ledger's waiting rows; each result is saved before the next request is sent."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import clock
from tasks.calendars.base import (
    Block,
    CalendarGone,
    EventChanged,
    EventExists,
    EventGone,
    EventRejected,
    RemoteEvent,
    Writer,
)
from tasks.calendars.reconcile import ledger
from tasks.calendars.reconcile.moves import Move, apply_remote_moves, move_of, set_agreed_slot
from tasks.models import Calendar, PushedBlock

logger = logging.getLogger(__name__)

State = PushedBlock.State
MOVED_AWAY = _(
    "You moved “%(title)s” to your calendar “%(calendar)s”. Move it there, and it moves in "
    "Whendoist too. Change it in Whendoist, and it is back in “%(own)s”: then delete the one in "
    "“%(calendar)s”."
)


@dataclass(slots=True)
class PushResult:
    """What sending changed, in events."""

    pushed: int = 0
    withdrawn: int = 0
    moved: int = 0
    notes: list[str] = field(default_factory=list)  # sentences about moves, for the account's log


def send(
    writer: Writer,
    calendar: Calendar,
    blocks: Mapping[str, Block],
    until: datetime | None = None,
    all_read: bool = True,
) -> PushResult:
    """Send the waiting rows until `until`; the rest wait for the next run.

    Can be interrupted anywhere and repeated. Errors of the whole account or calendar are raised; an
    error of one event is stored with its row. Unless all calendars of the account were read, no
    event counts as deleted, because it may be in another one.
    """
    sender = Sender(writer, calendar, blocks, PushResult(), all_read)
    for row in calendar.pushed.waiting().order_by("day", "pk"):
        if until and clock.now() >= until:
            break
        sender.send(row)
        ledger.save(row)
    return sender.result


@dataclass(slots=True)
class Sender:
    """Sends the ledger rows of one calendar."""

    writer: Writer
    calendar: Calendar
    blocks: Mapping[str, Block]
    result: PushResult
    all_read: bool

    def send(self, row: PushedBlock) -> None:
        """Send one row's change and record the outcome on the row, without saving it."""
        block = self.blocks.get(row.block)
        try:
            if row.state == State.REMOVING:
                self._remove(row)
            elif row.state == State.DOUBTED:
                self._look_up_event(row, block)
            elif block and row.etag:
                self._update(row, block)
            elif block:
                self._create(row, block)
        except EventRejected as error:
            logger.warning("block rejected user=%s block=%s", row.user_id, row.block)
            row.state, row.trouble = State.REFUSED, str(error)
            row.pushed_hash = block.hash if block else ""

    def _create(self, row: PushedBlock, block: Block) -> None:
        self._record_attempt(row, block)
        try:
            etag = self.writer.create(self.calendar.remote_id, row.event_id, block)
        except EventExists:
            self._adopt(row, block)
        else:
            self._acknowledge(row, block, etag)

    def _adopt(self, row: PushedBlock, block: Block) -> None:
        """Adopt an event that was created before its response was lost.

        If it was deleted remotely since, it is not created again.
        """
        event = self.writer.find(self.calendar.remote_id, row.event_id)
        if event is None or event.cancelled:
            ledger.mark_gone(row)
        else:
            row.etag = event.etag
            self._update(row, block)

    def _update(self, row: PushedBlock, block: Block) -> None:
        last_sent = row.pushed_hash
        self._record_attempt(row, block)
        try:
            etag = self.writer.update(self.calendar.remote_id, row.event_id, block, row.etag)
        except EventGone:
            row.pushed_hash = last_sent
            self._mark_gone(row, block)
        except EventChanged:
            row.pushed_hash = last_sent
            self._look_up_event(row, block)
        else:
            self._acknowledge(row, block, etag)

    def _record_attempt(self, row: PushedBlock, block: Block) -> None:
        """Save what is about to be sent: if this process dies, the next one recognizes it."""
        row.sent, row.pushed_hash = True, block.hash
        ledger.save(row)

    def _acknowledge(self, row: PushedBlock, block: Block, etag: str) -> None:
        row.etag, row.day, row.state, row.trouble = etag, block.day, State.SYNCED, ""
        set_agreed_slot(row, block.slot)
        self.result.pushed += 1

    def _look_up_event(self, row: PushedBlock, block: Block | None) -> None:
        event = self.writer.find(self.calendar.remote_id, row.event_id)
        if event is None or event.cancelled:
            self._mark_gone(row, block)
            return
        row.seen_in = ""  # a second copy, such as an invited person's
        self._move(row, ledger.record_remote_event(row, event, block))

    def _mark_gone(self, row: PushedBlock, block: Block | None) -> None:
        """Detach a row whose event is gone, or in another calendar of the account."""
        if not (self.all_read or row.seen_in):
            return  # look it up again in the next run
        elsewhere = self._find_elsewhere(row)
        row.trouble = row.trouble if elsewhere else ""
        ledger.mark_gone(row)
        if elsewhere and block:
            self._move(row, move_of(row, elsewhere.slot, block))
        elif block:
            ledger.plan_update(row, block)  # it may have been changed here since

    def _find_elsewhere(self, row: PushedBlock) -> RemoteEvent | None:
        """Return the event as it is in another calendar; explain on the row what that means."""
        other = self.calendar.account.calendars.filter(remote_id=row.seen_in).first()
        row.seen_in = ""
        event = self._find_in(other, row.event_id) if other else None
        if event is None or event.cancelled:
            return None
        sentence = MOVED_AWAY % {"calendar": other, "own": self.calendar, "title": event.title}
        if row.trouble != sentence:
            row.trouble = sentence
            self.result.notes.append(sentence)
        return event

    def _find_in(self, calendar: Calendar, event_id: str) -> RemoteEvent | None:
        try:
            return self.writer.find(calendar.remote_id, event_id)
        except CalendarGone:
            return None

    def _move(self, row: PushedBlock, move: Move | None) -> None:
        """Apply a remote move, and save its row in the same transaction."""
        if move is None:
            return
        with transaction.atomic():
            moved, rejected = apply_remote_moves(row.user, [move])
            ledger.save(row)
        self.result.moved += moved
        self.result.notes += rejected

    def _remove(self, row: PushedBlock) -> None:
        try:
            self.writer.delete(self.calendar.remote_id, row.event_id)
        except EventGone:
            logger.info("pushed event was already gone user=%s block=%s", row.user_id, row.block)
        row.state = ""
        self.result.withdrawn += 1
