"""/api/v1/tasks"""

from __future__ import annotations

from typing import Literal

import orjson
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router

from core.actor import signed_in_user
from core.models import User
from core.prepared import prepared
from tasks.api.responses import changed, json
from tasks.api.schemas import BatchIn, NewTask, SeriesChange, TaskChange, TimerIn
from tasks.api.values import Days, Few, PathId
from tasks.editing import batch, timer
from tasks.editing import series as series_edits
from tasks.editing import tasks as editing
from tasks.editing.commands import TaskFields
from tasks.errors import Rejected
from tasks.models import Task
from tasks.planning import proposals
from tasks.planning.estimates import band_of
from tasks.snapshot.rows import as_json, only_row

router = Router(tags=["tasks"])


@router.get("")
def tasks(
    request: HttpRequest, status: Literal["pending", "completed", "archived"] | None = None
) -> HttpResponse:
    user = signed_in_user(request)
    return json(*as_json(_of_status(user, status) if status else _not_archived(user)))


@prepared
def _of_status(user: User, status: str) -> QuerySet[Task]:
    return Task.objects.for_user(user).filter(status=status)


@prepared
def _not_archived(user: User) -> QuerySet[Task]:
    return Task.objects.for_user(user).not_archived()


@router.post("")
def add(request: HttpRequest, fields: NewTask) -> HttpResponse:
    return changed(editing.add(signed_in_user(request), fields.sent()))


@router.post("/batch")
def do(request: HttpRequest, what: BatchIn) -> HttpResponse:
    """One thing done to many rows, all or none. `fields` are for "change" only."""
    fields: TaskFields = what.fields.sent() if what.fields else {}
    user = signed_in_user(request)
    return changed(batch.apply_action(user, what.action, what.task_ids, what.instance_ids, fields))


@router.get("/{pk}")
def task(request: HttpRequest, pk: PathId) -> HttpResponse:
    found = editing.get(signed_in_user(request), pk)
    row = only_row(Task.objects.for_user(signed_in_user(request)).filter(pk=pk))
    spent = timer.tracked_time(signed_in_user(request), pk)
    details = {
        "description": found.description,
        "timer": {"started_at": spent.running_since} if spent.running_since else None,
        "tracked_minutes": spent.minutes,
        "band": band_of(signed_in_user(request), found),
    }
    return json(orjson.dumps(row | details))


@router.patch("/{pk}")
def change(request: HttpRequest, pk: PathId, fields: TaskChange) -> HttpResponse:
    sent = fields.sent()
    return changed(editing.change(signed_in_user(request), pk, sent, sent.pop("version", None)))


@router.post("/{pk}/complete")
def complete(request: HttpRequest, pk: PathId) -> HttpResponse:
    return changed(editing.complete(signed_in_user(request), pk))


@router.post("/{pk}/reopen")
def reopen(request: HttpRequest, pk: PathId) -> HttpResponse:
    return changed(editing.reopen(signed_in_user(request), pk))


@router.post("/{pk}/archive")
def archive(request: HttpRequest, pk: PathId) -> HttpResponse:
    return changed(editing.archive(signed_in_user(request), pk))


@router.post("/{pk}/restore")
def restore(request: HttpRequest, pk: PathId) -> HttpResponse:
    return changed(editing.restore(signed_in_user(request), pk))


@router.get("/{pk}/slots")
def slots(request: HttpRequest, pk: PathId, n: Few = 3, days: Days = 0) -> HttpResponse:
    """When could I do this? The cheapest slots, everything else staying."""
    return json(orjson.dumps(proposals.find_slots(signed_in_user(request), pk, n, days)))


@router.post("/{pk}/timer")
def start_timer(request: HttpRequest, pk: PathId, what: TimerIn | None = None) -> HttpResponse:
    """Time the task, or one day of it; whatever else is timed stops."""
    entry = timer.start(signed_in_user(request), pk, what.instance_id if what else None)
    return json(orjson.dumps({"timer": {"started_at": entry.started_at}}))


@router.delete("/{pk}/timer")
def stop_timer(request: HttpRequest, pk: PathId) -> HttpResponse:
    timer.stop(signed_in_user(request), pk)
    return json(orjson.dumps({"timer": None}))


@router.put("/{pk}/series")
def repeat(request: HttpRequest, pk: PathId, series: SeriesChange) -> HttpResponse:
    spec = series.spec()
    if series.scope == "all":
        return changed(series_edits.repeat(signed_in_user(request), pk, spec))
    if series.at is None:
        raise Rejected("Say from which day on the series changes.", "from")
    return changed(series_edits.repeat_following(signed_in_user(request), pk, spec, series.at))


@router.delete("/{pk}/series")
def stop(request: HttpRequest, pk: PathId) -> HttpResponse:
    return changed(series_edits.stop(signed_in_user(request), pk))
