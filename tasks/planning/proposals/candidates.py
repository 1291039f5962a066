"""Turn database rows into candidates: tasks, and single days of series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from tasks.constants import ASSUMED_DURATION
from tasks.editing.commands import Chunk
from tasks.editing.placement import PERSON
from tasks.planning.proposals.problem import Candidate, PlanProblem
from tasks.planning.proposals.rows import PASSED, DayRow, TaskRow
from tasks.planning.proposals.timegrid import TimeGrid, down, up
from tasks.planning.solver import Block

DAY_MINUTES = 24 * 60


def of_task(task: TaskRow, empty: PlanProblem, now: int) -> Candidate | None:
    """Return a task that takes part in this plan; None if it doesn't.

    A parent of open tasks takes part only with blocks that it has already. Chunks that are over
    count as worked, except the last one if the task has no time left but isn't done.
    """
    chunks = task.chunks or _single_chunk(task)
    blocks = [_block(f"t{task.pk}", chunk, empty.timegrid) for chunk in chunks]
    if any(block.end > now for block in blocks):
        return _with_upcoming_blocks(task, empty, blocks, now)
    if task.is_parent or (task.domain_id is None and not blocks):
        return None
    if rest := _unplanned(task):
        return _with_rest(task, empty, rest)
    if not _is_included(task, empty, has_passed=bool(blocks)):
        return None
    minutes = chunks[-1]["minutes"] if task.chunks else _duration(task.duration)
    row = _of_task(task, empty, minutes)._replace(passed=tuple(blocks[-1:]))
    return row._replace(done=tuple(task.chunks[:-1]), latest=None if blocks else row.latest)


def _with_rest(task: TaskRow, empty: PlanProblem, rest: int) -> Candidate | None:
    """Return a task with what its chunks, all over, leave of its duration."""
    if not _is_included(task, empty, has_passed=False):
        return None
    return _of_task(task, empty, rest)._replace(done=tuple(task.chunks))


def _with_upcoming_blocks(
    task: TaskRow, empty: PlanProblem, blocks: list[Block], now: int
) -> Candidate | None:
    """Return a task with its upcoming blocks; None if none of them lies within the range.

    What the chunks leave of the duration is planned too, except by a slide or a repair.
    """
    left = [block for block in blocks if block.end > now]
    inside = [block for block in left if _is_inside(block, empty)]
    if not inside:
        return None
    is_promise = task.placed_by == PERSON or task.pinned
    is_fixed = task.is_parent or len(inside) < len(left)
    rest = _unplanned(task)
    more = 0 if is_fixed or empty.request.only_placed else rest
    row = _of_task(task, empty, sum(block.end - block.begin for block in left) + more)
    moved = [block for block, chunk in zip(blocks, task.chunks, strict=False) if "by" in chunk]
    return row._replace(
        blocks=tuple(inside),
        promised=tuple(block for block in inside if is_promise or block in moved),
        done=tuple(task.chunks[: len(blocks) - len(left)]),
        rest=rest - more,
        fixed=is_fixed or (is_promise and not more),
        meant=is_promise or row.meant or not more,
    )


def _unplanned(task: TaskRow) -> int:
    """Return the minutes of a task's duration that its chunks don't take, done ones included."""
    if task.duration is None or not task.chunks:
        return 0
    return max(0, task.duration - sum(chunk["minutes"] for chunk in task.chunks))


def _is_inside(block: Block, empty: PlanProblem) -> bool:
    return block.begin < empty.range.until and block.end > empty.range.now


def _is_included(task: TaskRow, empty: PlanProblem, *, has_passed: bool) -> bool:
    """Tell whether a task without an upcoming block takes part in this plan."""
    request, day = empty.request, task.scheduled_date
    if request.about == f"t{task.pk}":
        return True
    if request.slides:
        return False
    if request.only_placed:
        return has_passed and day is not None and day >= empty.range.first_day - PASSED
    if day:
        return day <= empty.range.last_day
    deadline = _deadline(task, empty.timegrid)
    return request.backlog or (deadline is not None and deadline <= empty.range.until)


def _of_task(task: TaskRow, empty: PlanProblem, minutes: int) -> Candidate:
    deadline = _deadline(task, empty.timegrid)
    earliest, latest = _window(task, empty)
    is_due_within = deadline is not None and deadline <= empty.range.until
    return Candidate(
        key=f"t{task.pk}",
        task_id=task.pk,
        instance_id=None,
        title=task.title,
        domain_id=task.domain_id,
        hours=_hours(task),
        impact=task.impact,
        clarity=task.clarity,
        ideal_time=task.ideal_time,
        minutes=minutes,
        position=task.position,
        deadline=deadline,
        # A missed hard deadline counts as a soft one: the sooner the better.
        hard=task.deadline_hard and deadline is not None and deadline > empty.range.now,
        earliest=earliest,
        latest=latest,
        chunks=(task.chunk_min, task.chunk_max or DAY_MINUTES) if task.chunk_min else None,
        meant=is_due_within or _is_meant(task),
    )


def _is_meant(task: TaskRow) -> bool:
    """Tell whether the person intends a task for its day.

    The day on which a plan put a part of it says nothing about the rest.
    """
    is_chosen = task.day_chosen or task.placed_by == PERSON or not _unplanned(task)
    return task.scheduled_date is not None and is_chosen


def of_instance(row: DayRow, empty: PlanProblem, now: int) -> Candidate | None:
    """Return a day of a series: fixed if it is promised, else to be placed within its day."""
    minutes = _duration(row.own_duration or row.duration)
    placement = _placement(row, empty, now, up(minutes))
    if placement is None:
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
        ideal_time=row.ideal_time,
        minutes=minutes,
        position=row.position,
        meant=True,
        **_deadline_of_day(row, empty, now),
        **placement,
    )


def _deadline_of_day(row: DayRow, empty: PlanProblem, now: int) -> dict[str, Any]:
    """Return the deadline of a day whose series has one; a missed one is not hard."""
    if row.deadline_date is None:
        return {}
    deadline = empty.timegrid.minute(row.deadline_date, DAY_MINUTES)
    return {"deadline": deadline, "hard": deadline > now}


def _placement(row: DayRow, empty: PlanProblem, now: int, minutes: int) -> dict[str, Any] | None:
    """Return the block of a day of a series, or its limits; None if it doesn't take part."""
    timegrid = empty.timegrid
    passed: tuple[Block, ...] = ()
    if row.scheduled_time:
        begin = timegrid.minute_of(row.scheduled_date, row.scheduled_time)
        block = Block(begin, begin + minutes, f"i{row.pk}")
        if block.end > now:
            return _block_within_its_day(row, block, empty)
        passed = (block,)
    within = _within(_own_day(row.scheduled_date, row.scheduled_time, empty), empty)
    is_outside = within["latest"] <= empty.range.now or within["earliest"] >= empty.range.until
    if is_outside or empty.request.slides:
        return None
    if empty.request.only_placed and not passed:
        return None
    return {"passed": passed} | within


