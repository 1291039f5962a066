"""Start a search from the current plan."""

from __future__ import annotations

from tasks.planning.solver.chunking import divides
from tasks.planning.solver.model import Job, Model
from tasks.planning.solver.problem import Block, Span
from tasks.planning.solver.schedule import Schedule


def place_current_blocks(schedule: Schedule) -> None:
    """Place every job of the current plan whose blocks may all reusable on an empty schedule."""
    for job in by_begin(schedule.model):
        blocks = reusable_blocks(schedule, job)
        is_whole = sum(block.end - block.begin for block in blocks) == job.minutes
        if blocks and (is_whole or job.task.partial):
            schedule.put(job, tuple(Span(begin, end) for begin, end, _ in blocks))


def reusable_blocks(schedule: Schedule, job: Job) -> list[Block]:
    """Return the current blocks of a job that break no constraint on this schedule.

    The rest of a job that may be split must be divisible into chunks; other jobs reusable whole.
    """
    window = schedule.window(job)
    if window is None:
        return []
    planned = [block for block in job.current if block not in job.fixed]
    reusable = [block for block in planned if _fits(schedule, job, block, window)]
    if job.chunks is None:
        return [block for block in reusable[:1] if block.end - block.begin == job.minutes]
    least, most = job.chunks
    reusable = [block for block in reusable if least <= block.end - block.begin <= most]
    while (
        reusable
        and not job.task.partial
        and not divides(job.minutes - sum(b.end - b.begin for b in reusable), job.chunks)
    ):
        reusable.pop()
    return reusable


def by_begin(model: Model) -> list[Job]:
    """Return the jobs of the current plan sorted by their first block."""
    jobs = [job for job in model.jobs if job.current]
    return sorted(jobs, key=lambda job: job.current[0].begin)


def _fits(schedule: Schedule, job: Job, block: Block, window: Span) -> bool:
    """Tell whether a block lies in idle time that the job may use."""
    gap = schedule.gap_at(block.begin)
    if gap < 0 or block.begin < window.begin or block.end > window.end:
        return False
    return any(
        hole.begin <= block.begin and block.end <= hole.end
        for hole in schedule.holes(job, gap, window)
    )
