"""Who is acting, and through which door: set once by the door, read by the activity log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, cast

from django.contrib.auth.middleware import get_user
from django.http import HttpRequest

from core.models import User

Door = Literal["web", "api", "admin", "command", "job"]


@dataclass(frozen=True, slots=True)
class Actor:
    """`person` is the id of the user acting, None for the product itself."""

    door: Door
    person: int | None = None
    client: str = ""  # the browser tab, so that it need not be told of its own changes
    request_key: str = ""  # named by a client that may send a request twice, to have it done once
    fingerprint: str = ""  # of that request: its method, path and body


def person(request: HttpRequest) -> User:
    """The person a request is for; its door has asked for a sign-in already.

    Not the stand-in that `request.user` is, which looks up each attribute twice.
    """
    return cast(User, get_user(request))


_current: ContextVar[Actor] = ContextVar("acting")


def current() -> Actor:
    """Who acts now; the product itself, in a job, where no door has said otherwise."""
    return _current.get(Actor("job"))


@contextmanager
def acting(
    door: Door,
    person: int | None = None,
    client: str = "",
    request_key: str = "",
    fingerprint: str = "",
) -> Iterator[None]:
    """Everything inside is done by `person` through `door`."""
    token = _current.set(Actor(door, person, client, request_key, fingerprint))
    try:
        yield
    finally:
        _current.reset(token)
