"""/api/v1/calendars: problems of connected calendars, and what a person does about them"""

from __future__ import annotations

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Router

from core.actor import signed_in_user
from tasks.api.responses import json_response
from tasks.api.values import PathId
from tasks.calendars import actions
from tasks.calendars.problems import problems_of

router = Router(tags=["calendars"])


@router.get("/problems")
def problems(request: HttpRequest) -> HttpResponse:
    """What is wrong with connected calendars, the worst first, each with one button."""
    return json_response(orjson.dumps(problems_of(signed_in_user(request))))


@router.post("/accounts/{pk}/read")
def read(request: HttpRequest, pk: PathId) -> HttpResponse:
    """Read the calendars of an account now, also those that wait after a failure."""
    actions.read_now(signed_in_user(request), pk)
    return json_response(b"{}")


@router.post("/{pk}/confirm")
def confirm(request: HttpRequest, pk: PathId) -> HttpResponse:
    """Delete the entries that are suddenly missing from a calendar. Not undoable."""
    deleted = actions.confirm_deletions(signed_in_user(request), pk)
    return json_response(orjson.dumps({"deleted": deleted}))
