"""/api/v1/instances"""

from __future__ import annotations

from datetime import date

import orjson
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router

from core.actor import signed_in_user
from core.models import User
from core.prepared import prepared
from tasks.api.responses import changed, json
from tasks.api.schemas import EarlierIn, InstanceChange
from tasks.api.values import Day, Days, Few, PathId
from tasks.editing import instances as editing
from tasks.models import TaskInstance
from tasks.planning import proposals
from tasks.snapshot.rows import as_json, only_row

router = Router(tags=["instances"])


@router.get("")
def instances(request: HttpRequest, first: Day, last: Day) -> HttpResponse:
    return json(*as_json(_between(signed_in_user(request), first, last)))


@prepared
def _between(user: User, first: date, last: date) -> QuerySet[TaskInstance]:
    return TaskInstance.objects.for_user(user).of_live_tasks().between(first, last)


@router.post("/from-earlier")
def from_earlier(request: HttpRequest, what: EarlierIn) -> HttpResponse:
    status = editing.COMPLETED if what.action == "complete" else editing.SKIPPED
    return changed(editing.finish_earlier(signed_in_user(request), status, what.task_id))


@router.get("/{pk}")
def instance(request: HttpRequest, pk: PathId) -> HttpResponse:
    found = editing.get(signed_in_user(request), pk)
    row = only_row(TaskInstance.objects.for_user(signed_in_user(request)).filter(pk=pk))
    return json(orjson.dumps(row | {"own_description": found.own_description}))


@router.patch("/{pk}")
def change(request: HttpRequest, pk: PathId, fields: InstanceChange) -> HttpResponse:
    sent = fields.sent()
    return changed(editing.change(signed_in_user(request), pk, sent, sent.pop("version", None)))


@router.get("/{pk}/slots")
def slots(request: HttpRequest, pk: PathId, n: Few = 3, days: Days = 0) -> HttpResponse:
    """When could I do this? The cheapest slots, everything else staying."""
    return json(
        orjson.dumps(proposals.find_slots(signed_in_user(request), pk, n, days, is_instance=True))
    )


@router.post("/{pk}/complete")
def complete(request: HttpRequest, pk: PathId) -> HttpResponse:
    return changed(editing.complete(signed_in_user(request), pk))


@router.post("/{pk}/skip")
def skip(request: HttpRequest, pk: PathId) -> HttpResponse:
    return changed(editing.skip(signed_in_user(request), pk))


@router.post("/{pk}/reopen")
def reopen(request: HttpRequest, pk: PathId) -> HttpResponse:
    return changed(editing.reopen(signed_in_user(request), pk))