def _block_within_its_day(row: DayRow, block: Block, empty: PlanProblem) -> dict[str, Any] | None:
    if not _is_inside(block, empty):
        return None
    window = _within(_own_day(row.scheduled_date, row.scheduled_time, empty), empty)
    is_promise = row.placed_by == PERSON
    promised = (block,) if is_promise else ()
    return {"blocks": (block,), "promised": promised, "fixed": is_promise} | window


def _within(day: date, empty: PlanProblem) -> dict[str, int]:
    """Return the limits of a row that stays on its day, which ends with its hours."""
    end_of = empty.hours.end_of
    return {"earliest": end_of(day - timedelta(days=1)), "latest": end_of(day)}


def _own_day(day: date, at: time | None, empty: PlanProblem) -> date:
    """Return the day to which a slot belongs: after midnight, that of the night before."""
    before = day - timedelta(days=1)
    is_night = at and empty.timegrid.minute_of(day, at) < empty.hours.end_of(before)
    return before if is_night else day


def _hours(task: TaskRow) -> str:
    return f"d{task.domain_id}" if task.has_hours else "default"


def _hours_of_day(row: DayRow) -> str:
    if row.own_domain_id:
        return f"d{row.own_domain_id}" if row.own_has_hours else "default"
    return f"d{row.domain_id}" if row.has_hours else "default"


def _window(task: TaskRow, empty: PlanProblem) -> tuple[int | None, int | None]:
    """Return the earliest begin and the latest end of a task.

    It stays on the day that the person chose, unless that is over, gone or before its earliest
    start.
    """
    start, day = task.earliest_start, task.scheduled_date
    begin = empty.timegrid.minute(start, 0) if start and start > empty.range.first_day else None
    if day is None or not task.day_chosen or day < (start or day):
        return begin, None
    if empty.request.rest_of_day and day == empty.range.first_day:
        return begin, None  # the person just gave this day up
    within = _within(_own_day(day, task.scheduled_time, empty), empty)
    if within["latest"] <= empty.range.now:
        return begin, None
    return within["earliest"], within["latest"]


def _deadline(task: TaskRow, timegrid: TimeGrid) -> int | None:
    if task.deadline_date is None:
        return None
    if task.deadline_time is None:
        return timegrid.minute(task.deadline_date, DAY_MINUTES)
    return down(timegrid.minute_of(task.deadline_date, task.deadline_time))


def _single_chunk(task: TaskRow) -> Sequence[Chunk]:
    if task.scheduled_date is None or task.scheduled_time is None:
        return []
    day, at, minutes = task.scheduled_date, task.scheduled_time, _duration(task.duration)
    return [{"date": day.isoformat(), "time": at.isoformat(), "minutes": minutes}]


def _block(key: str, chunk: Chunk, timegrid: TimeGrid) -> Block:
    day, at = date.fromisoformat(chunk["date"]), time.fromisoformat(chunk["time"])
    begin = timegrid.minute_of(day, at)
    return Block(begin, begin + up(chunk["minutes"]), key)


def _duration(minutes: int | None) -> int:
    return minutes or ASSUMED_DURATION
