"""/api/v1/trash: archived and deleted tasks, deleted days, and deleting permanently"""

from __future__ import annotations

from typing import Annotated

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from core.actor import signed_in_user
from tasks.api.responses import json_response, patch_response
from tasks.api.values import PageSize, PathId
from tasks.editing import trash as editing
from tasks.snapshot.trash import CURSOR_PATTERN, trash_page

router = Router(tags=["trash"])
Cursor = Annotated[str, Field(pattern=CURSOR_PATTERN)]


@router.get("")
def trash(request: HttpRequest, limit: PageSize = 50, after: Cursor | None = None) -> HttpResponse:
    """List the trash, latest first; `next` is the `after` of the next page, or null."""
    return json_response(orjson.dumps(trash_page(signed_in_user(request), limit, after)))


@router.delete("")
def empty(request: HttpRequest) -> HttpResponse:
    """Delete everything that was deleted permanently; tasks that are only archived stay."""
    return json_response(orjson.dumps({"deleted": editing.empty(signed_in_user(request))}))


@router.delete("/tasks/{pk}")
def erase_task(request: HttpRequest, pk: PathId) -> HttpResponse:
    """Delete an archived or deleted task permanently, with its subtasks. Not undoable."""
    return patch_response(editing.erase_task(signed_in_user(request), pk))


@router.delete("/instances/{pk}")
def erase_day(request: HttpRequest, pk: PathId) -> HttpResponse:
    """Delete a deleted day of a series permanently. Not undoable."""
    return patch_response(editing.erase_day(signed_in_user(request), pk))
