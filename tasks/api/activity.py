"""/api/v1/activity: the activity log and undo"""

from __future__ import annotations

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Router

from core.actor import signed_in_user
from core.models import User
from tasks.api.responses import json_response, patch_response
from tasks.api.schemas import UndoIn
from tasks.api.values import PathId
from tasks.editing import tasks
from tasks.editing.journal import Journal
from tasks.editing.undo import undo
from tasks.editing.undo_history import redo_last, undo_last, undo_request
from tasks.snapshot.activity import log_of, name_of
from tasks.snapshot.changes import patch_of

router = Router(tags=["activity"])


@router.get("")
def activity(
    request: HttpRequest, task_id: PathId | None = None, before: PathId | None = None
) -> HttpResponse:
    user = signed_in_user(request)
    if task_id:
        tasks.get(user, task_id)
    return json_response(log_of(user, task_id, before))


@router.post("/undo")
def undo_action(request: HttpRequest, body: UndoIn) -> HttpResponse:
    """Undo a request by its Idempotency-Key or, without one, what the person did last."""
    user = signed_in_user(request)
    if body.request_key:
        return _named_patch(user, *undo_request(user, body.request_key))
    return _named_patch(user, *undo_last(user))


@router.post("/redo")
def redo_action(request: HttpRequest) -> HttpResponse:
    """Redo what the person undid last."""
    user = signed_in_user(request)
    return _named_patch(user, *redo_last(user))


def _named_patch(user: User, log: Journal, action: int) -> HttpResponse:
    """Return a patch with the name of the action that was undone or redone."""
    name = orjson.dumps(name_of(user, action))
    return json_response(b'%b,"change":%b}' % (patch_of(log)[:-1], name))


@router.post("/{pk}/undo")
def undo_activity(request: HttpRequest, pk: PathId) -> HttpResponse:
    return patch_response(undo(signed_in_user(request), pk))
