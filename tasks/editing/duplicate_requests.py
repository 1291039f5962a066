"""Recognize a request that was sent twice, by its Idempotency-Key."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import actor
from core.models import User
from core.prepared import prepared
from tasks.errors import DuplicateRequest, Rejected
from tasks.models import Activity

OTHER_REQUEST = _(
    "This Idempotency-Key was used for another request. Send this one with a new key."
)


def reject_duplicate_request(user: User) -> None:
    """Raise `DuplicateRequest` if the current request was already carried out.

    Raises `Rejected` when its key was used for another request. The caller holds the user's lock,
    so that two copies of a request cannot both pass.
    """
    request = actor.current()
    if not request.request_key:
        return
    activity = _by_key(user, request.request_key).first()
    if activity is None:
        return
    if activity.request_fingerprint not in ("", request.fingerprint):
        raise Rejected(OTHER_REQUEST, "Idempotency-Key")
    raise DuplicateRequest(activity)


@prepared
def _by_key(user: User, request_key: str) -> QuerySet[Activity]:
    return Activity.objects.for_user(user).filter(request_key=request_key)
