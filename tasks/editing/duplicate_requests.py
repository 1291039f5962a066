"""Recognizes a request that was carried out before, by the key its client gave it."""

from __future__ import annotations

from django.db.models import QuerySet

from core import actor
from core.models import User
from core.prepared import prepared
from tasks.errors import DuplicateRequest, Rejected
from tasks.models import Activity

OTHER_REQUEST = "This Idempotency-Key was used for another request. Send this one with a new key."


def reject_duplicate_request(user: User) -> None:
    """Let a request with a key be carried out once; the caller holds the person's lock.

    Raises `AlreadyDone` when it was carried out before, and `Refused` when its key belongs to
    another request.
    """
    request = actor.current()
    if not request.request_key:
        return
    done = _by_key(user, request.request_key).first()
    if done is None:
        return
    if done.request_fingerprint not in ("", request.fingerprint):
        raise Rejected(OTHER_REQUEST, "Idempotency-Key")
    raise DuplicateRequest(done)


@prepared
def _by_key(user: User, request_key: str) -> QuerySet[Activity]:
    return Activity.objects.for_user(user).filter(request_key=request_key)
