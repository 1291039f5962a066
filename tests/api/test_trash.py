"""/api/v1/trash: the list of the trash, and deleting permanently"""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.models import Task, TaskInstance
from tests.conftest import NOW, instances_of

TODAY = str(NOW.date())


def titles(page):
    return [item["title"] for item in page.json()["items"]]


def test_trash_lists_archived_and_deleted_tasks_and_days_latest_first(
    api, make_task, make_series, make_domain, clock
):
    home = make_domain()
    trip = make_task("Trip", domain_id=home.pk)
    make_task("Train", parent_id=trip.pk)
    old, day = make_task("Old plan"), instances_of(make_series("FREQ=DAILY"))[2]
    api.post(f"/tasks/{old.pk}/archive")
    clock.shift(60)
    api("DELETE", f"/tasks/{trip.pk}")
    clock.shift(60)
    api("DELETE", f"/instances/{day.pk}")
    page = api.get("/trash").json()

    assert page["next"] is None
    instance, task, archived = page["items"]
    assert instance == {
        "kind": "instance",
        "id": day.pk,
        "title": "Water the plants",
        "domain_id": None,
        "state": "deleted",
        "since": "2026-03-02T08:02:00+00:00",
        "delete_at": "2026-04-01T08:02:00+00:00",
        "task_id": day.task_id,
        "completed": False,
        "scheduled_date": "2026-03-04",
        "scheduled_time": None,
    }
    assert task == {
        "kind": "task",
        "id": trip.pk,
        "title": "Trip",
        "domain_id": home.pk,
        "state": "deleted",
        "since": "2026-03-02T08:01:00+00:00",
        "delete_at": "2026-04-01T08:01:00+00:00",
        "completed": False,
        "repeats": False,
        "subtasks": 1,
    }
    assert (archived["title"], archived["state"], archived["delete_at"]) == (
        "Old plan",
        "archived",
        None,
    )


def test_trash_pages_list_every_item_once(api, make_task, make_series):
    tasks = [make_task(f"Task {number}").pk for number in range(7)]
    days = [day.pk for day in instances_of(make_series())[:6]]
    api.post("/tasks/batch", {"action": "delete", "task_ids": tasks, "instance_ids": days})
    listed, after = [], ""
    while after is not None:
        page = api.get(f"/trash?limit=3{after and '&after='}{after}").json()
        listed += [(item["kind"], item["id"]) for item in page["items"]]
        after = page["next"]

    expected = {("task", pk) for pk in tasks} | {("instance", pk) for pk in days}
    assert set(listed) == expected
    assert len(listed) == len(expected)


def test_trash_takes_as_many_queries_with_1_item_as_with_40(api, make_task):
    make_task("Task")
    counts = []
    for number in (1, 40):
        pks = [make_task(f"Task {n}").pk for n in range(number)]
        api.post("/tasks/batch", {"action": "delete", "task_ids": pks})
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert api.get("/trash?limit=200").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_trash_rejects_an_invalid_limit_and_cursor(api):
    assert api.get("/trash?limit=0").status_code == 422
    assert api.get("/trash?limit=201").status_code == 422
    assert api.get("/trash?after=x").status_code == 422
    assert api.get("/trash?after=99999999999999999-t1").status_code == 200


def test_deleted_task_leaves_the_page_and_comes_back_with_undo(api, make_task):
    task = make_task()
    patch = api("DELETE", f"/tasks/{task.pk}").json()
    assert [row["status"] for row in patch["tasks"]] == ["archived"]

    undone = api.post(f"/activity/{patch['activity']}/undo").json()
    assert [row["status"] for row in undone["tasks"]] == ["pending"]


def test_deleted_day_leaves_the_page_and_comes_back_when_it_is_restored(api, make_series):
    day = instances_of(make_series())[0]
    patch = api("DELETE", f"/instances/{day.pk}").json()
    assert patch["gone"]["instances"] == [day.pk]
    assert patch["tasks"][0]["series"]["exdates"] == [TODAY]

    restored = api.post(f"/instances/{day.pk}/restore").json()
    assert day.pk in [row["id"] for row in restored["instances"]]


def test_permanent_deletion_offers_no_undo(api, make_task):
    task = make_task()
    api("DELETE", f"/tasks/{task.pk}")
    patch = api("DELETE", f"/trash/tasks/{task.pk}").json()

    assert (patch["activity"], patch["gone"]["tasks"]) == (None, [task.pk])
    assert api.get("/trash").json()["items"] == []
    entry = api.get("/activity").json()[0]
    assert entry["action"] == "delete permanently"
    assert api.post(f"/activity/{entry['id']}/undo").status_code == 409


def test_permanent_deletion_of_a_day_outside_the_trash_is_rejected(api, make_series):
    day = instances_of(make_series())[0]
    assert api("DELETE", f"/trash/instances/{day.pk}").status_code == 422

    api("DELETE", f"/instances/{day.pk}")
    assert api("DELETE", f"/trash/instances/{day.pk}").status_code == 200
    assert not TaskInstance.objects.filter(pk=day.pk).exists()


def test_empty_trash_keeps_archived_tasks(api, make_task):
    old, task = make_task("Old plan"), make_task("Draft")
    api.post(f"/tasks/{old.pk}/archive")
    api("DELETE", f"/tasks/{task.pk}")

    assert api("DELETE", "/trash").json() == {"deleted": 1}
    assert titles(api.get("/trash")) == ["Old plan"]


def test_another_user_sees_and_empties_only_their_own_trash(api, bobs_api, make_task, make_series):
    task, day = make_task("Of Alice"), instances_of(make_series())[0]
    api("DELETE", f"/tasks/{task.pk}")
    api("DELETE", f"/instances/{day.pk}")

    assert bobs_api.get("/trash").json()["items"] == []
    assert bobs_api("DELETE", "/trash").json() == {"deleted": 0}
    assert len(api.get("/trash").json()["items"]) == 2


def test_trash_hides_subtasks_that_were_deleted_with_their_task(api, make_task, clock):
    trip = make_task("Trip")
    train = make_task("Train", parent_id=trip.pk)
    make_task("Seat", parent_id=train.pk)
    alone = make_task("Alone", parent_id=trip.pk)
    api("DELETE", f"/tasks/{alone.pk}")
    clock.shift(timedelta(minutes=1))
    api("DELETE", f"/tasks/{trip.pk}")

    items = api.get("/trash").json()["items"]
    assert [(item["title"], item["subtasks"]) for item in items] == [("Trip", 3), ("Alone", 0)]
    assert Task.objects.filter(deleted_at__isnull=False).count() == 4
