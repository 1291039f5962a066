"""Check the background jobs: whether a cluster keeps up, and whether the schedules exist."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock, queue
from core.ops.doctor.registry import Finding, Level, register

MAX_WAIT = 120  # seconds that a due job may wait
# How late a schedule may be, by its interval.
MAX_DELAY = {queue.HOUR: 2 * queue.HOUR, queue.MINUTE: 10 * queue.MINUTE}


@register("jobs")
def backlog() -> Iterator[Finding]:
    wait = queue.longest_wait(clock.now())
    if wait > MAX_WAIT:
        text = _("A job has waited %(seconds)d s. Is a cluster running? (`manage.py qcluster`)")
        yield Finding("jobs", Level.ERROR, text % {"seconds": wait})
    else:
        depth = queue.depth()
        text = ngettext(
            "%(count)d job is waiting or running.", "%(count)d jobs are waiting or running.", depth
        )
        yield Finding("jobs", Level.OK, text % {"count": depth})


@register("jobs")
def schedules() -> Iterator[Finding]:
    next_runs = queue.schedules()
    text = ngettext("%(count)d schedule exists.", "%(count)d schedules exist.", len(next_runs))
    yield Finding("jobs", Level.OK, text % {"count": len(next_runs)})
    for interval, max_delay in MAX_DELAY.items():
        for name in queue.jobs_every(interval):
            if name not in next_runs:
                text = _("“%(name)s” is not scheduled. Run `manage.py migrate` to restore it.")
                yield Finding("jobs", Level.ERROR, text % {"name": name})
            elif (delay := clock.now() - next_runs[name]) > max_delay:
                minutes = delay.total_seconds() // 60
                text = _("“%(name)s” is %(minutes)d minutes late. Is a cluster running?")
                yield Finding("jobs", Level.ERROR, text % {"name": name, "minutes": minutes})
