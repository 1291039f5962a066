"""/api/v1/events: events of connected calendars"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from core.actor import signed_in_user
from tasks.api.responses import json_response
from tasks.api.values import Day, PathId
from tasks.planning.windows import reject_long_range
from tasks.snapshot.events import away_between, event_details, shown_events, with_away
from tasks.snapshot.rows import as_json

router = Router(tags=["events"])


@router.get("")
def events(request: HttpRequest, first: Day, last: Day) -> HttpResponse:
    reject_long_range(first, last)
    user = signed_in_user(request)
    rows, away = as_json(shown_events(user, first, last), away_between(user, first, last))
    return json_response(with_away(rows, away))


@router.get("/{pk}")
def event(request: HttpRequest, pk: PathId) -> dict[str, str]:
    return event_details(signed_in_user(request), pk)
