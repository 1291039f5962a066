"""What may take part in a plan: a task, or one day of a series, as the solver sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from tasks.constants import ASSUMED_DURATION
from tasks.planning.proposals.request import Asked, Window
from tasks.planning.proposals.rows import DayRow, TaskRow
from tasks.planning.proposals.timegrid import Wall, down, up
from tasks.planning.solver import ENERGY_OF_CLARITY, WEIGHT_OF_IMPACT, Block, Chunks
from tasks.planning.solver import Task as Item

NEVER = 1 << 40


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of the plan. Minutes are those since 1970, or a duration.

    `blocks` stand within the stretch now; a `fixed` one does not move. `passed` is where it stood
    in vain, `done` are chunks that have passed, kept as they are. `meant` says that the person
    means it for this stretch.
    """

    key: str
    task_id: int
    instance_id: int | None
    title: str
    domain_id: int | None
    hours: str
    impact: int
    clarity: str
    minutes: int
    position: float
    deadline: int | None = None
    hard: bool = False
    earliest: int | None = None
    chunks: tuple[int, int] | None = None
    blocks: tuple[Block, ...] = ()
    passed: tuple[Block, ...] = ()
    done: tuple[dict[str, Any], ...] = ()
    fixed: bool = False
    meant: bool = False

    @property
    def urgency(self) -> tuple[bool, bool, bool, int, int, float]:
        """Sorts the most pressing first."""
        due = NEVER if self.deadline is None else self.deadline
        return (
            not self.fixed,
            not self.blocks,
            not self.meant,
            due,
            self.impact,
            self.position,
        )

    def lasting(self, minutes: int) -> Candidate:
        """The same with another duration, unless blocks of it stand already."""
        return self if self.blocks or self.done else replace(self, minutes=minutes)

    def loose(self) -> Candidate:
        """The same, free to go anywhere: a day of a series to another day, what is pinned too."""
        if self.instance_id is None:
            return replace(self, fixed=False, meant=True)
        return replace(self, fixed=False, earliest=None, deadline=None, hard=False)

    def item(self, after: tuple[str, ...]) -> Item:
        """As the solver takes it in: whole steps of the grid."""
        minutes = up(self.minutes)
        if self.fixed:
            minutes = sum(block.end - block.begin for block in self.blocks)
        return Item(
            id=self.key,
            minutes=minutes,
            weight=WEIGHT_OF_IMPACT[self.impact],
            energy=ENERGY_OF_CLARITY[self.clarity],
            deadline=self.deadline,
            hard=self.hard,
            earliest=self.earliest,
            after=after,
            hours=self.hours,
            chunks=self._chunks(minutes),
        )

    def _chunks(self, minutes: int) -> Chunks | None:
        if self.chunks is None or self.fixed:
            return None
        least, most = (up(each) for each in self.chunks)
        return Chunks(min(least, minutes), max(most, least)) if least < minutes else None


def of_task(task: TaskRow, asked: Asked, stretch: Window, wall: Wall, now: int) -> Candidate | None:
    """A task, if it has a part in this plan. A parent of open tasks only where it stands."""
    chunks = task.chunks or _one_chunk(task)
    spans = [_block(f"t{task.pk}", chunk, wall) for chunk in chunks]
    passed = [block.end <= now for block in spans]
    if not all(passed):
        return _standing(task, stretch, wall, spans, passed)
    if task.is_parent or (task.domain_id is None and not spans):
        return None
    is_wanted = asked.about == f"t{task.pk}" or _is_wanted(task, asked, stretch, wall, bool(spans))
    if not is_wanted:
        return None
    row = _of_task(task, stretch, wall, _duration(task.duration))
    return replace(row, passed=tuple(spans))


def _standing(
    task: TaskRow, stretch: Window, wall: Wall, spans: list[Block], passed: list[bool]
) -> Candidate | None:
    """A task with a block to come: it takes part where the block lies within the stretch."""
    left = [block for block, gone in zip(spans, passed, strict=True) if not gone]
    inside = [block for block in left if block.begin < stretch.until and block.end > stretch.now]
    if not inside:
        return None
    row = _of_task(task, stretch, wall, sum(block.end - block.begin for block in left))
    return replace(
        row,
        blocks=tuple(inside),
        done=tuple(task.chunks[: len(spans) - len(left)]),
        fixed=task.is_parent or task.pinned or len(inside) < len(left),
        meant=True,
        chunks=row.chunks or ((5, row.minutes) if len(left) > 1 else None),
    )


