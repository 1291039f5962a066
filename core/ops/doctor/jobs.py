"""Background jobs: is there a cluster, does it keep up, and are the schedules there?"""

from __future__ import annotations

from collections.abc import Iterator

from core import clock, queue
from core.ops.doctor.check import Finding, Level, register

LAG = 120  # seconds that a job may wait
# By how much a schedule of an interval may be late.
MISSED = {queue.HOUR: 2 * queue.HOUR, queue.MINUTE: 10 * queue.MINUTE}


@register("jobs")
def lag() -> Iterator[Finding]:
    waited = queue.longest_wait(clock.now())
    if waited > LAG:
        text = f"A job has waited for {waited:.0f} s. Is a cluster running? (`manage.py qcluster`)"
        yield Finding("jobs", Level.TROUBLE, text)
    else:
        yield Finding("jobs", Level.FINE, f"{queue.depth()} jobs wait or are in hand.")


@register("jobs")
def schedules() -> Iterator[Finding]:
    found = queue.schedules()
    yield Finding("jobs", Level.FINE, f"{len(found)} schedules are there.")
    for interval, patience in MISSED.items():
        for name in queue.jobs_every(interval):
            if name not in found:
                text = f"“{name}” is not scheduled. Run `manage.py migrate`: it puts it back."
                yield Finding("jobs", Level.TROUBLE, text)
            elif (late := clock.now() - found[name]) > patience:
                minutes = late.total_seconds() / 60
                text = f"“{name}” is {minutes:.0f} minutes late. Is a cluster running?"
                yield Finding("jobs", Level.TROUBLE, text)
