"""Sync tokens (RFC 6578): what a collection held when a client last asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from core.models import User
from tasks.constants import DAV_STATES_KEPT
from tasks.models import DavState

TOKEN = "https://whendoist.org/ns/sync/"  # noqa: S105 - a name, not a secret


def sync(
    user: User, collection: str, etags: Mapping[str, str], old_token: str
) -> tuple[str, list[str]]:
    """The token of now, and the names that came, changed or went since `old_token`.

    Raises ValueError when that token is not known, or no longer: the client lists all anew.
    """
    states = DavState.objects.for_user(user).filter(collection=collection)
    now = hashlib.sha256(json.dumps(etags, sort_keys=True).encode()).hexdigest()
    old: Mapping[str, str] = {}
    if old_token:
        known = states.filter(token=old_token.removeprefix(TOKEN)).first()
        if known is None:
            raise ValueError("This sync token is not known.")
        old = known.etags
    _keep(user, collection, now, etags)
    names = etags.keys() | old.keys()
    return TOKEN + now, sorted(name for name in names if etags.get(name) != old.get(name))


def _keep(user: User, collection: str, token: str, etags: Mapping[str, str]) -> None:
    """Remember this state, and forget old ones: clients ask often, or list all anew."""
    state = DavState(user=user, collection=collection, token=token, etags=dict(etags))
    states = DavState.objects.for_user(user).filter(collection=collection)
    if states.filter(token=token).exists():
        return
    DavState.objects.bulk_create([state], ignore_conflicts=True)
    kept = states.order_by("-created_at").values_list("pk", flat=True)[:DAV_STATES_KEPT]
    states.exclude(pk__in=list(kept)).delete()