def _is_wanted(task: TaskRow, asked: Asked, stretch: Window, wall: Wall, has_passed: bool) -> bool:
    """Tell whether a task without a block to come belongs into this plan."""
    if asked.kind in ("push", "repair"):
        return (
            has_passed
            and task.scheduled_date is not None
            and task.scheduled_date >= (stretch.first)
        )
    if task.scheduled_date:
        return task.scheduled_date <= stretch.last
    due = _deadline(task, wall)
    return asked.backlog or (due is not None and due <= stretch.until)


def _of_task(task: TaskRow, stretch: Window, wall: Wall, minutes: int) -> Candidate:
    due = _deadline(task, wall)
    days = [day for day in (task.earliest_start, _own_day(task)) if day and day > stretch.first]
    return Candidate(
        key=f"t{task.pk}",
        task_id=task.pk,
        instance_id=None,
        title=task.title,
        domain_id=task.domain_id,
        hours=_hours(task),
        impact=task.impact,
        clarity=task.clarity,
        minutes=minutes,
        position=task.position,
        deadline=due,
        # What has passed can no longer be kept: the sooner the better.
        hard=task.deadline_hard and due is not None and due > stretch.now,
        earliest=wall.minute(max(days), 0) if days else None,
        chunks=(task.chunk_min, task.chunk_max or 24 * 60) if task.chunk_min else None,
        meant=task.scheduled_date is not None or (due is not None and due <= stretch.until),
    )


def of_instance(
    row: DayRow, asked: Asked, stretch: Window, wall: Wall, now: int
) -> Candidate | None:
    """A day of a series: where its rule gives it a time it stands, else it is placed in its day."""
    minutes = _duration(row.own_duration or row.duration)
    place = _place_of_day(row, asked, stretch, wall, now, up(minutes))
    if place is None:
        return None
    return Candidate(
        key=f"i{row.pk}",
        task_id=row.task_id,
        instance_id=row.pk,
        title=row.own_title or row.title,
        domain_id=row.own_domain_id or row.domain_id,
        hours=_hours_of_day(row),
        impact=row.impact,
        clarity=row.clarity,
        minutes=minutes,
        position=row.position,
        meant=True,
        **place,
    )


def _place_of_day(
    row: DayRow, asked: Asked, stretch: Window, wall: Wall, now: int, minutes: int
) -> dict[str, Any] | None:
    """Where a day of a series stands, or within what it may be placed; None: it takes no part."""
    passed: tuple[Block, ...] = ()
    if row.scheduled_time:
        begin = wall.minute_of(row.scheduled_date, row.scheduled_time)
        block = Block(begin, begin + minutes, f"i{row.pk}")
        if block.end > now:
            inside = block.begin < stretch.until and block.end > stretch.now
            return {"blocks": (block,), "fixed": True} if inside else None
        passed = (block,)
    if row.scheduled_date < stretch.first:
        return None
    if asked.kind in ("push", "repair") and not passed:
        return None
    begin, end = (wall.minute(row.scheduled_date, minute) for minute in (0, 24 * 60))
    return {"passed": passed, "earliest": begin, "deadline": end, "hard": end > stretch.now}


def _hours(task: TaskRow) -> str:
    return f"d{task.domain_id}" if task.has_hours else "default"


def _hours_of_day(row: DayRow) -> str:
    if row.own_domain_id:
        return f"d{row.own_domain_id}" if row.own_has_hours else "default"
    return f"d{row.domain_id}" if row.has_hours else "default"


def _own_day(task: TaskRow) -> date | None:
    """The day it is meant for, without a time."""
    return task.scheduled_date if task.scheduled_time is None else None


def _deadline(task: TaskRow, wall: Wall) -> int | None:
    if task.deadline_date is None:
        return None
    if task.deadline_time is None:
        return wall.minute(task.deadline_date, 24 * 60)
    return down(wall.minute_of(task.deadline_date, task.deadline_time))


def _one_chunk(task: TaskRow) -> Sequence[dict[str, Any]]:
    if task.scheduled_date is None or task.scheduled_time is None:
        return []
    when = {"date": str(task.scheduled_date), "time": task.scheduled_time.isoformat()}
    return [when | {"minutes": _duration(task.duration)}]


def _block(key: str, chunk: dict[str, Any], wall: Wall) -> Block:
    day, at = date.fromisoformat(chunk["date"]), time.fromisoformat(chunk["time"])
    begin = wall.minute_of(day, at)
    return Block(begin, begin + up(chunk["minutes"]), key)


def _duration(minutes: int | None) -> int:
    return minutes or ASSUMED_DURATION
