"""Radicale's storage on our tables: each user has a collection of VTODO and one of VEVENT.

Items are read from tasks and blocks, and written through the verbs of `tasks.editing`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils.http import http_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from radicale import pathutils
from radicale.item import Item as RadicaleItem
from radicale.storage import BaseCollection, BaseStorage

from core.actor import act_as
from core.models import Preferences, User
from tasks.dav import put, sync_tokens
from tasks.dav.collections import COLLECTIONS, DavCollection, DavItem
from tasks.errors import Rejected

FIXED = _("The calendars Tasks and Blocks can't be changed, moved or deleted.")


class Item(RadicaleItem):
    """One task or block; its text is built on first use."""

    def __init__(self, collection: Collection, dav_item: DavItem) -> None:
        super().__init__(
            collection=collection,
            text="",
            href=dav_item.href,
            uid=dav_item.uid,
            etag=f'"{dav_item.etag}"',
            name="VCALENDAR",
            component_name=collection.dav_collection.component,
            time_range=dav_item.time_range,
            last_modified=http_date(dav_item.entry.updated_at.timestamp()),
        )
        self.dav_item = dav_item

    def serialize(self) -> str:
        if not self._text:
            self._text = self.dav_item.text()
        return self._text

    @property
    def vobject_item(self) -> Any:
        self.serialize()
        return super().vobject_item


class Principal(BaseCollection):
    """A user, whose children are the collections, or the root, which shows no users."""

    path = ""

    def __init__(self, path: str) -> None:
        self.path = path

    def get_all(self) -> Iterable[RadicaleItem]:
        return []

    def get_multi(self, hrefs: Iterable[str]) -> Iterable[tuple[str, RadicaleItem | None]]:
        return []

    def get_meta(self, key: str | None = None) -> Any:
        return {} if key is None else None

    @property
    def last_modified(self) -> str:
        return http_date(0)


class Collection(BaseCollection):
    """One of a user's two collections."""

    path = ""

    def __init__(self, user: User, dav_collection: DavCollection) -> None:
        self.user = user
        self.dav_collection = dav_collection
        self.path = f"{user.pk}/{dav_collection.name}"

    def get_all(self) -> list[Item]:
        return self._items

    def get_multi(self, hrefs: Iterable[str]) -> list[tuple[str, Item | None]]:
        items = {item.dav_item.href: item for item in self._items}
        return [(href, items.get(href)) for href in hrefs]

    def get_one(self, href: str) -> Item | None:
        dav_item = self.dav_collection.find(self.user, href)
        return Item(self, dav_item) if dav_item else None

    def sync(self, old_token: str = "") -> tuple[str, Iterable[str]]:
        etags = {item.dav_item.href: item.dav_item.etag for item in self._items}
        return sync_tokens.sync(self.user, self.dav_collection.name, etags, old_token)

    def upload(self, href: str, item: RadicaleItem) -> tuple[RadicaleItem, RadicaleItem | None]:
        before = self.get_one(href)
        dav_item = before.dav_item if before else None
        put.put(self.user, self.dav_collection, href, item.serialize(), dav_item)
        return self.get_one(href) or item, before  # a cancelled task has left the collection

    def delete(self, href: str | None = None) -> None:
        item = self.get_one(href) if href else None
        if item is None:
            raise Rejected(FIXED)
        put.remove(self.user, self.dav_collection, item.dav_item)

    def get_meta(self, key: str | None = None) -> Any:
        meta = {
            "tag": "VCALENDAR",
            "D:displayname": gettext(self.dav_collection.title),
            "C:supported-calendar-component-set": self.dav_collection.component,
        }
        return meta if key is None else meta.get(key)

    @property
    def etag(self) -> str:
        etags = sorted((item.dav_item.href, item.dav_item.etag) for item in self._items)
        return f'"{hashlib.sha256(json.dumps(etags).encode()).hexdigest()}"'

    @property
    def last_modified(self) -> str:
        latest = max(
            (item.dav_item.entry.updated_at.timestamp() for item in self._items), default=0
        )
        return http_date(latest)

    @cached_property
    def _items(self) -> list[Item]:
        return [Item(self, dav_item) for dav_item in self.dav_collection.all(self.user)]


class Storage(BaseStorage):
    """Looks up collections and items by path: user id, collection name, item name."""

    _supports_unicode = True

    def discover(
        self,
        path: str,
        depth: str = "0",
        child_context_manager: Any = None,
        user_groups: set[str] = frozenset(),  # type: ignore[assignment]
    ) -> Iterator[BaseCollection | RadicaleItem]:
        """Yield what is at `path`, plus its children unless `depth` is "0". Rights are checked."""
        owner, name, href = [*pathutils.strip_path(path).split("/"), "", ""][:3]
        user = _user(owner)
        if user is None:
            yield from [] if owner else [Principal("")]
        elif not name:
            yield Principal(owner)
            yield from [Collection(user, row) for row in COLLECTIONS.values() if depth != "0"]
        elif collection := COLLECTIONS.get(name):
            yield from _resources(Collection(user, collection), href, depth)

    def move(self, item: RadicaleItem, to_collection: BaseCollection, to_href: str) -> None:
        raise Rejected(FIXED)

    def create_collection(
        self,
        href: str,
        items: Iterable[RadicaleItem] | None = None,
        props: Mapping[str, str] | None = None,
    ) -> Any:
        raise Rejected(FIXED)

    @contextmanager
    def acquire_lock(self, mode: str, user: str = "", *args: Any, **kwargs: Any) -> Iterator[None]:
        """Lock the user's preferences row for writes, so that no other tab or client writes
        between the check of an ETag and the write that depends on it."""
        with _write_lock(user) if mode == "w" else nullcontext():
            yield

    def verify(self) -> bool:
        return True


def _user(owner: str) -> User | None:
    if not owner.isdecimal():
        return None
    active = User.objects.filter(is_active=True).select_related("preferences")
    return active.filter(pk=int(owner)).first()


def is_unlisted(path: str) -> bool:
    """Return whether this is the item that made a series, which clients believe to be new."""
    owner, name, href = [*pathutils.strip_path(path).split("/"), "", ""][:3]
    user, collection = _user(owner), COLLECTIONS.get(name)
    item = collection.find(user, href) if user and collection and href else None
    return item is not None and item.is_series


def _resources(
    collection: Collection, href: str, depth: str
) -> Iterator[BaseCollection | RadicaleItem]:
    if not href:
        yield collection
        yield from collection.get_all() if depth != "0" else []
    elif item := collection.get_one(href):
        yield item


@contextmanager
def _write_lock(user: str) -> Iterator[None]:
    with act_as("api", int(user)), transaction.atomic():
        Preferences.objects.select_for_update(no_key=True).get(user=int(user))
        yield
