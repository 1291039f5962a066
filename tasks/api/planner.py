"""/api/v1/planner, /changes and /me: the page snapshot, later changes, and preferences"""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from ninja import Router

from core.actor import signed_in_user
from tasks.api.responses import json_response
from tasks.api.schemas import PreferencesChange
from tasks.api.values import Day, Revision
from tasks.editing import settings
from tasks.errors import DuplicateRequest
from tasks.planning.windows import reject_long_range
from tasks.snapshot import day
from tasks.snapshot.changes import patch_since

router = Router(tags=["planner"])


@router.get("/planner")
def planner(request: HttpRequest, first: Day, last: Day) -> HttpResponse:
    reject_long_range(first, last)
    return json_response(day.planner(signed_in_user(request), first, last))


@router.get("/changes")
def changes(request: HttpRequest, since: Revision) -> HttpResponse:
    return json_response(patch_since(signed_in_user(request), since))


@router.get("/timer")
def timer(request: HttpRequest) -> HttpResponse:
    """Return the running timer: its task, the day of a series, and when it started."""
    return json_response(day.timer(signed_in_user(request)))


@router.get("/me")
def me(request: HttpRequest) -> dict[str, object]:
    user = signed_in_user(request)
    return {"id": user.pk, "email": user.email, "preferences": day.preferences(user)}


@router.patch("/me/preferences")
def change_preferences(request: HttpRequest, fields: PreferencesChange) -> dict[str, object]:
    user = signed_in_user(request)
    with suppress(DuplicateRequest):  # sent again: return the current preferences
        settings.change_preferences(user, fields.command())
    return day.preferences(user)
