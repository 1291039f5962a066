"""What a page merges comes to what a fresh page shows, whatever is edited"""

from __future__ import annotations

from hypothesis import HealthCheck, given, note, settings

from tests.conftest import Api
from tests.lanes import BIG
from tests.random_edits import edit, forgotten, steps
from tests.world import TODAY

KINDS = ("tasks", "instances", "domains", "labels")
FIRST, LAST = str(TODAY.replace(day=1)), str(TODAY.replace(day=20))


class Page:
    """What a browser knows: rows by kind and id, and up to which revision."""

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
            for gone in patch["gone"][kind]:
                self.rows[kind].pop(gone, None)

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

    def shown(self, rows: dict) -> dict:
        """Without what a page does not draw: archived tasks, days of other weeks."""
        rows = {kind: dict(rows[kind]) for kind in KINDS}
        for pk, task in list(rows["tasks"].items()):
            if task["status"] == "archived" or self.is_old(task, rows["tasks"]):
                del rows["tasks"][pk]
        for pk, day in list(rows["instances"].items()):
            earlier = day["status"] == "pending" and day["scheduled_date"] < self.today
            if not (earlier or FIRST <= day["scheduled_date"] <= LAST):
                del rows["instances"][pk]
        return rows

    def is_old(self, task: dict, tasks: dict) -> bool:
        """Completed before the three days that it stays, and not below something open."""
        parent = tasks.get(task["parent_id"])
        kept = parent and parent["status"] == "pending"
        return task["status"] == "completed" and task["completed_at"] < "2026-03-04" and not kept

    def is_fresh(self) -> bool:
        fresh = self.fresh()
        rows = {kind: {row["id"]: row for row in fresh[kind]} for kind in KINDS}
        return self.shown(self.rows) == rows and self.rev == fresh["rev"]


thorough = settings(
    max_examples=100 if BIG else 8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@thorough
@given(steps=steps)
def test_the_answers_to_its_own_writes_keep_a_page_fresh(world, steps):
    with forgotten():
        page = Page(Api(world.user))
        for step in steps:
            request = edit(world.user, step)
            note(f"{request} {page.write(request).get('title', '')}")
            assert page.is_fresh()


@thorough
@given(steps=steps)
def test_asking_for_changes_keeps_another_page_fresh(world, steps):
    with forgotten():
        here, there = Page(Api(world.user)), Page(Api(world.user))
        for number, step in enumerate(steps):
            request = edit(world.user, step)
            note(f"{request} {here.write(request).get('title', '')}")
            if number % 3 == 2:
                there.catch_up()
                assert there.is_fresh()
        there.catch_up()
        assert there.is_fresh()
