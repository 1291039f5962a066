"""Read what the planner page shows: a person's tasks, and their instances on some days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import orjson
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms.models import model_to_dict

from core import clock
from core.models import User
from core.prepared import prepared
from core.wallclock import instant
from tasks.models import Activity, Away, Domain, Label, Task, TaskInstance, TimeEntry
from tasks.models.away import AwayQuerySet
from tasks.models.domain import DomainQuerySet
from tasks.models.instance import TaskInstanceQuerySet
from tasks.models.label import LabelQuerySet
from tasks.models.task import TaskQuerySet
from tasks.models.timer import TimeEntryQuerySet
from tasks.snapshot.events import away_between, shown_events, with_away
from tasks.snapshot.future_days import future_days
from tasks.snapshot.rows import as_json


def planner(user: User, first: date, last: date) -> bytes:
    """Return everything that the page shows, as JSON, in a fixed number of queries."""
    today, days = clock.today(user), user.preferences.completed_days
    head = {"today": today, "preferences": preferences(user)}
    rev, domains, labels, tasks, instances, events, away, timers = as_json(
        latest(user),
        own_domains(user),
        own_labels(user),
        listed_tasks(user, _start_of(user, today - timedelta(days=days - 1))),
        shown_instances(user, first, last, today),
        shown_events(user, first, last),
        away_between(user, first, last),
        running_timers(user),
    )
    if later := future_days(user, first, last):
        instances = orjson.dumps(orjson.loads(instances) + later)
    return (
        b'%b,"rev":%b,"domains":%b,"labels":%b,"tasks":%b,"instances":%b,"events":%b,"timer":%b}'
        % (
            orjson.dumps(head)[:-1],
            *(rev, domains, labels, tasks, instances, with_away(events, away), _only(timers)),
        )
    )


def timer(user: User) -> bytes:
    """Return the running timer as JSON, or null."""
    return b'{"timer":%b}' % _only(*as_json(running_timers(user)))


def _only(array: bytes) -> bytes:
    """Return the only element of a JSON array with at most one, or null."""
    return array[1:-1] or b"null"


@prepared
def running_timers(user: User) -> TimeEntryQuerySet:
    return TimeEntry.objects.for_user(user).running()


@prepared
def own_domains(user: User) -> DomainQuerySet:
    return Domain.objects.for_user(user)


@prepared
def own_away(user: User) -> AwayQuerySet:
    return Away.objects.for_user(user)


@prepared
def own_labels(user: User) -> LabelQuerySet:
    return Label.objects.for_user(user)


@prepared
def listed_tasks(user: User, since: datetime) -> TaskQuerySet:
    """Select tasks that aren't archived; completed ones only if completed `since`."""
    visible = Q(status="pending") | Q(completed_at__gte=since) | Q(parent__status="pending")
    return Task.objects.for_user(user).not_archived().filter(visible)


def finished_tasks(user: User, first: date, last: date) -> TaskQuerySet:
    """Select completed tasks that were scheduled or completed on these days."""
    begin, end = _start_of(user, first), _start_of(user, last + timedelta(days=1))
    completed = Q(completed_at__gte=begin, completed_at__lt=end)
    rows = Task.objects.for_user(user).filter(status=Task.Status.COMPLETED)
    return rows.filter(completed | Q(scheduled_date__range=(first, last)))


@prepared
def shown_instances(user: User, first: date, last: date, today: date) -> TaskInstanceQuerySet:
    """Select instances on these days, overdue ones, and the next of each series that has neither.

    They are of tasks that aren't archived.
    """
    earlier = Q(status="pending", scheduled_date__lt=today)
    window = Q(scheduled_date__range=(first, last))
    rows = TaskInstance.objects.for_user(user).of_live_tasks()
    return rows.filter(window | earlier | Q(pk__in=next_days(user, today, last).values("pk")))


def next_days(user: User, today: date, last: date) -> TaskInstanceQuerySet:
    """Select the next pending day of each series that has none from today to the day `last`."""
    pending = TaskInstance.objects.for_user(user).pending()
    nearer = pending.filter(task=OuterRef("task"), scheduled_date__range=(today, last))
    later = pending.filter(~Exists(nearer), scheduled_date__gt=last)
    return later.order_by("task", "scheduled_date", "pk").distinct("task")


def revision(user: User) -> int:
    """Return the revision of a person's data: the id of their latest activity."""
    return latest(user).first() or 0


@prepared
def latest(user: User) -> QuerySet[Activity, int]:
    return Activity.objects.for_user(user).latest_first().values_list("pk", flat=True)[:1]


def preferences(user: User) -> dict[str, object]:
    """Return a person's preferences by name."""
    return model_to_dict(user.preferences, exclude=["user"])


def _start_of(user: User, day: date) -> datetime:
    preferences = user.preferences
    return instant(day, time(preferences.day_start_hour), preferences.zone)
