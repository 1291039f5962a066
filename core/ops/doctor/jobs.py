"""Background jobs: is there a cluster, does it keep up, and are the schedules there?"""

from __future__ import annotations

from collections.abc import Iterator

from core import clock, queue
from core.ops.doctor.examination import Finding, Level, register

LAG = 120  # seconds that a job may wait
MISSED = 2 * 3600  # seconds by which an hourly schedule may be late


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
    if not found:
        text = "No schedule is there. Run `manage.py migrate`: it puts them back."
        yield Finding("jobs", Level.TROUBLE, text)
    for name, next_run in found.items():
        late = (clock.now() - next_run).total_seconds()
        if late > MISSED:
            text = f"“{name}” is {late / 3600:.0f} hours late. Is a cluster running?"
            yield Finding("jobs", Level.TROUBLE, text)
    if found:
        yield Finding("jobs", Level.FINE, f"{len(found)} schedules are there.")
