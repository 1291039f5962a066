"""Sends what the ledger has waiting; each answer is written down before the next is asked for."""

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
    EventRefused,
    Writer,
)
from tasks.calendars.reconcile import ledger
from tasks.calendars.reconcile.deletion_limits import held_removals
from tasks.calendars.reconcile.moves import apply_remote_move
from tasks.models import Calendar, PushedBlock

logger = logging.getLogger(__name__)

State = PushedBlock.State


@dataclass(slots=True)
class Sent:
    """What came of sending."""

    pushed: int = 0
    withdrawn: int = 0
    held: int = 0
    moved: int = 0


def send(
    writer: Writer, calendar: Calendar, blocks: Mapping[str, Block], until: datetime | None = None
) -> Sent:
    """Send what waits, as long as it is before `until`; what is left waits for the next run.

    Safe to interrupt anywhere and to repeat. Whatever the provider raises for the whole account or
    calendar comes through; what it raises for one event stays with that event.
    """
    held = held_removals(calendar).values_list("pk", flat=True)
    sender = Sender(writer, calendar, blocks, Sent(held=len(held)))
    for row in calendar.pushed.waiting().exclude(pk__in=held).order_by("day", "pk"):
        if until and clock.now() >= until:
            break
        sender.send(row)
        ledger.save(row)
    return sender.sent


@dataclass(slots=True)
class Sender:
    """One calendar's sending."""

    writer: Writer
    calendar: Calendar
    blocks: Mapping[str, Block]
    sent: Sent

    def send(self, row: PushedBlock) -> None:
        """Do what one row waits for; its outcome is on the row, not saved yet."""
        block = self.blocks.get(row.block)
        try:
            if row.state == State.REMOVING:
                self._withdraw(row)
            elif row.state == State.DOUBTED:
                self._look_up(row, block)
            elif block and row.etag:
                self._update(row, block)
            elif block:
                self._create(row, block)
        except EventRefused as refusal:
            logger.warning("block refused user=%s block=%s", row.user_id, row.block)
            row.state, row.trouble = State.REFUSED, str(refusal)
            row.pushed_hash = block.hash if block else ""

    def _create(self, row: PushedBlock, block: Block) -> None:
        row.sent = True
        ledger.save(row)  # before it is: should this process die now, the next one will know
        try:
            etag = self.writer.create(self.calendar.remote_id, row.event_id, block)
        except EventExists:
            self._find_again(row, block)
        else:
            self._acknowledge(row, block, etag)

    def _find_again(self, row: PushedBlock, block: Block) -> None:
        """It was sent before and the answer lost. If it was deleted there since, it stays away."""
        event = self.writer.find(self.calendar.remote_id, row.event_id)
        if event is None or event.cancelled:
            ledger.gone(row)
            row.pushed_hash = block.hash
        else:
            row.etag = event.etag
            self._update(row, block)

    def _update(self, row: PushedBlock, block: Block) -> None:
        try:
            etag = self.writer.update(self.calendar.remote_id, row.event_id, block, row.etag)
        except EventGone:
            ledger.gone(row)
        except EventChanged:
            self._look_up(row, block)
        else:
            self._acknowledge(row, block, etag)

    def _acknowledge(self, row: PushedBlock, block: Block, etag: str) -> None:
        row.etag, row.pushed_hash, row.day = etag, block.hash, block.day
        row.state, row.trouble = State.SYNCED, ""
        self.sent.pushed += 1

    def _look_up(self, row: PushedBlock, block: Block | None) -> None:
        event = self.writer.find(self.calendar.remote_id, row.event_id)
        if event is None or event.cancelled:
            ledger.gone(row)
        elif move := ledger.settle(row, event, block):
            self.sent.moved += apply_remote_move(row.user, move)

    def _withdraw(self, row: PushedBlock) -> None:
        try:
            self.writer.delete(self.calendar.remote_id, row.event_id)
        except EventGone:
            logger.info("block was gone user=%s block=%s", row.user_id, row.block)
        row.state = ""
        self.sent.withdrawn += 1
