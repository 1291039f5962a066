"""Remote moves: what moved on the remote calendar since both sides agreed moves locally too.

A three-way merge, separately for the start and the length: a field that changed only remotely is
applied, and one that changed locally stays, whatever happened remotely.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.models import User
from tasks.calendars.base import Block, EventSlot
from tasks.calendars.blocks import occurrence_of
from tasks.constants import FIRST_DAY, LAST_DAY
from tasks.editing import instances, tasks
from tasks.editing.chunks import as_task_fields, with_chunk
from tasks.editing.commands import Chunk, InstanceFields, SlotFields, TaskFields
from tasks.errors import Conflict, NotFound, Rejected
from tasks.models import PushedBlock, TaskInstance

logger = logging.getLogger(__name__)

MINUTE = timedelta(minutes=1)
MAX_LENGTH = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Move:
    """A remote change of a block: its new start, a day if any time that day, or its new length.

    None is unchanged. `slot` is when the event now is, and `row` its ledger row.
    """

    row: PushedBlock
    slot: EventSlot
    block: Block
    start: datetime | date | None = None
    minutes: int | None = None

    @property
    def is_chunk(self) -> bool:
        return "." in self.block.key


class MoveResult(NamedTuple):
    """How many remote moves were applied, and a sentence for each that a rule forbids."""

    moved: int
    rejected: list[str]


def agreed_slot(row: PushedBlock) -> EventSlot | None:
    """Return when the event was when both sides last agreed; None if that is unknown."""
    slot = EventSlot(row.agreed_starts_at, row.agreed_ends_at, row.agreed_day)
    return slot if slot.start else None


def set_agreed_slot(row: PushedBlock, slot: EventSlot) -> None:
    row.agreed_starts_at, row.agreed_ends_at, row.agreed_day = slot


def move_of(row: PushedBlock, slot: EventSlot, block: Block) -> Move | None:
    """Return what to move locally after an event was found in `slot`; None if nothing.

    An event that is as it was last sent, whose response was lost, has not been moved.
    """
    agreed = agreed_slot(row) or (block.slot if block.hash == row.pushed_hash else None)
    if agreed is None or _moved(block, slot).hash == row.pushed_hash:
        return None
    start, minutes = _start(slot, agreed, block), _minutes(slot, agreed, block)
    return Move(row, slot, block, start, minutes) if start or minutes else None


def apply_remote_moves(user: User, moves: Sequence[Move]) -> MoveResult:
    """Make each move, as an activity that can be undone; record on its row that both sides agree.

    Chunks of one task move together, as they may change places. The block of a rejected move is
    pushed again.
    """
    together = defaultdict(list)
    for move in moves:
        together[move.block.task if move.is_chunk else move.block.key].append(move)
    rejected = [sentence for group in together.values() for sentence in _apply(user, group)]
    return MoveResult(len(moves) - len(rejected), rejected)


def _start(slot: EventSlot, agreed: EventSlot, block: Block) -> datetime | date | None:
    if slot.start == agreed.start or block.slot.start != agreed.start:
        return None
    if slot.starts_at is None:
        return slot.day if slot.day and FIRST_DAY < slot.day < LAST_DAY else None
    start = slot.starts_at.replace(second=0, microsecond=0)
    in_range = FIRST_DAY < start.date() < LAST_DAY
    return start if in_range and start != block.starts_at else None


def _minutes(slot: EventSlot, agreed: EventSlot, block: Block) -> int | None:
    length = slot.length
    if length is None or length == agreed.length or block.slot.length != agreed.length:
        return None
    minutes = round(length / MINUTE)
    in_range = MINUTE <= length <= MAX_LENGTH
    return minutes if in_range and minutes * MINUTE != block.slot.length else None


def _moved(block: Block, slot: EventSlot) -> Block:
    """Return the block as it would be in another slot."""
    if not slot.starts_at:
        day = slot.day or block.day
        return replace(block, day=day, starts_at=None, ends_at=None, reminder=None)
    if not FIRST_DAY < slot.starts_at.date() < LAST_DAY:
        return block
    day = slot.starts_at.astimezone(ZoneInfo(block.zone)).date()
    return replace(block, day=day, starts_at=slot.starts_at, ends_at=slot.ends_at)


def _apply(user: User, moves: Sequence[Move]) -> list[str]:
    block = moves[0].block
    try:
        _change(user, moves)
    except (Conflict, NotFound, Rejected, TaskInstance.DoesNotExist) as error:
        if len(moves) > 1:
            return [sentence for move in moves for sentence in _apply(user, [move])]
        logger.info("remote move rejected user=%s block=%s reason=%s", user.pk, block.key, error)
        sentence = _("“%(title)s” was moved in your calendar, but went back: %(reason)s")
        return [sentence % {"title": block.title, "reason": error}]
    for move in moves:
        _record(move)
    return []


def _record(move: Move) -> None:
    """Record on the row that both sides agree on the new slot.

    If nothing else had changed, the block counts as already pushed.
    """
    row, moved = move.row, _moved(move.block, move.slot)
    if move.block.hash == row.pushed_hash:
        row.pushed_hash = moved.hash
    row.day = moved.day
    set_agreed_slot(row, move.slot)


def _change(user: User, moves: Sequence[Move]) -> None:
    move, task = moves[0], moves[0].block.task
    slot = _slot_fields(user, move)
    if occurrence := occurrence_of(move.block.key):
        rows = TaskInstance.objects.for_user(user).filter(task=task)
        row = rows.get(recurrence_id=occurrence[0], recurrence_time=occurrence[1])
        own_duration: InstanceFields = {"own_duration": move.minutes} if move.minutes else {}
        instances.change(user, row.pk, {**slot, **own_duration})
    elif move.is_chunk:
        tasks.change(user, task, {"chunks": _moved_chunks(user, moves)})
    else:
        tasks.change(user, task, as_task_fields(tasks.get(user, task), _task_fields(user, move)))


def _moved_chunks(user: User, moves: Sequence[Move]) -> Sequence[Chunk]:
    """Return the chunks of a task after moves of some of them.

    A chunk is recognized by its start: its number depends on the order of the chunks.
    """
    chunks: Sequence[Chunk] = tasks.get(user, moves[0].block.task).chunks
    starts = [_chunk_start(user, chunk) for chunk in chunks]
    for move in moves:
        if move.block.starts_at not in starts:
            raise NotFound("block")
        fields = _task_fields(user, move)
        if fields.get("scheduled_date") and not fields.get("scheduled_time"):
            raise Rejected(_("A piece of a split task needs a time."))
        chunks = with_chunk(chunks, starts.index(move.block.starts_at), fields)
    return chunks


def _chunk_start(user: User, chunk: Chunk) -> datetime:
    start = datetime.fromisoformat(f"{chunk['date']}T{chunk['time']}")
    return user.preferences.local_clock.instant(start.date(), start.time())


def _task_fields(user: User, move: Move) -> TaskFields:
    duration: TaskFields = {"duration": move.minutes} if move.minutes else {}
    return {**_slot_fields(user, move), **duration}


def _slot_fields(user: User, move: Move) -> SlotFields:
    if move.start is None:
        return {}
    if not isinstance(move.start, datetime):
        return {"scheduled_date": move.start, "scheduled_time": None}
    day, at = user.preferences.local_clock.slot(move.start)
    return {"scheduled_date": day, "scheduled_time": at.replace(second=0)}
