"""Feeds: a person's plan as one iCalendar document, for read-only programs."""

from __future__ import annotations

import hashlib
import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Max, Q
from icalendar import Component

from core import clock
from core.models import User
from tasks.calendars.ical import series_events
from tasks.calendars.ical.components import document, event, todo
from tasks.calendars.ical.entries import Entry, Labels, block_entries, labels_of
from tasks.calendars.uids import uid_of
from tasks.constants import FEED_DAYS_BACK
from tasks.models import CalendarFeed, Change, Task, TaskInstance
from tasks.models.instance import TaskInstanceQuerySet
from tasks.models.task import TaskQuerySet
from tasks.snapshot.day import revision

logger = logging.getLogger(__name__)

FORMAT = "3"  # increased when the same plan is rendered differently
READ_AT_PRECISION = timedelta(hours=1)


def find_feed(secret: str) -> CalendarFeed | None:
    """Return the feed with this secret, or None; record that it was read."""
    feed = (
        CalendarFeed.objects.opened_by(secret).select_related("user__preferences", "domain").first()
    )
    now = clock.now()
    if feed and (feed.read_at is None or feed.read_at < now - READ_AT_PRECISION):
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)
    return feed


def etag(feed: CalendarFeed) -> str:
    """Return a digest of everything the document depends on. Costs one query."""
    preferences = feed.user.preferences
    inputs = [FORMAT, feed.pk, feed.domain_id, feed.blocks_only, feed.name]
    inputs += [revision(feed.user), preferences.local_clock, clock.today(feed.user)]
    return f'"{hashlib.sha256(repr(inputs).encode()).hexdigest()[:32]}"'


def render(feed: CalendarFeed) -> bytes:
    """Return the whole document. The number of queries is fixed."""
    components = list(_components(feed))
    logger.info(
        "feed rendered user=%s feed=%s components=%d", feed.user_id, feed.pk, len(components)
    )
    return document(feed.user.preferences.zone, components, feed.name)


def _components(feed: CalendarFeed) -> Iterator[Component]:
    user, local_clock = feed.user, feed.user.preferences.local_clock
    since = _since(clock.today(user))
    labels = labels_of(user)
    for entry in block_entries(_tasks(feed, since), labels):
        if entry.day and entry.day >= since:
            yield event(entry, uid_of(user, "event", entry.key), local_clock)
        elif not (entry.day or entry.completed):
            uid, parent = uid_of(user, "todo", entry.key), _uid_of_parent(user, entry)
            yield todo(entry, uid, local_clock, parent)
    yield from _series(feed, since, labels)


def _since(today: date) -> date:
    """Return the first of a month, so that the start of a series does not change every day."""
    return (today - timedelta(days=FEED_DAYS_BACK)).replace(day=1)


def _uid_of_parent(user: User, entry: Entry) -> str:
    return uid_of(user, "todo", str(entry.parent_id)) if entry.parent_id else ""


def _tasks(feed: CalendarFeed, since: date) -> TaskQuerySet:
    dated = Q(scheduled_date__gte=since) | ~Q(chunks=[])  # a later chunk may be in range
    included = Q(dated, scheduled_time__isnull=False) if feed.blocks_only else dated
    if not feed.blocks_only:
        included |= Q(scheduled_date=None, status=Task.Status.PENDING)
    if feed.domain_id:
        included &= Q(domain=feed.domain_id)
    return Task.objects.for_user(feed.user).not_archived().filter(included).order_by("pk")


def _series(feed: CalendarFeed, since: date, labels: Labels) -> Iterator[Component]:
    user = feed.user
    days: dict[int, list[TaskInstance]] = defaultdict(list)
    for row in _days(feed, since):
        days[row.task_id].append(row)
    tasks = Task.objects.for_user(user).filter(pk__in=days).order_by("pk")
    edits = _edits(user, list(days))
    for task in tasks.select_related("series", "domain"):
        task_edits = edits.get(task.pk, series_events.Edits())
        yield from series_events.events(user, task, days[task.pk], since, labels, task_edits)


def _days(feed: CalendarFeed, since: date) -> TaskInstanceQuerySet:
    """Return the occurrences of the series in the feed."""
    days = TaskInstance.objects.for_user(feed.user).of_live_tasks()
    days = days.filter(Q(recurrence_id__gte=since) | Q(scheduled_date__gte=since))
    if feed.blocks_only:
        days = days.filter(scheduled_time__isnull=False)
    if feed.domain_id:
        days = days.filter(
            Q(own_domain=feed.domain_id) | Q(own_domain=None, task__domain=feed.domain_id)
        )
    days = days.select_related("task__domain", "task__series", "own_domain")
    return days.order_by("task", "recurrence_id", "recurrence_time")


def _edits(user: User, tasks: list[int]) -> dict[int, series_events.Edits]:
    rules = Change.objects.filter(user=user, kind="series", object_id__in=tasks)
    counted = rules.values_list("object_id").annotate(Count("pk"), Max("activity__created_at"))
    return {pk: series_events.Edits(count, latest) for pk, count, latest in counted}
