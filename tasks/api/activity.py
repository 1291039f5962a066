"""/api/v1/activity: the activity log and undo"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from core.actor import signed_in_user
from tasks.api.responses import json_response, patch_response
from tasks.api.values import PathId
from tasks.editing import tasks
from tasks.editing.undo import undo
from tasks.snapshot.activity import log_of

router = Router(tags=["activity"])


@router.get("")
def activity(
    request: HttpRequest, task_id: PathId | None = None, before: PathId | None = None
) -> HttpResponse:
    user = signed_in_user(request)
    if task_id:
        tasks.get(user, task_id)
    return json_response(log_of(user, task_id, before))


@router.post("/{pk}/undo")
def undo_activity(request: HttpRequest, pk: PathId) -> HttpResponse:
    return patch_response(undo(signed_in_user(request), pk))
