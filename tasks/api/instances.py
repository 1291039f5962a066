"""/api/v1/instances: single occurrences of repeating tasks"""

from __future__ import annotations

from datetime import date

import orjson
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router

from core.actor import signed_in_user
from core.models import User
from core.prepared import prepared
from tasks.api.responses import json_response, patch_response
from tasks.api.schemas import EarlierIn, InstanceChange, NewInstance
from tasks.api.values import Day, DayCount, PathDayId, PathId, SlotCount
from tasks.editing import instances as editing
from tasks.editing import trash
from tasks.models import TaskInstance
from tasks.planning import proposals
from tasks.snapshot.future_days import future_day, future_days
from tasks.snapshot.rows import as_json, only_row

router = Router(tags=["instances"])


@router.get("")
def instances(request: HttpRequest, first: Day, last: Day) -> HttpResponse:
    """List instances by scheduled date, then the days of series that have no row yet."""
    user = signed_in_user(request)
    (rows,) = as_json(_between(user, first, last))
    later = future_days(user, first, last)
    return json_response(orjson.dumps(orjson.loads(rows) + later) if later else rows)


@router.post("")
def add(request: HttpRequest, body: NewInstance) -> HttpResponse:
    """Create the row of a day that has none yet."""
    occurrence = body.recurrence_id, body.recurrence_time
    return patch_response(editing.add(signed_in_user(request), body.task_id, *occurrence))


@prepared
def _between(user: User, first: date, last: date) -> QuerySet[TaskInstance]:
    return TaskInstance.objects.for_user(user).of_live_tasks().between(first, last)


@router.post("/from-earlier")
def from_earlier(request: HttpRequest, body: EarlierIn) -> HttpResponse:
    status = editing.COMPLETED if body.action == "complete" else editing.SKIPPED
    return patch_response(editing.finish_earlier(signed_in_user(request), status, body.task_id))


@router.get("/{pk}")
def instance(request: HttpRequest, pk: PathDayId) -> HttpResponse:
    user = signed_in_user(request)
    if pk < 0:
        return json_response(orjson.dumps(future_day(user, pk) | {"own_description": None}))
    description = editing.get(user, pk).own_description
    row = only_row(TaskInstance.objects.for_user(user).filter(pk=pk))
    return json_response(orjson.dumps(row | {"own_description": description}))


@router.patch("/{pk}")
def change(request: HttpRequest, pk: PathDayId, fields: InstanceChange) -> HttpResponse:
    command = fields.command()
    version, amends = command.pop("version", None), command.pop("amends", "")
    return patch_response(editing.change(signed_in_user(request), pk, command, version, amends))


@router.delete("/{pk}")
def delete(request: HttpRequest, pk: PathDayId) -> HttpResponse:
    """Move one day of a series to the trash."""
    return patch_response(trash.delete_day(signed_in_user(request), pk))


@router.post("/{pk}/restore")
def restore(request: HttpRequest, pk: PathId) -> HttpResponse:
    return patch_response(trash.restore_day(signed_in_user(request), pk))


@router.get("/{pk}/slots")
def slots(request: HttpRequest, pk: PathId, n: SlotCount = 3, days: DayCount = 0) -> HttpResponse:
    """Find the `n` best free slots, without moving anything else."""
    return json_response(
        orjson.dumps(proposals.find_slots(signed_in_user(request), pk, n, days, is_instance=True))
    )


@router.post("/{pk}/complete")
def complete(request: HttpRequest, pk: PathDayId) -> HttpResponse:
    return patch_response(editing.complete(signed_in_user(request), pk))


@router.post("/{pk}/skip")
def skip(request: HttpRequest, pk: PathDayId) -> HttpResponse:
    return patch_response(editing.skip(signed_in_user(request), pk))


@router.post("/{pk}/reopen")
def reopen(request: HttpRequest, pk: PathDayId) -> HttpResponse:
    return patch_response(editing.reopen(signed_in_user(request), pk))
