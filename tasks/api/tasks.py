"""/api/v1/tasks: tasks, their timers and their series"""

from __future__ import annotations

from typing import Literal

import orjson
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from core.actor import signed_in_user
from core.models import User
from core.prepared import prepared
from tasks.api.responses import json_response, patch_response
from tasks.api.schemas import BatchIn, NewTask, PauseIn, SeriesChange, TaskChange, TimerIn
from tasks.api.values import Day, DayCount, MomentText, PathId, SlotCount
from tasks.editing import batch, pauses, timer, trash
from tasks.editing import series as series_edits
from tasks.editing import tasks as editing
from tasks.editing.commands import TaskFields
from tasks.editing.quickadd import iso_moment
from tasks.errors import Rejected
from tasks.models import Task
from tasks.planning import proposals
from tasks.planning.estimates import band_of
from tasks.snapshot.day import finished_tasks
from tasks.snapshot.day import timer as running_timer
from tasks.snapshot.rows import as_json, only_row

router = Router(tags=["tasks"])


@router.get("")
def tasks(
    request: HttpRequest,
    status: Literal["pending", "completed", "archived"] | None = None,
    first: Day | None = None,
    last: Day | None = None,
) -> HttpResponse:
    """List tasks; completed ones also by the days on which they were scheduled or completed."""
    user = signed_in_user(request)
    if status == "completed" and first and last:
        return json_response(*as_json(finished_tasks(user, first, last)))
    return json_response(*as_json(_of_status(user, status) if status else _not_archived(user)))


@prepared
def _of_status(user: User, status: str) -> QuerySet[Task]:
    return Task.objects.for_user(user).filter(status=status)


@prepared
def _not_archived(user: User) -> QuerySet[Task]:
    return Task.objects.for_user(user).not_archived()


@router.post("")
def add(request: HttpRequest, fields: NewTask) -> HttpResponse:
    return patch_response(editing.add(signed_in_user(request), fields.command()))


@router.post("/batch")
def do(request: HttpRequest, body: BatchIn) -> HttpResponse:
    """Apply one action to many rows, all or none. `fields` are for "change" only."""
    fields: TaskFields = body.fields.command() if body.fields else {}
    user = signed_in_user(request)
    return patch_response(
        batch.apply_action(user, body.action, body.task_ids, body.instance_ids, fields)
    )


@router.get("/{pk}")
def task(request: HttpRequest, pk: PathId) -> HttpResponse:
    user = signed_in_user(request)
    row = editing.get(user, pk)
    values = only_row(Task.objects.for_user(user).filter(pk=pk))
    spent = timer.tracked_time(user, pk)
    details = {
        "description": row.description,
        "timer": {"started_at": spent.running_since} if spent.running_since else None,
        "tracked_minutes": spent.minutes,
        "band": band_of(user, row),
    }
    return json_response(orjson.dumps(values | details))


@router.patch("/{pk}")
def change(request: HttpRequest, pk: PathId, fields: TaskChange) -> HttpResponse:
    command = fields.command()
    version, amends = command.pop("version", None), command.pop("amends", "")
    return patch_response(editing.change(signed_in_user(request), pk, command, version, amends))


@router.delete("/{pk}")
def delete(request: HttpRequest, pk: PathId) -> HttpResponse:
    """Move a task with its subtasks to the trash."""
    return patch_response(trash.delete(signed_in_user(request), pk))


@router.post("/{pk}/complete")
def complete(request: HttpRequest, pk: PathId) -> HttpResponse:
    return patch_response(editing.complete(signed_in_user(request), pk))


@router.post("/{pk}/reopen")
def reopen(request: HttpRequest, pk: PathId) -> HttpResponse:
    return patch_response(editing.reopen(signed_in_user(request), pk))


@router.post("/{pk}/archive")
def archive(request: HttpRequest, pk: PathId) -> HttpResponse:
    return patch_response(editing.archive(signed_in_user(request), pk))


@router.post("/{pk}/restore")
def restore(request: HttpRequest, pk: PathId) -> HttpResponse:
    return patch_response(editing.restore(signed_in_user(request), pk))


@router.get("/{pk}/slots")
def slots(request: HttpRequest, pk: PathId, n: SlotCount = 3, days: DayCount = 0) -> HttpResponse:
    """Find the `n` best free slots, without moving anything else."""
    return json_response(orjson.dumps(proposals.find_slots(signed_in_user(request), pk, n, days)))


@router.get("/{pk}/promise")
def promise(request: HttpRequest, pk: PathId, by: MomentText) -> HttpResponse:
    """Whether the task can be promised by a day, or a day and time. Nothing is stored."""
    user = signed_in_user(request)
    moment = iso_moment(user, by, "by")
    return json_response(orjson.dumps(proposals.promise(user, pk, moment)))


@router.post("/{pk}/timer")
def start_timer(request: HttpRequest, pk: PathId, body: TimerIn | None = None) -> HttpResponse:
    """Start timing the task or one occurrence of it, and stop any other timer."""
    user = signed_in_user(request)
    timer.start(user, pk, body.instance_id if body else None)
    return json_response(running_timer(user))


@router.delete("/{pk}/timer")
def stop_timer(request: HttpRequest, pk: PathId) -> HttpResponse:
    user = signed_in_user(request)
    timer.stop(user, pk)
    return json_response(running_timer(user))


@router.put("/{pk}/series")
def repeat(request: HttpRequest, pk: PathId, series: SeriesChange) -> HttpResponse:
    user, spec, version = signed_in_user(request), series.spec(), series.version
    if series.scope == "all":
        return patch_response(series_edits.repeat(user, pk, spec, version))
    if series.at is None:
        raise Rejected(_("Choose the date from which the series changes."), "from")
    return patch_response(series_edits.repeat_following(user, pk, spec, series.at, version))


@router.put("/{pk}/series/pause")
def pause(request: HttpRequest, pk: PathId, body: PauseIn) -> HttpResponse:
    """Pause a series until a day; without a day, end the pause."""
    return patch_response(pauses.pause(signed_in_user(request), pk, body.until, body.when_away))


@router.delete("/{pk}/series")
def stop(request: HttpRequest, pk: PathId) -> HttpResponse:
    return patch_response(series_edits.stop(signed_in_user(request), pk))
