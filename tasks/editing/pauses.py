"""Pause series until a date, and the days when a person is away."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from core import live
from core.models import User
from tasks.constants import MAX_AWAY_DAYS, MAX_AWAY_PERIODS
from tasks.editing import instance_rows
from tasks.editing.journal import Journal, journal
from tasks.editing.series_rows import reconcile
from tasks.errors import Rejected
from tasks.models import Away, Series, Task, TaskInstance


def pause(user: User, pk: int, until: date | None, when_away: bool | None = None) -> Journal:
    """Pause a series until a day, on which it continues; None ends the pause.

    Its pending days from today to then are removed; of a series that repeats after completion, the
    pending day moves to the day on which it continues. A day moved out of the pause stays. A series
    that ends in the pause is completed. `when_away` says whether the series leaves out the days
    away; None keeps that. Idempotent.
    """
    with journal(user, "pause" if until else "resume") as log:
        log.lock_one(Task.objects.for_user(user).pending(), pk)
        series = log.lock_one(Series.objects.for_user(user), pk)
        if until and until <= log.today and until != series.paused_until:
            raise Rejected(_("A pause ends on a day after today."), "until")
        series.paused_until = until
        if when_away is not None:
            series.pauses_when_away = when_away
        log.save(series)
        reconcile(log, series)
        if until and series.kind == Series.Kind.AFTER_COMPLETION:
            _postpone(log, series, until)
        instance_rows.complete_finished(log, [pk])
    return log


def _postpone(log: Journal, series: Series, until: date) -> None:
    pending = TaskInstance.objects.for_user(log.user).pending().filter(task=series.pk)
    rows = log.lock(pending.filter(scheduled_date__range=(log.today, until - timedelta(days=1))))
    for row in rows:
        instance_rows.place(log, row, until, row.scheduled_time, series.starts_at)
    log.save(*rows)


def add_away(user: User, first: date, last: date) -> Journal:
    """Add days away, both included; series that leave them out lose those days."""
    with journal(user, "add days away") as log:
        if (last - first).days >= MAX_AWAY_DAYS:
            raise Rejected(_("You can be away for at most a year at a time."), "last_day")
        if Away.objects.for_user(user).count() >= MAX_AWAY_PERIODS:
            sentence = _("You already have %(max)d periods of days away. Remove one of them first.")
            raise Rejected(sentence % {"max": MAX_AWAY_PERIODS}, "last_day")
        log.add(Away(user=user, first_day=first, last_day=last))
        instance_rows.complete_finished(log, reconcile_with_away(log))
    return log


def remove_away(user: User, pk: int) -> Journal:
    """Remove days away; series that left them out get those days back."""
    with journal(user, "remove days away") as log:
        log.remove(log.lock_one(Away.objects.for_user(user), pk))
        reconcile_with_away(log)
    return log


def reconcile_with_away(log: Journal) -> list[int]:
    """Make the rows of series that leave out the days away match those days; redraw calendars.

    Returns the tasks of these series.
    """
    live.notify(log.user.pk, events=True)
    series = Series.objects.for_user(log.user).filter(pauses_when_away=True)
    rows = log.lock(series.filter(task__status=Task.Status.PENDING))
    for row in rows:
        reconcile(log, row)
    return [row.pk for row in rows]
