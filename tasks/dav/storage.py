"""Radicale's storage on our tables: everybody has two collections, of VTODO and of VEVENT.

What stands in them is read from the plan, and written through the verbs of `tasks.editing`.
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
from radicale import pathutils
from radicale.item import Item as RadicaleItem
from radicale.storage import BaseCollection, BaseStorage

from core.actor import act_as
from core.models import Preferences, User
from tasks.dav import put, sync_tokens
from tasks.dav.collections import COLLECTIONS, DavCollection, Found
from tasks.errors import Rejected

FIXED = "The calendars Tasks and Blocks are fixed, and so is what each holds."


class Item(RadicaleItem):
    """One task or block; its text is written when somebody wants it."""

    def __init__(self, collection: Collection, found: Found) -> None:
        super().__init__(
            collection=collection,
            text="",
            href=found.href,
            uid=found.uid,
            etag=f'"{found.etag}"',
            name="VCALENDAR",
            component_name=collection.shelf.component,
            time_range=found.time_range,
            last_modified=http_date(found.entry.updated_at.timestamp()),
        )
        self.found = found

    def serialize(self) -> str:
        if not self._text:
            self._text = self.found.text()
        return self._text

    @property
    def vobject_item(self) -> Any:
        self.serialize()
        return super().vobject_item


class Principal(BaseCollection):
    """A person, with their collections below, or the root, with nobody to be seen below."""

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
    """One of a person's two collections."""

    path = ""

    def __init__(self, user: User, shelf: DavCollection) -> None:
        self.user = user
        self.shelf = shelf
        self.path = f"{user.pk}/{shelf.name}"

    def get_all(self) -> list[Item]:
        return self._items

    def get_multi(self, hrefs: Iterable[str]) -> list[tuple[str, Item | None]]:
        known = {item.found.href: item for item in self._items}
        return [(href, known.get(href)) for href in hrefs]

    def get_one(self, href: str) -> Item | None:
        found = self.shelf.find(self.user, href)
        return Item(self, found) if found else None

    def sync(self, old_token: str = "") -> tuple[str, Iterable[str]]:
        etags = {item.found.href: item.found.etag for item in self._items}
        return sync_tokens.sync(self.user, self.shelf.name, etags, old_token)

    def upload(self, href: str, item: RadicaleItem) -> tuple[RadicaleItem, RadicaleItem | None]:
        before = self.get_one(href)
        found = before.found if before else None
        put.put(self.user, self.shelf, href, item.serialize(), found)
        return self.get_one(href) or item, before  # what was cancelled is not here any more

    def delete(self, href: str | None = None) -> None:
        item = self.get_one(href) if href else None
        if item is None:
            raise Rejected(FIXED)
        put.remove(self.user, self.shelf, item.found)

    def get_meta(self, key: str | None = None) -> Any:
        meta = {
            "tag": "VCALENDAR",
            "D:displayname": self.shelf.title,
            "C:supported-calendar-component-set": self.shelf.component,
        }
        return meta if key is None else meta.get(key)

    @property
    def etag(self) -> str:
        etags = sorted((item.found.href, item.found.etag) for item in self._items)
        return f'"{hashlib.sha256(json.dumps(etags).encode()).hexdigest()}"'

    @property
    def last_modified(self) -> str:
        latest = max((item.found.entry.updated_at.timestamp() for item in self._items), default=0)
        return http_date(latest)

    @cached_property
    def _items(self) -> list[Item]:
        return [Item(self, found) for found in self.shelf.all(self.user)]


class Storage(BaseStorage):
    """Finds collections and items by their path: person, collection, item."""

    _supports_unicode = True

    def discover(
        self,
        path: str,
        depth: str = "0",
        child_context_manager: Any = None,
        user_groups: set[str] = frozenset(),  # type: ignore[assignment]
    ) -> Iterator[BaseCollection | RadicaleItem]:
        """What is at `path`, and with a depth what is right below. Rights were checked before."""
        owner, name, href = [*pathutils.strip_path(path).split("/"), "", ""][:3]
        user = _person(owner)
        if user is None:
            yield from [] if owner else [Principal("")]
        elif not name:
            yield Principal(owner)
            yield from [Collection(user, shelf) for shelf in COLLECTIONS.values() if depth != "0"]
        elif shelf := COLLECTIONS.get(name):
            yield from _at(Collection(user, shelf), href, depth)

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
        """To write, hold the person's row: between the look at an ETag and the write it has asked
        for, no other tab or client may write."""
        with _writing(user) if mode == "w" else nullcontext():
            yield

    def verify(self) -> bool:
        return True


def _person(owner: str) -> User | None:
    if not owner.isdecimal():
        return None
    active = User.objects.filter(is_active=True).select_related("preferences")
    return active.filter(pk=int(owner)).first()


def _at(collection: Collection, href: str, depth: str) -> Iterator[BaseCollection | RadicaleItem]:
    if not href:
        yield collection
        yield from collection.get_all() if depth != "0" else []
    elif item := collection.get_one(href):
        yield item


@contextmanager
def _writing(user: str) -> Iterator[None]:
    with act_as("api", int(user)), transaction.atomic():
        Preferences.objects.select_for_update(no_key=True).get(user=int(user))
        yield
