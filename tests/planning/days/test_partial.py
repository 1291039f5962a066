"""Partial progress survives acceptance: what doesn't fit into a plan is planned by later plans"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tasks.editing import undo
from tasks.models import Activity, Task
from tests.conftest import Api

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri"]


@pytest.fixture
def thesis(person):
    """Return a thesis of 180 minutes on a day with 95 minutes."""
    person.works("9:00-10:35", days="Mon")
    person.prefers(lunch_minutes=0, break_after=0, plan_share=100)
    return person.task("thesis", "High", 180)


def stored(task: Task) -> tuple[int | None, list[int]]:
    """Return the duration of a task and the minutes of its chunks."""
    task.refresh_from_db()
    return task.duration, [chunk["minutes"] for chunk in task.chunks]


def assert_stable(person, *kinds: str) -> None:
    """Assert that planning again at once changes nothing."""
    for kind in kinds:
        again = person.plan(kind)
        assert again.changed == set(), kind
        assert {block.state for block in again.blocks} <= {"kept"}, kind


def test_single_block_of_a_part_keeps_its_minutes(person, thesis):
    person.accept(person.plan("day"))

    assert stored(thesis) == (180, [95])
    assert_stable(person, "day", "week", "repair")


def test_rest_of_a_single_block_is_planned_by_the_next_plan(person, thesis):
    person.accept(person.plan("day"))
    person.works("9:00-10:35", days="Mon Tue")
    person.go("Tue 8:00")
    proposal = person.plan("day")
    assert (proposal.at("thesis"), proposal.minutes("thesis")) == ("Tue 09:00", 85)
    person.accept(proposal)

    assert stored(thesis) == (180, [95, 85])
    assert_stable(person, "day", "week", "repair")


def test_week_plan_adds_the_rest_and_keeps_the_accepted_part(person, thesis):
    person.accept(person.plan("day"))
    person.works("9:00-10:35", days="Mon Tue")
    proposal = person.plan("week")

    assert proposal.at("thesis") == "Mon 09:00, Tue 09:00"
    assert [block.state for block in proposal.of("thesis")] == ["kept", "added"]


def test_accepted_part_can_be_undone_exactly(person, thesis):
    before = Task.objects.filter(pk=thesis.pk).values().get()
    person.accept(person.plan("day"))
    undo.undo(person.user, Activity.objects.for_user(person.user).latest("pk").pk)
    after = Task.objects.filter(pk=thesis.pk).values().get()

    ignored = {"version": None, "updated_at": None}
    assert {**after, **ignored} == {**before, **ignored}


def test_partial_hard_deadline_is_stable_and_keeps_its_estimate(person):
    person.works("9:00-11:25", days="Mon Tue")
    person.prefers(lunch_minutes=0, break_after=0)
    thesis = person.task("thesis", "High", 360, due="Tue")
    first = person.plan("week")
    assert first.minutes("thesis") >= 280
    person.accept(first)

    assert stored(thesis)[0] == 360
    assert_stable(person, "week", "repair", "week")
    assert person.offer()["offer"] is None


@pytest.mark.parametrize("late_in_the_day", [False, True])
def test_report_is_finished_by_a_share_of_each_day(person, late_in_the_day):
    report = person.task("report", "High", 600, due="Fri", chunk_min=60, chunk_max=120)
    for day in DAYS:
        person.go(f"{day} 8:00")
        proposal = person.plan("day")
        person.accept(proposal)
        assert_stable(person, "day", "repair")
        if late_in_the_day and day != "Fri":
            person.go(f"{day} 16:00")
            person.accept(person.plan("day"))

    duration, minutes = stored(report)
    assert (duration, sum(minutes)) == (600, 600)
    by_day = {str(person.monday + timedelta(days=n)): 0 for n in range(5)}
    for chunk in report.chunks:
        by_day[chunk["date"]] += chunk["minutes"]
    assert set(by_day.values()) == {120}


def test_last_chunk_that_passed_undone_is_planned_again_and_the_others_count_as_worked(person):
    report = person.task("report", "High", 240, due="Wed", chunk_min=60, chunk_max=120)
    person.accept(person.plan("week"))
    assert sum(stored(report)[1]) == 240
    last = report.chunks[-1]
    person.go("Wed 18:00")
    Task.objects.update(deadline_date="2026-12-04")
    assert "report" in person.offer()["sentence"]
    proposal = person.plan("week")
    person.accept(proposal)

    assert proposal.minutes("report") == last["minutes"]
    assert stored(report)[0] == sum(stored(report)[1]) == 240
    assert last not in report.chunks


def test_planning_again_after_the_share_of_today_adds_nothing(person):
    person.task("report", "High", 600, due="Fri", chunk_min=60, chunk_max=120)
    person.accept(person.plan("day"))
    person.go("Mon 12:00")
    proposal = person.plan("day")

    assert proposal.of("report") == []
    assert "report" not in proposal.left_out


def test_finished_chunks_count_as_worked_and_the_task_can_be_completed(person, thesis):
    person.accept(person.plan("day"))
    person.go("Mon 12:00")
    person.complete(thesis)

    assert stored(thesis) == (180, [95])
    assert person.plan("day").of("thesis") == []


def test_worked_part_is_not_offered_again_as_undone(person, thesis):
    person.accept(person.plan("day"))
    person.go("Tue 8:00")

    assert person.offer()["offer"] is None


def test_offer_names_the_missing_minutes_of_a_worked_part(person):
    person.works("9:00-11:00", days="Mon Tue")
    person.prefers(lunch_minutes=0, break_after=0, plan_share=100)
    person.task("thesis", "High", 240, due="Tue", chunk_min=30, chunk_max=120)
    person.accept(person.plan("day"))
    person.go("Mon 12:00")
    offer = person.offer()

    assert (offer["offer"], offer["kind"]) == ("risk", "week")
    assert "120 min of “thesis” aren't planned" in offer["sentence"]


def test_moved_part_is_a_promise_and_its_rest_is_still_planned(person, thesis):
    person.accept(person.plan("day"))
    moved = {"date": "2026-11-30", "time": "18:00", "minutes": 95}
    assert person.api.patch(f"/tasks/{thesis.pk}", {"chunks": [moved]}).status_code == 200
    thesis.refresh_from_db()
    assert (thesis.placed_by, len(thesis.chunks)) == ("person", 1)
    proposal = person.plan("day")

    assert proposal.at("thesis") == "Mon 09:00, Mon 18:00"
    assert [b.state for b in proposal.of("thesis")] == ["added", "kept"]


def test_shorter_part_leaves_more_for_later(person, thesis):
    person.accept(person.plan("day"))
    shorter = {"date": "2026-11-30", "time": "09:00", "minutes": 60}
    person.api.patch(f"/tasks/{thesis.pk}", {"chunks": [shorter]})
    person.works("9:00-12:00", days="Tue")
    person.go("Tue 8:00")

    assert stored(thesis) == (180, [60])
    assert person.plan("day").minutes("thesis") == 120


def test_running_late_in_a_part_keeps_the_minutes_that_are_left(person, thesis):
    person.accept(person.plan("day"))
    person.go("Mon 10:00")
    person.accept(person.plan("late", late_minutes=30))

    assert stored(thesis) == (210, [125])


def test_parts_of_another_user_stay_as_they_are(person, thesis, bob):
    person.accept(person.plan("day"))
    bobs = Api(bob)

    assert bobs.patch(f"/tasks/{thesis.pk}", {"chunks": []}).status_code == 404
    assert bobs.post("/plans", {"kind": "week"}).json()["blocks"] == []
    assert stored(thesis) == (180, [95])
