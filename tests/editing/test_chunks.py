"""editing.chunks: a task in several chunks"""

from __future__ import annotations

from datetime import date, time

import pytest

from tasks.editing import batch, undo
from tasks.editing.tasks import change
from tasks.errors import NotFound, Rejected
from tasks.models import Task

FIRST = {"date": "2026-03-02", "time": "09:00:00", "minutes": 60}
SECOND = {"date": "2026-03-03", "time": "14:00:00", "minutes": 30}


@pytest.fixture
def divided(alice, make_task):
    task = make_task("Report", duration=90, chunk_min=30)
    change(alice, task.pk, {"chunks": [SECOND, FIRST]})
    return task


def test_task_is_scheduled_with_its_first_chunk(divided):
    divided.refresh_from_db()
    assert divided.chunks == [FIRST, SECOND]
    assert (divided.scheduled_date, divided.scheduled_time) == (date(2026, 3, 2), time(9))


@pytest.mark.parametrize(
    "fields",
    [{"scheduled_date": date(2026, 3, 5)}, {"scheduled_time": None}, {"duration": 30}],
)
def test_moving_a_task_as_a_whole_joins_its_chunks(alice, divided, fields):
    change(alice, divided.pk, fields)

    assert Task.objects.get().chunks == []


def test_changes_of_other_fields_keep_chunks(alice, divided):
    change(alice, divided.pk, {"title": "The report"})

    assert Task.objects.get().chunks == [FIRST, SECOND]


def test_single_chunk_only_schedules_the_task(alice, make_task):
    task = make_task("Report")
    change(alice, task.pk, {"chunks": [SECOND]})

    task.refresh_from_db()
    assert (task.chunks, task.scheduled_time) == ([], time(14))


def test_undo_restores_chunks(alice, divided):
    log = change(alice, divided.pk, {"scheduled_date": None})
    undo.undo(alice, log.activity.pk)

    assert Task.objects.get().chunks == [FIRST, SECOND]


def test_chunk_without_minutes_is_rejected(alice, make_task):
    with pytest.raises(Rejected, match="between 1 minute and 1 day"):
        change(alice, make_task().pk, {"chunks": [FIRST | {"minutes": 0}, SECOND]})


def test_task_that_starts_to_repeat_loses_its_chunks(api, divided):
    rule = {"rrule": "FREQ=DAILY", "starts_on": "2026-03-02"}
    api("PUT", f"/tasks/{divided.pk}/series", rule)

    assert Task.objects.get().chunks == []


@pytest.mark.parametrize("chunks", [(None, 60), (60, 30), (4, None), (30, 1441)])
def test_inconsistent_chunk_sizes_are_rejected(api, make_task, chunks):
    fields = dict(zip(("chunk_min", "chunk_max"), chunks, strict=True))
    refusal = api.patch(f"/tasks/{make_task().pk}", fields)

    assert (refusal.status_code, refusal.json()["title"][:9]) == (422, "A piece t")


OVERLAPPING = [FIRST, FIRST | {"time": "09:59:00"}]
OVER_MIDNIGHT = [
    {"date": "2026-03-02", "time": "23:30:00", "minutes": 60},
    {"date": "2026-03-03", "time": "00:15:00", "minutes": 30},
]


@pytest.mark.parametrize("overlapping", [OVERLAPPING, OVER_MIDNIGHT, [FIRST, FIRST]])
def test_overlapping_chunks_are_rejected_by_every_command(alice, api, divided, overlapping):
    sentence = "Two pieces of a task cannot be at the same time. Move one of them."
    fields = {"chunks": overlapping}
    changed = api.patch(f"/tasks/{divided.pk}", fields)
    added = api.post("/tasks", {"title": "Essay"} | fields)
    for answer in (changed, added):
        body = answer.json()
        assert (answer.status_code, body["title"], body["field"]) == (422, sentence, "chunks")
    with pytest.raises(Rejected, match="at the same time"):
        batch.apply_action(alice, "change", [divided.pk], [], fields)

    assert Task.objects.get().chunks == [FIRST, SECOND]


def test_adjacent_chunks_are_accepted(alice, divided):
    after = FIRST | {"time": "10:00:00"}
    change(alice, divided.pk, {"chunks": [after, FIRST]})

    assert Task.objects.get().chunks == [FIRST, after]


def test_undo_restores_overlapping_chunks_from_before_the_rule(alice, divided):
    Task.objects.update(chunks=OVERLAPPING)
    log = change(alice, divided.pk, {"duration": 30})
    undo.undo(alice, log.activity.pk)

    assert Task.objects.get().chunks == OVERLAPPING


@pytest.fixture
def begun(alice, make_task):
    """Return a task of which a part is planned."""
    task = make_task("Report", duration=90)
    change(alice, task.pk, {"chunks": [FIRST]})
    return task


def test_single_chunk_keeps_its_minutes_when_the_task_takes_longer(begun):
    begun.refresh_from_db()
    assert (begun.duration, begun.chunks) == (90, [FIRST])
    assert begun.scheduled_time == time(9)


def test_single_chunk_of_the_whole_duration_only_schedules_the_task(alice, begun):
    change(alice, begun.pk, {"chunks": [FIRST | {"minutes": 90}]})

    assert Task.objects.get().chunks == []


@pytest.mark.parametrize(
    ("fields", "chunk"),
    [
        ({"scheduled_date": date(2026, 3, 5)}, {"date": "2026-03-05"}),
        ({"scheduled_time": time(11)}, {"time": "11:00:00"}),
        ({"scheduled_date": date(2026, 3, 5), "scheduled_time": time(11)}, None),
        ({"duration": 240}, {}),
        ({"duration": 45}, ()),
    ],
)
def test_single_chunk_moves_with_its_task(alice, begun, fields, chunk):
    change(alice, begun.pk, fields)

    both = {"date": "2026-03-05", "time": "11:00:00"}
    moved = [FIRST | (both if chunk is None else chunk)] if chunk != () else []
    assert Task.objects.get().chunks == moved


@pytest.mark.parametrize("fields", [{"scheduled_time": None}, {"scheduled_date": None}])
def test_single_chunk_goes_with_the_time_of_its_task(alice, begun, fields):
    log = change(alice, begun.pk, fields)
    assert Task.objects.get().chunks == []
    undo.undo(alice, log.activity.pk)

    assert Task.objects.get().chunks == [FIRST]


def test_longer_duration_keeps_chunks(alice, divided):
    change(alice, divided.pk, {"duration": 240})

    assert Task.objects.get().chunks == [FIRST, SECOND]


def test_shorter_duration_cuts_the_last_chunks(alice, divided):
    change(alice, divided.pk, {"duration": 75})

    assert Task.objects.get().chunks == [FIRST, SECOND | {"minutes": 15}]


def test_unknown_duration_leaves_chunks_as_they_are(alice, divided):
    change(alice, divided.pk, {"duration": None})

    assert Task.objects.get().chunks == [FIRST, SECOND]


def test_chunk_of_another_user_is_not_changed(bob, begun):
    with pytest.raises(NotFound):
        change(bob, begun.pk, {"duration": 30})

    assert Task.objects.get().chunks == [FIRST]
