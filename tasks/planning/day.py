"""Reads what the planner page shows: a person's tasks, and their instances of some days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import orjson
from django.db.models import Max, Q
from django.forms.models import model_to_dict

from core import clock
from core.models import User
from core.wallclock import instant
from tasks.models import Activity, Domain, Label, Task, TaskInstance
from tasks.models.instance import TaskInstanceQuerySet
from tasks.models.task import TaskQuerySet
from tasks.planning.events import shown_events
from tasks.planning.rows import as_json


def planner(user: User, first: date, last: date) -> bytes:
    """Everything the page shows, as JSON. The number of queries is fixed."""
    today = clock.today(user)
    # Read first: what happens meanwhile is then told twice rather than never.
    head = {"rev": revision(user), "today": today, "preferences": preferences(user)}
    domains, labels, tasks, instances, events = as_json(
        Domain.objects.for_user(user),
        Label.objects.for_user(user),
        listed_tasks(user, today),
        shown_instances(user, first, last, today),
        shown_events(user, first, last),
    )
    return b'%b,"domains":%b,"labels":%b,"tasks":%b,"instances":%b,"events":%b}' % (
        orjson.dumps(head)[:-1],
        *(domains, labels, tasks, instances, events),
    )


def listed_tasks(user: User, today: date) -> TaskQuerySet:
    """Tasks not archived; completed ones for as long as the person likes to see them."""
    since = _start_of(user, today - timedelta(days=user.preferences.completed_days - 1))
    kept = Q(status="pending") | Q(completed_at__gte=since) | Q(parent__status="pending")
    return Task.objects.for_user(user).not_archived().filter(kept)


def shown_instances(user: User, first: date, last: date, today: date) -> TaskInstanceQuerySet:
    """Instances of the days, and pending ones from earlier, of tasks that are not put away."""
    earlier = Q(status="pending", scheduled_date__lt=today)
    window = Q(scheduled_date__range=(first, last))
    return TaskInstance.objects.for_user(user).of_live_tasks().filter(window | earlier)


def revision(user: User) -> int:
    """How much has happened to this person: the id of the latest activity."""
    latest: int | None = Activity.objects.for_user(user).aggregate(latest=Max("pk"))["latest"]
    return latest or 0


def preferences(user: User) -> dict[str, object]:
    """A person's preferences by name."""
    return model_to_dict(user.preferences, exclude=["user"])


def _start_of(user: User, day: date) -> datetime:
    chosen = user.preferences
    return instant(day, time(chosen.day_start_hour), chosen.zone)
