"""Who placed a block: the person, whose promise stays, or an accepted plan, which may move it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import NamedTuple

from tasks.editing.commands import Chunk, PlacedBy, SlotFields, TaskFields
from tasks.models import Task, TaskInstance

PERSON: PlacedBy = "person"
PLAN: PlacedBy = "plan"
Slot = tuple[date | None, time | None]


class Placement(NamedTuple):
    """Where a task was before an edit, and who placed it there."""

    slot: Slot
    chunks: Sequence[Chunk]
    placed_by: str

    @classmethod
    def of(cls, task: Task) -> Placement:
        return cls(_slot(task), task.chunks, task.placed_by)

    def is_accepted(self, day: str, at: str) -> bool:
        """Tell whether an accepted plan put a block here, given as in a chunk."""
        if self.placed_by == PERSON or None in self.slot:
            return False
        if not self.chunks:
            return (day, at) == tuple(map(str, self.slot))
        return any(
            (chunk["date"], chunk["time"]) == (day, at) and chunk.get("by") != PERSON
            for chunk in self.chunks
        )


def place_task(task: Task, old: Placement, fields: TaskFields, by: PlacedBy) -> None:
    """Record who placed a task whose columns were set from `fields`; `old` is where it was before.

    A changed slot was placed `by` the person or a plan. Only a person chooses a day; a plan that
    leaves the day drops the choice. `placed_by` and `day_chosen` in `fields` decide otherwise.
    """
    if (_slot(task), task.chunks) != (old.slot, old.chunks):
        task.placed_by = by if by == PLAN else _mark_moved(task, old, fields)
        _choose_day(task, old, fields, by)
    if "pinned" in fields and task.pinned:
        _place_whole(task, PERSON)
    if placed_by := fields.get("placed_by"):
        _place_whole(task, placed_by)
        task.pinned = fields.get("pinned", task.pinned and placed_by == PERSON)
    if task.scheduled_time is None:
        task.placed_by = PERSON
    task.day_chosen = fields.get("day_chosen", task.day_chosen)


def place_instance(row: TaskInstance, old: Slot, fields: SlotFields, by: PlacedBy) -> None:
    """Record who placed a day of a series; `old` is where it was before."""
    if _slot(row) != old:
        row.placed_by = by
    row.placed_by = fields.get("placed_by", row.placed_by)
    if row.scheduled_time is None:
        row.placed_by = PERSON


def _mark_moved(task: Task, old: Placement, fields: TaskFields) -> PlacedBy:
    """Mark the chunks that a person moved; return who placed the task as a whole.

    What still begins where a plan put it stays accepted, unless the chunk says otherwise.
    """
    chunks = sorted(fields.get("chunks") or [_whole(task)], key=_begin)
    placed_by = [
        chunk.get("by") or (PLAN if old.is_accepted(*_begin(chunk)) else PERSON) for chunk in chunks
    ]
    if PLAN not in placed_by:
        _place_whole(task, PERSON)
        return PERSON
    task.chunks = [_marked(*pair) for pair in zip(task.chunks, placed_by, strict=False)]
    return PLAN


def _choose_day(task: Task, old: Placement, fields: TaskFields, by: PlacedBy) -> None:
    if by == PLAN:
        task.day_chosen = task.day_chosen and task.scheduled_date == old.slot[0]
    elif len({chunk["date"] for chunk in task.chunks}) > 1:
        task.day_chosen = False
    elif {"scheduled_date", "chunks"} & fields.keys():
        task.day_chosen = task.scheduled_date is not None


def _place_whole(task: Task, by: PlacedBy) -> None:
    task.placed_by = by
    task.chunks = [_marked(chunk, PLAN) for chunk in task.chunks]


def _marked(chunk: Chunk, by: PlacedBy) -> Chunk:
    bare: Chunk = {"date": chunk["date"], "time": chunk["time"], "minutes": chunk["minutes"]}
    return {**bare, "by": by} if by == PERSON else bare


def _whole(task: Task) -> Chunk:
    """Return the block of a task in one piece as a chunk; without a time it matches no block."""
    return {"date": str(task.scheduled_date), "time": str(task.scheduled_time), "minutes": 1}


def _begin(chunk: Chunk) -> tuple[str, str]:
    return chunk["date"], chunk["time"]


def _slot(row: Task | TaskInstance) -> Slot:
    return row.scheduled_date, row.scheduled_time
