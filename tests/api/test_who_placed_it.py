"""Who placed a block: every door records whether the person or an accepted plan chose its time"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tasks.calendars.base import Block, EventSlot
from tasks.calendars.reconcile.moves import Move, apply_remote_moves
from tasks.editing import batch, instances, series
from tasks.editing.batch import Slot
from tasks.editing.instances import place_in as place_instances
from tasks.editing.journal import journal
from tasks.editing.tasks import place_in
from tasks.models import Activity, PushedBlock, Task, TaskInstance
from tests.conftest import instances_of

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
NINE, TEN = time(9), time(10)
HOUR = timedelta(hours=1)
FIRST = {"date": "2026-03-02", "time": "09:00:00", "minutes": 60}
SECOND = {"date": "2026-03-03", "time": "14:00:00", "minutes": 30}
PROMISE, ACCEPTED = "person", "plan"


@pytest.fixture
def accepted(alice, make_task) -> Task:
    """Return a task that an accepted plan put on Monday at 9:00."""
    task = make_task("Report")
    place(alice, task, scheduled_date=MONDAY, scheduled_time=NINE)
    return task


@pytest.fixture
def accepted_day(alice, make_series) -> TaskInstance:
    """Return Monday of a daily series without a time, put at 9:00 by an accepted plan."""
    row = instances_of(make_series())[0]
    with journal(alice, "apply a plan") as log:
        place_instances(log, {row.pk: {"scheduled_date": MONDAY, "scheduled_time": NINE}}, "plan")
    return row


def place(user, task, **fields):
    with journal(user, "apply a plan") as log:
        place_in(log, {task.pk: fields}, "plan")
    return log


def who(row) -> str:
    row.refresh_from_db()
    return row.placed_by


def day(task) -> tuple[date | None, bool]:
    task.refresh_from_db()
    return task.scheduled_date, task.day_chosen


def test_new_task_with_a_time_is_a_promise_on_a_chosen_day(api):
    body = {"title": "Kids", "scheduled_date": "2026-03-02", "scheduled_time": "16:00"}
    row = api.post("/tasks", body).json()["tasks"][0]

    assert (row["placed_by"], row["day_chosen"]) == (PROMISE, True)


def test_new_task_without_a_date_has_no_chosen_day(api):
    row = api.post("/tasks", {"title": "Kids"}).json()["tasks"][0]

    assert (row["placed_by"], row["day_chosen"]) == (PROMISE, False)


def test_quick_add_with_a_date_chooses_the_day(api):
    row = api.post("/quickadd", {"text": "Dentist form thu"}).json()["tasks"][0]

    assert (row["scheduled_date"], row["day_chosen"]) == ("2026-03-05", True)


def test_accepted_plan_places_a_task_and_chooses_no_day(accepted):
    assert (who(accepted), day(accepted)) == (ACCEPTED, (MONDAY, False))


def test_chosen_day_survives_an_accepted_plan(alice, make_task):
    task = make_task("Report", scheduled_date=MONDAY)
    place(alice, task, scheduled_date=MONDAY, scheduled_time=NINE)

    assert (who(task), day(task)) == (ACCEPTED, (MONDAY, True))


def test_plan_that_leaves_a_chosen_day_drops_the_choice(alice, make_task):
    task = make_task("Report", scheduled_date=MONDAY)
    place(alice, task, scheduled_date=TUESDAY, scheduled_time=NINE)

    assert day(task) == (TUESDAY, False)


def test_plan_that_removes_a_block_keeps_the_chosen_day(alice, make_task):
    task = make_task("Report", scheduled_date=MONDAY)
    place(alice, task, scheduled_date=MONDAY, scheduled_time=NINE)
    place(alice, task, scheduled_time=None)

    assert (who(task), day(task)) == (PROMISE, (MONDAY, True))


@pytest.mark.parametrize(
    "fields",
    [
        {"scheduled_date": "2026-03-03", "scheduled_time": "09:00"},
        {"scheduled_time": "11:00"},
        {"pinned": True},
        {"placed_by": "person"},
        {"chunks": [{"date": "2026-03-02", "time": "12:00", "minutes": 30}]},
    ],
)
def test_person_turns_an_accepted_block_into_a_promise(api, accepted, fields):
    api.patch(f"/tasks/{accepted.pk}", fields)

    assert who(accepted) == PROMISE


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "The report"},
        {"duration": 90},
        {"scheduled_date": "2026-03-02", "scheduled_time": "09:00"},
        {"placed_by": "plan"},
    ],
)
def test_edit_that_moves_nothing_leaves_a_block_accepted(api, accepted, fields):
    api.patch(f"/tasks/{accepted.pk}", fields)

    assert (who(accepted), day(accepted)) == (ACCEPTED, (MONDAY, False))


def test_person_who_moves_a_block_to_another_day_chooses_the_day(api, accepted):
    api.patch(f"/tasks/{accepted.pk}", {"scheduled_date": "2026-03-03", "scheduled_time": "09:00"})

    assert day(accepted) == (TUESDAY, True)


def test_person_who_clears_the_date_clears_the_choice(api, make_task):
    task = make_task("Report", scheduled_date=MONDAY)
    api.patch(f"/tasks/{task.pk}", {"scheduled_date": None})

    assert day(task) == (None, False)


def test_any_day_keeps_the_date_and_lets_the_planner_change_it(api, make_task):
    task = make_task("Report", scheduled_date=MONDAY)
    api.patch(f"/tasks/{task.pk}", {"day_chosen": False})

    assert day(task) == (MONDAY, False)


def test_day_cannot_be_chosen_without_a_date(api, make_task):
    response = api.patch(f"/tasks/{make_task().pk}", {"day_chosen": True})

    assert (response.status_code, response.json()["title"]) == (
        422,
        "Pick a day before you keep it.",
    )


def test_letting_the_planner_move_a_task_unpins_it(api, make_task):
    task = make_task("Report", scheduled_date=MONDAY, scheduled_time=NINE, pinned=True)
    api.patch(f"/tasks/{task.pk}", {"placed_by": "plan"})

    assert (who(task), task.pinned, day(task)) == (ACCEPTED, False, (MONDAY, True))


def test_placed_by_is_person_or_plan(api, accepted):
    response = api.patch(f"/tasks/{accepted.pk}", {"placed_by": "robot"})

    assert (response.status_code, response.json()["field"]) == (422, "placed_by")


@pytest.mark.parametrize("fields", [{"placed_by": "plan"}, {"scheduled_time": "11:00"}])
def test_another_user_cannot_change_who_placed_a_block(bobs_api, accepted, accepted_day, fields):
    assert bobs_api.patch(f"/tasks/{accepted.pk}", fields).status_code == 404
    assert bobs_api.patch(f"/instances/{accepted_day.pk}", fields).status_code == 404
    assert (who(accepted), who(accepted_day)) == (ACCEPTED, ACCEPTED)


def test_undo_and_redo_restore_who_placed_a_block(api, accepted):
    move = {"scheduled_date": "2026-03-03", "scheduled_time": "09:00"}
    moved = api.patch(f"/tasks/{accepted.pk}", move).json()["activity"]
    undone = api.post(f"/activity/{moved}/undo").json()["activity"]
    assert (who(accepted), day(accepted)) == (ACCEPTED, (MONDAY, False))

    api.post(f"/activity/{undone}/undo")
    assert (who(accepted), day(accepted)) == (PROMISE, (TUESDAY, True))


def test_dragging_one_chunk_promises_only_that_chunk(alice, api, make_task):
    task = make_task("Book", duration=90)
    place(alice, task, chunks=[FIRST, SECOND])
    moved = {**SECOND, "time": "16:00:00"}
    api.patch(f"/tasks/{task.pk}", {"chunks": [FIRST, moved]})

    assert who(task) == ACCEPTED
    assert task.chunks == [FIRST, {**moved, "by": "person"}]


def test_promised_chunk_stays_one_when_another_client_sends_it_unmarked(alice, api, make_task):
    task = make_task("Book", duration=90)
    place(alice, task, chunks=[FIRST, {**SECOND, "by": "person"}])
    api.patch(f"/tasks/{task.pk}", {"chunks": [{**FIRST, "minutes": 30}, SECOND]})

    assert who(task) == ACCEPTED
    assert task.chunks == [{**FIRST, "minutes": 30}, {**SECOND, "by": "person"}]


def test_single_chunk_can_be_kept_and_released(alice, api, make_task):
    task = make_task("Book", duration=90)
    place(alice, task, chunks=[FIRST, SECOND])
    api.patch(f"/tasks/{task.pk}", {"chunks": [FIRST, {**SECOND, "by": "person"}]})
    who(task)
    assert task.chunks[1]["by"] == "person"

    api.patch(f"/tasks/{task.pk}", {"chunks": [FIRST, {**SECOND, "by": "plan"}]})
    assert (who(task), task.chunks) == (ACCEPTED, [FIRST, SECOND])


def test_task_whose_chunks_were_all_moved_is_a_promise(alice, api, make_task):
    task = make_task("Book", duration=90)
    place(alice, task, chunks=[FIRST, SECOND])
    moved = [{**chunk, "time": "17:00:00"} for chunk in (FIRST, SECOND)]
    api.patch(f"/tasks/{task.pk}", {"chunks": moved})

    assert (who(task), task.chunks) == (PROMISE, moved)


def test_keeping_the_whole_task_keeps_every_chunk(alice, api, make_task):
    task = make_task("Book", duration=90)
    place(alice, task, chunks=[FIRST, {**SECOND, "by": "person"}])
    api.patch(f"/tasks/{task.pk}", {"placed_by": "person"})

    assert (who(task), task.chunks) == (PROMISE, [FIRST, SECOND])


def test_day_of_a_series_with_a_time_is_a_promise(make_series):
    assert who(instances_of(make_series(starts_at=NINE))[0]) == PROMISE


def test_moving_a_day_of_a_series_makes_it_a_promise(api, accepted_day):
    assert who(accepted_day) == ACCEPTED
    api.patch(f"/instances/{accepted_day.pk}", {"scheduled_time": "11:00"})

    assert who(accepted_day) == PROMISE


def test_day_of_a_series_is_kept_and_released(api, accepted_day):
    row = api.patch(f"/instances/{accepted_day.pk}", {"placed_by": "person"}).json()["instances"][0]
    assert row["placed_by"] == PROMISE

    api.patch(f"/instances/{accepted_day.pk}", {"placed_by": "plan"})
    assert (who(accepted_day), accepted_day.scheduled_time) == (ACCEPTED, NINE)


def test_batch_keeps_many_blocks(api, accepted, accepted_day):
    ids = {"task_ids": [accepted.pk], "instance_ids": [accepted_day.pk]}
    api.post("/tasks/batch", {**ids, "action": "change", "fields": {"placed_by": "person"}})

    assert (who(accepted), who(accepted_day)) == (PROMISE, PROMISE)


def test_moving_many_blocks_at_once_promises_them(alice, accepted, accepted_day):
    slots = [Slot(accepted.pk, False, TUESDAY, TEN), Slot(accepted_day.pk, True, MONDAY, TEN)]
    batch.place(alice, slots)

    assert (who(accepted), day(accepted), who(accepted_day)) == (PROMISE, (TUESDAY, True), PROMISE)


def test_move_in_a_remote_calendar_is_a_promise(alice, accepted, accepted_day):
    for key in (f"{accepted.pk}", f"{accepted_day.task_id}/{MONDAY}"):
        block = Block(key=key, title="", day=TUESDAY, zone="Europe/Berlin")
        ten = datetime(2026, 3, 3, 9, tzinfo=UTC)
        move = Move(PushedBlock(block=key), EventSlot(ten, ten + HOUR), block, ten)
        assert apply_remote_moves(alice, [move]).moved == 1

    assert (who(accepted), who(accepted_day), day(accepted)) == (PROMISE, PROMISE, (TUESDAY, True))


def test_task_that_becomes_a_series_has_no_chosen_day(api, make_task):
    task = make_task("Report", scheduled_date=MONDAY, scheduled_time=NINE)
    api("PUT", f"/tasks/{task.pk}/series", {"rrule": "FREQ=DAILY", "starts_on": "2026-03-02"})

    assert (who(task), day(task)) == (PROMISE, (None, False))


def test_task_that_stops_repeating_carries_who_placed_its_next_day(alice, accepted_day):
    task = accepted_day.task
    series.stop(alice, task.pk)

    assert (who(task), day(task)) == (ACCEPTED, (MONDAY, True))


def test_new_time_of_the_rule_is_a_promise(alice, make_series):
    task = make_series(starts_at=NINE)
    row = instances_of(task)[0]
    instances.change(alice, row.pk, {"placed_by": "plan"})
    spec = {"rrule": "FREQ=DAILY", "starts_on": MONDAY, "starts_at": NINE}
    series.repeat(alice, task.pk, {**spec, "rrule": "FREQ=DAILY;COUNT=9"})
    assert who(row) == ACCEPTED

    series.repeat(alice, task.pk, {**spec, "starts_at": TEN})
    assert (who(row), row.scheduled_time) == (PROMISE, TEN)


def test_every_edit_of_who_placed_it_is_undone_exactly(alice, api, accepted):
    before = Task.objects.values().get()
    for fields in ({"placed_by": "person"}, {"day_chosen": True}, {"scheduled_date": None}):
        api.patch(f"/tasks/{accepted.pk}", fields)
        api.post(f"/activity/{Activity.objects.latest('pk').pk}/undo")
    after = Task.objects.values().get()

    assert {**after, "version": 0, "updated_at": 0} == {**before, "version": 0, "updated_at": 0}
