"""/api/v1/events"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from core.acting import person
from tasks.api.answers import json
from tasks.api.values import Day
from tasks.planning.events import shown_events
from tasks.planning.rows import as_json
from tasks.planning.windows import refuse_long

router = Router(tags=["events"])


@router.get("")
def events(request: HttpRequest, first: Day, last: Day) -> HttpResponse:
    refuse_long(first, last)
    return json(*as_json(shown_events(person(request), first, last)))
