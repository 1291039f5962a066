"""Applies remote moves: a block that was moved on the remote calendar moves locally too."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from core.models import User
from tasks.calendars.base import Block, RemoteEvent
from tasks.calendars.blocks import occurrence_of
from tasks.constants import FIRST_DAY, LAST_DAY
from tasks.editing import instances, tasks
from tasks.editing.chunks import as_task_fields
from tasks.editing.commands import InstanceFields, SlotFields, TaskFields
from tasks.errors import Conflict, NotFound, Rejected
from tasks.models import TaskInstance

logger = logging.getLogger(__name__)

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Move:
    """A block's new slot; `minutes` only if its duration changed.

    `block` is the block after the move, which equals the remote event.
    """

    block: Block
    at: time | None
    minutes: int | None = None


def move_of(event: RemoteEvent, block: Block) -> Move | None:
    """Return the remote change of a block's slot, or None if it can't be applied locally.

    Chunks are not moved: a moved chunk could overlap another one of its task.
    """
    if "." in block.key:
        return None
    if event.starts_on and event.ends_on and not block.starts_at:
        one_day = event.ends_on - event.starts_on == timedelta(days=1)
        moved = one_day and event.starts_on != block.day
        return Move(replace(block, day=event.starts_on), None) if moved else None
    if not (event.starts_at and event.ends_at and block.starts_at and block.ends_at):
        return None
    if (event.starts_at, event.ends_at) == (block.starts_at, block.ends_at):
        return None
    length = event.ends_at - event.starts_at
    if not FIRST_DAY < event.starts_at.date() < LAST_DAY:
        return None
    local = event.starts_at.astimezone(ZoneInfo(block.zone))
    if local.second or length % MINUTE or not MINUTE <= length <= timedelta(days=1):
        return None
    resized = length != block.ends_at - block.starts_at
    moved_block = replace(block, day=local.date(), starts_at=event.starts_at, ends_at=event.ends_at)
    return Move(moved_block, local.time(), length // MINUTE if resized else None)


def apply_remote_move(user: User, move: Move) -> bool:
    """Move the task or occurrence to the remote slot, as an activity that can be undone.

    Returns False if the move is rejected; the block is then pushed again.
    """
    task, occurrence = move.block.task, occurrence_of(move.block.key)
    day = user.preferences.local_clock.day(move.block.day, move.at)
    slot: SlotFields = {"scheduled_date": day, "scheduled_time": move.at}
    try:
        if occurrence:
            rows = TaskInstance.objects.for_user(user).filter(task=task)
            row = rows.get(recurrence_id=occurrence[0], recurrence_time=occurrence[1])
            own_duration: InstanceFields = {"own_duration": move.minutes} if move.minutes else {}
            instances.change(user, row.pk, {**slot, **own_duration})
        else:
            duration: TaskFields = {"duration": move.minutes} if move.minutes else {}
            row_fields = as_task_fields(tasks.get(user, task), {**slot, **duration})
            tasks.change(user, task, row_fields)
    except (Conflict, NotFound, Rejected, TaskInstance.DoesNotExist) as error:
        logger.info(
            "remote move rejected user=%s block=%s reason=%s", user.pk, move.block.key, error
        )
        return False
    return True
