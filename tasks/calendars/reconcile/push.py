"""Sends the ledger's waiting rows; each result is saved before the next request is sent."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core import clock
from tasks.calendars.base import (
    Block,
    EventChanged,
    EventExists,
    EventGone,
    EventRejected,
    Writer,
)
from tasks.calendars.reconcile import ledger
from tasks.calendars.reconcile.moves import apply_remote_move
from tasks.models import Calendar, PushedBlock

logger = logging.getLogger(__name__)

State = PushedBlock.State


@dataclass(slots=True)
class PushResult:
    """What sending changed, in events."""

    pushed: int = 0
    withdrawn: int = 0
    moved: int = 0


def send(
    writer: Writer, calendar: Calendar, blocks: Mapping[str, Block], until: datetime | None = None
) -> PushResult:
    """Send the waiting rows until `until`; the rest wait for the next run.

    Can be interrupted anywhere and repeated. Errors of the whole account or calendar are raised;
    an error of one event is stored with its row.
    """
    sender = Sender(writer, calendar, blocks, PushResult())
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
        row.sent = True
        ledger.save(
            row
        )  # before sending: if this process dies, the next one knows the event may exist
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
            row.pushed_hash = block.hash
        else:
            row.etag = event.etag
            self._update(row, block)

    def _update(self, row: PushedBlock, block: Block) -> None:
        try:
            etag = self.writer.update(self.calendar.remote_id, row.event_id, block, row.etag)
        except EventGone:
            ledger.mark_gone(row)
        except EventChanged:
            self._look_up_event(row, block)
        else:
            self._acknowledge(row, block, etag)

    def _acknowledge(self, row: PushedBlock, block: Block, etag: str) -> None:
        row.etag, row.pushed_hash, row.day = etag, block.hash, block.day
        row.state, row.trouble = State.SYNCED, ""
        self.result.pushed += 1

    def _look_up_event(self, row: PushedBlock, block: Block | None) -> None:
        event = self.writer.find(self.calendar.remote_id, row.event_id)
        if event is None or event.cancelled:
            ledger.mark_gone(row)
        elif move := ledger.record_remote_event(row, event, block):
            self.result.moved += apply_remote_move(row.user, move)

    def _remove(self, row: PushedBlock) -> None:
        try:
            self.writer.delete(self.calendar.remote_id, row.event_id)
        except EventGone:
            logger.info("pushed event was already gone user=%s block=%s", row.user_id, row.block)
        row.state = ""
        self.result.withdrawn += 1
