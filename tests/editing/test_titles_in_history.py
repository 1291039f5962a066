"""A rename does not change what was completed before"""

from __future__ import annotations

from tasks.editing.undo import undo
from tasks.models import Activity, Completion
from tests.conftest import instances_of
from tests.world import everything


def titles(api) -> list[str]:
    rows = api.get("/instances?first=2026-03-02&last=2026-03-04").json()
    return [row["own_title"] for row in sorted(rows, key=lambda row: row["recurrence_id"])]


def test_completed_day_keeps_its_title_when_the_series_is_renamed(alice, api, make_series):
    plants = make_series(title="Water the plants")
    first, second, _ = instances_of(plants)[:3]
    api.patch(f"/instances/{second.pk}", {"own_title": "Only the cactus"})
    for day in (first, second):
        api.post(f"/instances/{day.pk}/complete")
    before = everything(alice)
    api.patch(f"/tasks/{plants.pk}", {"title": "Sell the plants"})

    assert titles(api) == ["Water the plants", "Only the cactus", None]
    facts = Completion.objects.order_by("pk").values_list("title", flat=True)
    assert list(facts) == ["Water the plants", "Only the cactus"]
    undo(alice, Activity.objects.latest("pk").pk)
    assert everything(alice) == before


def test_completion_keeps_the_title_of_a_task_that_is_renamed(api, bobs_api, make_task):
    task = make_task("Call Anna")
    api.post(f"/tasks/{task.pk}/complete")
    api.patch(f"/tasks/{task.pk}", {"title": "Call Ben"})

    assert Completion.objects.get().title == "Call Anna"
    assert bobs_api.patch(f"/tasks/{task.pk}", {"title": "Mine"}).status_code == 404
