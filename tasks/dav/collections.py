"""The two collections of each user and the items in them, with their names, UIDs and ETags."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db.models import Q
from django.utils.translation import gettext_noop
from icalendar import Component
from radicale.item.filter import TIMESTAMP_MAX, TIMESTAMP_MIN

from core import clock
from core.models import User
from core.wallclock import LocalClock
from tasks.calendars.ical.components import document, event, todo
from tasks.calendars.ical.entries import (
    Entry,
    block_entries,
    instance_entries,
    labels_of,
    task_entries,
)
from tasks.calendars.uids import uid_of
from tasks.constants import DAV_BLOCK_DAYS_AHEAD, DAV_DAYS_BACK, DAV_TASK_DAYS_AHEAD
from tasks.dav.due_dates import due_when_scheduled, is_due_when_scheduled
from tasks.dav.series_items import find_series
from tasks.models import DavName, Task, TaskInstance
from tasks.models.sharing import DavNameQuerySet

FORMAT_VERSION = "1"  # increase when the same entry is written differently
NAME = re.compile(r"(\d{1,18})(?:\.\d+|-\d{4}-\d\d-\d\d(?:T\d{4})?)?\.ics", re.ASCII)


@dataclass(frozen=True, slots=True)
class DavItem:
    """A task or block in a collection."""

    entry: Entry
    href: str
    uid: str
    local_clock: LocalClock
    build: Callable[[], Component]
    variant: str = ""  # what else the text depends on
    is_series: bool = False  # not an occurrence, but all of them

    @property
    def etag(self) -> str:
        """Return a hash of everything the text is built from, without building it."""
        content = repr((FORMAT_VERSION, self.local_clock, self.uid, self.entry))
        content += self.variant
        return hashlib.sha256(content.encode()).hexdigest()[:32]

    @property
    def time_range(self) -> tuple[int, int]:
        """Return start and end in seconds since the epoch, unbounded unless it is a plain slot."""
        entry = self.entry
        if not (entry.day and entry.at and not entry.deadline):
            return TIMESTAMP_MIN, TIMESTAMP_MAX
        start = self.local_clock.instant(entry.day, entry.at)
        return int(start.timestamp()), int(start.timestamp()) + entry.minutes * 60

    def text(self) -> str:
        return document(self.local_clock.zone, [self.build()]).decode()


@dataclass(frozen=True, slots=True)
class DavCollection:
    """One of the two collections that each user has."""

    name: str
    title: str
    component: str
    timed: bool
    days_ahead: int

    def all(self, user: User) -> Iterator[DavItem]:
        """Yield every item of the collection, in a fixed number of queries."""
        names = {row.task_id: row for row in self._names(user)}
        yield from self._items(user, self._entries(user), names)

    def find(self, user: User, href: str) -> DavItem | None:
        """Return the item with this name, or None; also a series, which is not listed."""
        name = self._names(user).filter(href=href).first()
        match = NAME.fullmatch(href)
        task = name.task_id if name else int(match[1]) if match else None
        if task is None:
            return None
        names = {row.task_id: row for row in self._names(user)}
        items = self._items(user, self._entries(user, task), names)
        item = next((item for item in items if item.href == href), None)
        return item or self._find_series(user, task, href, names)

    def _find_series(
        self, user: User, task: int, href: str, names: dict[int, DavName]
    ) -> DavItem | None:
        name = names.get(task)
        series = find_series(user, task) if href == (name.href if name else f"{task}.ics") else None
        if series is None or (self.timed and series.entry.at is None):
            return None
        local_clock = user.preferences.local_clock
        uid = name.uid if name else uid_of(user, self.component, series.entry.key)
        build: Callable[[], Component] = partial(series.event, uid, local_clock)
        parent_uid = ""
        if not self.timed:
            missing_parent = name.parent_uid if name and series.entry.parent_id is None else ""
            parent_uid = missing_parent or self._parent_uid(user, series.entry, names)
            build = partial(series.todo, uid, local_clock, parent_uid)
        variant = repr((parent_uid, series.lines, series.deadline_days))
        return DavItem(series.entry, href, uid, local_clock, build, variant, is_series=True)

    def _names(self, user: User) -> DavNameQuerySet:
        return DavName.objects.for_user(user).filter(collection=self.name)

    def _entries(self, user: User, task: int | None = None) -> Iterator[Entry]:
        since = clock.now() - timedelta(days=DAV_DAYS_BACK)
        ahead = clock.today(user) + timedelta(days=self.days_ahead)
        included = Q(status="pending") | Q(completed_at__gte=since)
        if self.timed:
            included &= Q(scheduled_time__isnull=False)
        tasks = Task.objects.for_user(user).not_archived().filter(included)
        instances = TaskInstance.objects.for_user(user).of_live_tasks().filter(included)
        instances = instances.filter(scheduled_date__lte=ahead)
        if task is not None:
            tasks, instances = tasks.filter(pk=task), instances.filter(task=task)
        labels = labels_of(user)
        yield from (block_entries if self.timed else task_entries)(tasks.order_by("pk"), labels)
        yield from instance_entries(instances.order_by("pk"), labels)

    def _items(
        self, user: User, entries: Iterable[Entry], names: dict[int, DavName]
    ) -> Iterator[DavItem]:
        local_clock, shows_due = user.preferences.local_clock, due_when_scheduled(user)
        for entry in entries:
            name = names.get(entry.task_id) if entry.is_whole_task else None
            uid = name.uid if name else uid_of(user, self.component, entry.key)
            href = name.href if name else f"{entry.key.replace('/', '-')}.ics"
            if self.timed:
                yield DavItem(
                    entry, href, uid, local_clock, partial(event, entry, uid, local_clock)
                )
                continue
            missing_parent = name.parent_uid if name and entry.parent_id is None else ""
            parent_uid = missing_parent or self._parent_uid(user, entry, names)
            start_name = "due" if shows_due and is_due_when_scheduled(entry) else "dtstart"
            build = partial(todo, entry, uid, local_clock, parent_uid, start_name=start_name)
            variant = missing_parent + ("/due" if start_name == "due" else "")
            yield DavItem(entry, href, uid, local_clock, build, variant)

    def _parent_uid(self, user: User, entry: Entry, names: dict[int, DavName]) -> str:
        if entry.parent_id is None:
            return ""
        name = names.get(entry.parent_id)
        return name.uid if name else uid_of(user, self.component, str(entry.parent_id))


TASKS = DavCollection(
    "tasks", gettext_noop("Tasks"), "VTODO", timed=False, days_ahead=DAV_TASK_DAYS_AHEAD
)
BLOCKS = DavCollection(
    "blocks", gettext_noop("Blocks"), "VEVENT", timed=True, days_ahead=DAV_BLOCK_DAYS_AHEAD
)
COLLECTIONS = {collection.name: collection for collection in (TASKS, BLOCKS)}
