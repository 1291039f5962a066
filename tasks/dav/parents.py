"""The parents that items name by UID, also those that a client sends after their children."""

from __future__ import annotations

import logging

from core.models import User
from tasks.dav.collections import DavCollection, DavItem
from tasks.dav.parsing import ParsedItem
from tasks.editing import tasks, tree
from tasks.editing.journal import Journal
from tasks.errors import NotFound, Rejected
from tasks.models import DavName, Task

logger = logging.getLogger(__name__)

MAX_SINGLE_ATTACHMENTS = 100  # when the children of a late parent don't all fit below it


def parent_of(user: User, collection: DavCollection, item: ParsedItem) -> int | None:
    """Return the id of the task with the item's parent UID, if the collection contains it."""
    if not item.parent_uid:
        return None
    named = DavName.objects.for_user(user).filter(collection=collection.name, uid=item.parent_uid)
    if name := named.filter(task__in=Task.objects.for_user(user).not_archived()).first():
        return name.task_id
    items = (other for other in collection.all(user) if other.uid == item.parent_uid)
    parent = next(items, None)
    return parent.entry.task_id if parent and parent.entry.recurrence_id is None else None


def missing_parent(item: ParsedItem, parent: int | None) -> str:
    """Return the UID of a parent that has not arrived yet."""
    is_missing = parent is None and item.parent_uid != item.uid
    return (item.parent_uid or "") if is_missing else ""


def remember(user: User, collection: DavCollection, current: DavItem, uid: str) -> None:
    """Store the UID of a missing parent with the item's name; empty: none is missing."""
    names = DavName.objects.for_user(user).filter(task=current.entry.task_id)
    if names.update(parent_uid=uid) or not uid:
        return
    name = {"user": user, "collection": collection.name, "href": current.href, "uid": current.uid}
    DavName(task_id=current.entry.task_id, parent_uid=uid, **name).save(force_insert=True)


def attach_children(log: Journal, collection: DavCollection, parent: int, uid: str) -> None:
    """Move the tasks that wait for this UID below their parent, which has arrived.

    Those that were moved elsewhere since stay there, and so do those that would break a rule of
    the tree, such as its number of levels: the parent is stored all the same.
    """
    if not uid:
        return
    names = DavName.objects.for_user(log.user).filter(collection=collection.name, parent_uid=uid)
    children = set(names.values_list("task_id", flat=True))
    if not children:
        return
    names.update(parent_uid="")
    free = Task.objects.for_user(log.user).not_archived().filter(pk__in=children, parent=None)
    pks = list(free.values_list("pk", flat=True))
    if not _attach(log, pks, parent):
        attached = [_attach(log, [pk], parent) for pk in pks[:MAX_SINGLE_ATTACHMENTS]]
        logger.info("children of late parent attached=%d waiting=%d", sum(attached), len(pks))


def _attach(log: Journal, pks: list[int], parent: int) -> bool:
    try:
        tasks.change_rows(log, log.get_locked(tree.by_ids, pks), {"parent_id": parent})
    except (Rejected, NotFound):
        return False
    return True
