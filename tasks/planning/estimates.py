"""Read a person's completions to learn from them (durations.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from math import log

from core import clock
from core.models import User
from core.wallclock import LocalClock
from tasks.models import Completion, Task, TaskInstance, TaskLabel
from tasks.planning.chance import Spread
from tasks.planning.durations import Fact, Habits, sentence

LOOK_BACK = timedelta(days=365)
MAX_COMPLETIONS = 2_000
RECENT_COMPLETIONS = 500  # enough for a spread, and read within 3 ms
# Without a timer, a task took from the begin of its block to its completion, if that is between
# these multiples of the estimate. Otherwise it was probably ticked off later.
SHORTEST, LONGEST = 0.25, 3.0

Groups = tuple[Hashable, ...]


def habits_of(user: User, most: int = MAX_COMPLETIONS) -> Habits:
    """Return the habits from the `most` latest completions of the last year. Two queries."""
    since = clock.now() - LOOK_BACK
    facts = Completion.objects.for_user(user).not_taken_back().filter(completed_at__gte=since)
    rows = list(
        facts.exclude(planned_minutes=None)
        .order_by("-completed_at")
        .values_list(
            *("task", "domain", "planned_minutes", "actual_minutes", "scheduled_date"),
            *("scheduled_time", "completed_at"),
        )[:most]
    )
    labels = labels_of(user, {row[0] for row in rows})
    return Habits(_facts(rows, labels, user.preferences.local_clock))


def band_of(user: User, task: Task) -> dict[str, object] | None:
    """Return how long a task of this estimate usually takes, as JSON; None without history."""
    if task.duration is None:
        return None
    labels = labels_of(user, [task.pk])[task.pk]
    band = habits_of(user).band(task.duration, groups_of(task.domain_id, labels))
    if band is None:
        return None
    return {
        "low": band.low,
        "high": band.high,
        "minutes": band.middle,
        "n": band.n,
        "sentence": sentence(task.duration, band),
    }


def spreads_of(
    user: User, minutes: Mapping[str, int], drafts: Mapping[str, Groups] | None = None
) -> dict[str, Spread]:
    """Return how uncertain durations are, by key of a row (t12, i345). Five queries.

    `minutes` are those in a plan. They differ from the estimate if the person plans with learned
    durations, so the spread is around the estimate and relative to the plan. `drafts` lists groups
    of rows that the database doesn't have.
    """
    rows = [*_tasks_of(user, minutes), *_days_of(user, minutes)]
    habits = habits_of(user, RECENT_COMPLETIONS)
    labels = labels_of(user, {task for _key, task, *_rest in rows})
    spreads = {key: habits.spread(groups) for key, groups in (drafts or {}).items()}
    for key, task, domain, estimate in rows:
        mean, sigma = habits.spread(groups_of(domain, labels[task]))
        shift = log(estimate / minutes[key]) if estimate else 0.0
        spreads[key] = Spread(mean + shift, sigma)
    return spreads


def _tasks_of(user: User, keys: Iterable[str]) -> Iterator[tuple[str, int, int | None, int | None]]:
    """Yield key, task, domain and estimate; a split task has none for what remains of it."""
    pks = [int(key[1:]) for key in keys if key.startswith("t")]
    rows = Task.objects.for_user(user).filter(pk__in=pks)
    for pk, domain, estimate, chunks in rows.values_list("pk", "domain", "duration", "chunks"):
        yield f"t{pk}", pk, domain, None if chunks else estimate


def _days_of(user: User, keys: Iterable[str]) -> Iterator[tuple[str, int, int | None, int | None]]:
    pks = [int(key[1:]) for key in keys if key.startswith("i")]
    rows = TaskInstance.objects.for_user(user).filter(pk__in=pks)
    columns = ("pk", "task", "own_domain", "task__domain", "own_duration", "task__duration")
    for pk, task, own_domain, domain, own_estimate, estimate in rows.values_list(*columns):
        yield f"i{pk}", task, own_domain or domain, own_estimate or estimate


def labels_of(user: User, tasks: Iterable[int | None]) -> dict[int | None, list[int]]:
    """Return the labels of tasks, by task, in id order."""
    labels: dict[int | None, list[int]] = defaultdict(list)
    pairs = TaskLabel.objects.filter(user=user, task__in=[pk for pk in tasks if pk])
    for task, label in pairs.order_by("label").values_list("task", "label"):
        labels[task].append(label)
    return labels


def groups_of(domain: int | None, labels: Iterable[int]) -> Groups:
    """Return the groups of a task, widest first."""
    return (("domain", domain), *(("label", label) for label in labels))


def _facts(
    rows: Iterable[tuple[int, int | None, int, int | None, date | None, time | None, datetime]],
    labels: dict[int | None, list[int]],
    local_clock: LocalClock,
) -> Iterator[Fact]:
    for task, domain, planned, timer_minutes, day, at, done in rows:
        actual = timer_minutes or _since_begin(planned, day, at, done, local_clock)
        if actual:
            yield Fact(planned, actual, groups_of(domain, labels[task]))


def _since_begin(
    planned: int, day: date | None, at: time | None, done: datetime, local_clock: LocalClock
) -> float | None:
    if day is None or at is None:
        return None
    minutes = (done - local_clock.instant(day, at)).total_seconds() / 60
    return minutes if SHORTEST * planned <= minutes <= LONGEST * planned else None
