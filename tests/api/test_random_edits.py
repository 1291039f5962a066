"""Random edits: a page that merges patches equals a page that was just loaded"""

from __future__ import annotations

from hypothesis import HealthCheck, given, note, settings

from tests.conftest import Api
from tests.lanes import BIG
from tests.random_edits import edit, rollback, steps
from tests.world import TODAY

KINDS = ("tasks", "instances", "domains", "labels")
FIRST, LAST = str(TODAY.replace(day=1)), str(TODAY.replace(day=20))


class Page:
    """The state of a browser page: rows by kind and id, and their revision."""

    def __init__(self, api: Api) -> None:
        self.api = api
        snapshot = self.fresh()
        self.rev = snapshot["rev"]
        self.today = snapshot["today"]
        self.rows = {kind: {row["id"]: row for row in snapshot[kind]} for kind in KINDS}

    def fresh(self) -> dict:
        return self.api.get(f"/planner?first={FIRST}&last={LAST}").json()

    def merge(self, patch: dict) -> None:
        for kind in KINDS:
            self.rows[kind] |= {row["id"]: row for row in patch[kind]}
            for pk in patch["gone"][kind]:
                self.rows[kind].pop(pk, None)

    def write(self, request: tuple) -> dict:
        patch = self.api(*request).json()
        if "rev" in patch:
            self.merge(patch)
            if patch["since"] == self.rev:
                self.rev = patch["rev"]
        return patch

    def catch_up(self) -> None:
        patch = self.api.get(f"/changes?since={self.rev}").json()
        self.merge(patch)
        self.rev = patch["rev"]

    def visible(self, rows: dict) -> dict:
        """Return the rows without archived tasks and days of other weeks."""
        rows = {kind: dict(rows[kind]) for kind in KINDS}
        for pk, task in list(rows["tasks"].items()):
            if task["status"] == "archived" or self.is_old(task, rows["tasks"]):
                del rows["tasks"][pk]
        for pk, day in list(rows["instances"].items()):
            earlier = day["status"] == "pending" and day["scheduled_date"] < self.today
            following = pk == self.next_day(day["task_id"])
            if not (earlier or following or FIRST <= day["scheduled_date"] <= LAST):
                del rows["instances"][pk]
        return rows

    def next_day(self, task: int) -> int | None:
        """Return the id of the next pending day of a series."""
        days = [day for day in self.rows["instances"].values() if day["task_id"] == task]
        coming = [
            (day["scheduled_date"], day["id"])
            for day in days
            if day["status"] == "pending" and day["scheduled_date"] >= self.today
        ]
        return min(coming)[1] if coming else None

    def is_old(self, task: dict, tasks: dict) -> bool:
        """Return whether the task was completed over three days ago, and has no open parent."""
        parent = tasks.get(task["parent_id"])
        parent_is_open = parent and parent["status"] == "pending"
        return (
            task["status"] == "completed"
            and task["completed_at"] < "2026-03-04"
            and not parent_is_open
        )

    def is_fresh(self) -> bool:
        fresh = self.fresh()
        rows = {kind: {row["id"]: row for row in fresh[kind]} for kind in KINDS}
        return self.visible(self.rows) == rows and self.rev == fresh["rev"]


thorough = settings(
    max_examples=100 if BIG else 8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@thorough
@given(steps=steps)
def test_page_stays_current_by_merging_the_patches_of_its_writes(world, steps):
    with rollback():
        page = Page(Api(world.user))
        for step in steps:
            request = edit(world.user, step)
            note(f"{request} {page.write(request).get('title', '')}")
            assert page.is_fresh()


@thorough
@given(steps=steps)
def test_second_page_stays_current_by_fetching_changes(world, steps):
    with rollback():
        writer, reader = Page(Api(world.user)), Page(Api(world.user))
        for number, step in enumerate(steps):
            request = edit(world.user, step)
            note(f"{request} {writer.write(request).get('title', '')}")
            if number % 3 == 2:
                reader.catch_up()
                assert reader.is_fresh()
        reader.catch_up()
        assert reader.is_fresh()
