"""/api/v1/away: the days when a person is away"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from core.actor import signed_in_user
from tasks.api.responses import json_response, patch_response
from tasks.api.schemas import AwayIn
from tasks.api.values import PathId
from tasks.editing import pauses
from tasks.snapshot.day import own_away
from tasks.snapshot.rows import as_json

router = Router(tags=["away"])


@router.get("")
def away(request: HttpRequest) -> HttpResponse:
    return json_response(*as_json(own_away(signed_in_user(request))))


@router.post("")
def add(request: HttpRequest, body: AwayIn) -> HttpResponse:
    return patch_response(pauses.add_away(signed_in_user(request), body.first_day, body.last_day))


@router.delete("/{pk}")
def remove(request: HttpRequest, pk: PathId) -> HttpResponse:
    return patch_response(pauses.remove_away(signed_in_user(request), pk))
