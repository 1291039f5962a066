"""Sync tokens (RFC 6578): each names a stored state of a collection, its names and ETags."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from core.models import User
from tasks.constants import DAV_MAX_STATES
from tasks.models import DavState

TOKEN_PREFIX = "https://whendoist.org/ns/sync/"  # noqa: S105 - not a secret


def sync(
    user: User, collection: str, etags: Mapping[str, str], old_token: str
) -> tuple[str, list[str]]:
    """Return the current token and the names added, changed or removed since `old_token`.

    Raises ValueError if that token is unknown or expired; the client then lists everything.
    """
    states = DavState.objects.for_user(user).filter(collection=collection)
    current = hashlib.sha256(json.dumps(etags, sort_keys=True).encode()).hexdigest()
    old: Mapping[str, str] = {}
    if old_token:
        state = states.filter(token=old_token.removeprefix(TOKEN_PREFIX)).first()
        if state is None:
            raise ValueError("unknown sync token")
        old = state.etags
    _store(user, collection, current, etags)
    names = etags.keys() | old.keys()
    return TOKEN_PREFIX + current, sorted(
        name for name in names if etags.get(name) != old.get(name)
    )


def _store(user: User, collection: str, token: str, etags: Mapping[str, str]) -> None:
    """Store this state and delete all but the latest ones. Storing it again changes nothing."""
    state = DavState(user=user, collection=collection, token=token, etags=dict(etags))
    states = DavState.objects.for_user(user).filter(collection=collection)
    if states.filter(token=token).exists():
        return
    DavState.objects.bulk_create([state], ignore_conflicts=True)
    latest = states.order_by("-created_at").values_list("pk", flat=True)[:DAV_MAX_STATES]
    states.exclude(pk__in=list(latest)).delete()
