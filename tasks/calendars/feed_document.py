"""Feeds: a person's plan as one iCalendar file, for programs that only read."""

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
from tasks.calendars.ical.entries import Entry, Labels, labels_of, of_blocks
from tasks.calendars.uids import uid_of
from tasks.constants import FEED_DAYS_BACK
from tasks.models import CalendarFeed, Change, Task, TaskInstance
from tasks.models.instance import TaskInstanceQuerySet
from tasks.models.task import TaskQuerySet
from tasks.snapshot.day import revision

logger = logging.getLogger(__name__)

FORM = "2"  # counted up when the same plan is told in other words
READ_AGAIN = timedelta(hours=1)  # how exactly it is known when a feed was read


def opened(secret: str) -> CalendarFeed | None:
    """The feed behind an address, and note that it was read."""
    feed = (
        CalendarFeed.objects.opened_by(secret).select_related("user__preferences", "domain").first()
    )
    now = clock.now()
    if feed and (feed.read_at is None or feed.read_at < now - READ_AGAIN):
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)
    return feed


def etag(feed: CalendarFeed) -> str:
    """What the text of a feed follows from, so that an unchanged one is never made: one query."""
    preferences = feed.user.preferences
    said = [FORM, feed.pk, feed.domain_id, feed.blocks_only, feed.name]
    said += [revision(feed.user), preferences.zone.key, clock.today(feed.user)]
    return f'"{hashlib.sha256(repr(said).encode()).hexdigest()[:32]}"'


def text(feed: CalendarFeed) -> bytes:
    """The whole feed. The number of queries is fixed."""
    components = list(_components(feed))
    logger.info("feed made user=%s feed=%s components=%d", feed.user_id, feed.pk, len(components))
    return document(feed.user.preferences.zone, components, feed.name)


def _components(feed: CalendarFeed) -> Iterator[Component]:
    user, zone = feed.user, feed.user.preferences.zone
    since = _since(clock.today(user))
    labels = labels_of(user)
    for entry in of_blocks(_tasks(feed, since), labels):
        if entry.day and entry.day >= since:
            yield event(entry, uid_of(user, "event", entry.key), zone)
        elif not (entry.day or entry.completed):
            yield todo(entry, uid_of(user, "todo", entry.key), zone, _uid_of_parent(user, entry))
    yield from _series(feed, since, labels)


def _since(today: date) -> date:
    """The first of a month, so that a series does not begin anew each day."""
    return (today - timedelta(days=FEED_DAYS_BACK)).replace(day=1)


def _uid_of_parent(user: User, entry: Entry) -> str:
    return uid_of(user, "todo", str(entry.parent_id)) if entry.parent_id else ""


def _tasks(feed: CalendarFeed, since: date) -> TaskQuerySet:
    dated = Q(scheduled_date__gte=since) | ~Q(chunks=[])  # of which a later one may be told
    which = Q(dated, scheduled_time__isnull=False) if feed.blocks_only else dated
    if not feed.blocks_only:
        which |= Q(scheduled_date=None, status=Task.Status.PENDING)
    if feed.domain_id:
        which &= Q(domain=feed.domain_id)
    return Task.objects.for_user(feed.user).not_archived().filter(which).order_by("pk")


def _series(feed: CalendarFeed, since: date, labels: Labels) -> Iterator[Component]:
    user = feed.user
    days: dict[int, list[TaskInstance]] = defaultdict(list)
    for row in _days(feed, since):
        days[row.task_id].append(row)
    tasks = Task.objects.for_user(user).filter(pk__in=days).order_by("pk")
    edits = _edits(user, list(days))
    for task in tasks.select_related("series", "domain"):
        known = edits.get(task.pk, series_events.Edits())
        yield from series_events.events(user, task, days[task.pk], since, labels, known)


def _days(feed: CalendarFeed, since: date) -> TaskInstanceQuerySet:
    """All rows of the series told, or of those that have a time."""
    days = TaskInstance.objects.for_user(feed.user).of_live_tasks()
    days = days.filter(Q(recurrence_id__gte=since) | Q(scheduled_date__gte=since))
    if feed.blocks_only:
        days = days.filter(scheduled_time__isnull=False)
    if feed.domain_id:
        days = days.filter(
            Q(own_domain=feed.domain_id) | Q(own_domain=None, task__domain=feed.domain_id)
        )
    return days.select_related("task__domain", "own_domain").order_by("task", "recurrence_id")


def _edits(user: User, tasks: list[int]) -> dict[int, series_events.Edits]:
    rules = Change.objects.filter(user=user, kind="series", object_id__in=tasks)
    counted = rules.values_list("object_id").annotate(Count("pk"), Max("activity__created_at"))
    return {pk: series_events.Edits(count, latest) for pk, count, latest in counted}
