"""The acting user: set by each entry point, read by the activity log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, cast

from django.contrib.auth.middleware import get_user
from django.http import HttpRequest

from core.models import User

Source = Literal["web", "api", "admin", "command", "job"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who makes a change, and through which entry point."""

    source: Source
    user_id: int | None = None  # None when the product itself acts
    client: str = ""  # the browser tab, which needs no live hint about its own change
    request_key: str = ""  # the Idempotency-Key of the request
    fingerprint: str = ""  # a digest of the request's method, path and body


def signed_in_user(request: HttpRequest) -> User:
    """Return the user of a request that has passed authentication.

    Avoids `request.user`, a lazy object that looks up each attribute twice.
    """
    return cast(User, get_user(request))


_current: ContextVar[Actor] = ContextVar("actor")


def current() -> Actor:
    """Return the current actor; the product itself, in a job, unless `act_as` set another."""
    return _current.get(Actor("job"))


@contextmanager
def act_as(
    source: Source,
    user_id: int | None = None,
    client: str = "",
    request_key: str = "",
    fingerprint: str = "",
) -> Iterator[None]:
    """Attribute every change inside the block to this user and source."""
    token = _current.set(Actor(source, user_id, client, request_key, fingerprint))
    try:
        yield
    finally:
        _current.reset(token)
