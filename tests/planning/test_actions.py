"""Running late, finishing early, and the rest of the day off, applied through /api/v1/plans"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from tasks.models import TaskInstance
from tests.conftest import instances_of

from .proposals import apply, blocks, plan

MONDAY = date(2026, 3, 2)
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def at(clock_at_eight):
    """Move the clock to a time in Berlin on Monday, 2 March 2026."""

    def move(text: str) -> None:
        clock_at_eight.move_to(f"2026-03-02T{text}:00+01:00")

    return move


@pytest.fixture
def accepted(add):
    """Add a task with a block on Monday that was accepted from a plan."""

    def add_block(title: str, at: str, duration: int = 60, **fields):
        slot = {"scheduled_date": MONDAY, "scheduled_time": at, "placed_by": "plan"}
        return add(title, duration=duration, day_chosen=False, **slot, **fields)

    return add_block


def minutes(proposal) -> dict[str, int]:
    return {row["title"]: row["minutes"] for row in proposal["blocks"]}


def test_late_block_gets_longer_and_the_rest_slides_in_order(api, accepted, at):
    report, call = accepted("Report", "09:00"), accepted("Call", "10:05", 30)
    at("09:40")
    proposal = plan(api, "late", late_minutes=40)

    assert blocks(proposal) == {"Report": "02 09:00", "Call": "02 10:45"}
    assert minutes(proposal) == {"Report": 100, "Call": 30}
    [row] = [row for row in proposal["blocks"] if row["title"] == "Report"]
    assert (row["state"], row["was"]["minutes"]) == ("moved", 60)

    response = apply(api, proposal)
    report.refresh_from_db()
    call.refresh_from_db()
    assert (report.duration, report.scheduled_time, report.placed_by) == (100, time(9), "plan")
    assert (call.duration, call.scheduled_time) == (30, time(10, 45))

    api.post(f"/activity/{response.json()['activity']}/undo")
    report.refresh_from_db()
    call.refresh_from_db()
    assert (report.duration, call.scheduled_time) == (60, time(10, 5))


def test_late_promise_gets_longer_and_stays_one(api, add, accepted, at):
    report = add("Report", duration=60, scheduled_date=MONDAY, scheduled_time="09:00")
    accepted("Call", "10:05", 30)
    at("09:40")
    proposal = plan(api, "late", late_minutes=30)
    apply(api, proposal)
    report.refresh_from_db()

    assert blocks(proposal) == {"Report": "02 09:00", "Call": "02 10:35"}
    assert (report.duration, report.placed_by) == (90, "person")


def test_late_day_of_a_series_gets_longer_without_its_series(api, make_series, at):
    task = make_series("FREQ=DAILY;COUNT=2", "Water", starts_on=MONDAY, starts_at=time(9))
    at("09:10")
    apply(api, plan(api, "late", late_minutes=15))

    assert [row.own_duration for row in instances_of(task)] == [45, None]


def test_late_piece_gets_longer_and_its_neighbour_slides(api, add, at):
    task = add("Book", duration=120, chunk_min=60, chunk_max=60)
    chunks = [
        {"date": "2026-03-02", "time": "09:00:00", "minutes": 60, "by": "person"},
        {"date": "2026-03-02", "time": "10:30:00", "minutes": 60},
    ]
    api.patch(f"/tasks/{task.pk}", {"chunks": chunks, "placed_by": "plan"})
    at("09:40")
    apply(api, plan(api, "late", late_minutes=45))
    task.refresh_from_db()

    assert [(c["time"], c["minutes"]) for c in task.chunks] == [("09:00:00", 105), ("10:50:00", 60)]


def test_late_start_applied_twice_changes_nothing(api, accepted, at):
    report = accepted("Report", "09:00")
    at("09:40")
    proposal = plan(api, "late", late_minutes=40)
    responses = [apply(api, proposal) for _ in range(2)]
    report.refresh_from_db()

    assert [response.status_code for response in responses] == [200, 200]
    assert report.duration == 100


def test_late_start_accepted_in_part_leaves_the_others(api, accepted, at):
    report, call = accepted("Report", "09:00"), accepted("Call", "10:05", 30)
    at("09:40")
    proposal = plan(api, "late", late_minutes=40)
    response = apply(api, proposal, [f"t{call.pk}"])
    report.refresh_from_db()
    call.refresh_from_db()

    assert response.status_code == 200
    assert (report.duration, call.scheduled_time) == (60, time(10, 45))


def test_late_block_that_was_edited_since_makes_the_plan_outdated(api, accepted, at):
    report = accepted("Report", "09:00")
    at("09:40")
    proposal = plan(api, "late", late_minutes=40)
    api.patch(f"/tasks/{report.pk}", {"duration": 90})

    assert apply(api, proposal).status_code == 409


def test_late_start_moves_nothing_on_another_day_and_no_overdue_task(api, add, accepted, at):
    accepted("Next", "10:20")
    add("Undone", duration=30, scheduled_date=MONDAY, scheduled_time="08:30", placed_by="plan")
    add("Mail", duration=60, scheduled_date=TUESDAY, scheduled_time="09:00", placed_by="plan")
    at("10:08")

    assert blocks(plan(api, "late", late_minutes=30)) == {"Next": "02 10:50", "Mail": "03 09:00"}


def test_late_block_just_before_the_next_minute_of_the_grid_is_still_next(api, accepted, at):
    accepted("Report", "09:00")
    at("08:58")

    assert blocks(plan(api, "late", late_minutes=30)) == {"Report": "02 09:30"}


def test_late_start_fills_the_day_beyond_its_share_and_breaks(alice, api, accepted, at):
    alice.preferences.break_after, alice.preferences.plan_share = 60, 50
    alice.preferences.save()
    for number, begin in enumerate(["09:00", "10:05", "11:10", "13:00"]):
        accepted(f"B{number}", begin)
    at("09:40")
    proposal = plan(api, "late", late_minutes=45)

    assert apply(api, proposal).status_code == 200
    assert [row["date"] for row in proposal["blocks"]] == ["2026-03-02"] * 4


def test_early_finish_pulls_the_next_blocks_forward(api, accepted, at):
    report = accepted("Report", "09:00")
    accepted("Mail", "10:05", 30)
    accepted("Call", "10:40", 30)
    accepted("Later", "14:00", 30)
    at("09:10")
    api.post(f"/tasks/{report.pk}/complete")
    proposal = plan(api, "early")

    assert blocks(proposal) == {"Mail": "02 09:10", "Call": "02 09:45", "Later": "02 14:00"}
    assert apply(api, proposal).status_code == 200


def test_early_finish_leaves_promises(api, add, accepted, at):
    add("Dentist", duration=60, scheduled_date=MONDAY, scheduled_time="10:00")
    accepted("Mail", "11:05", 30)
    at("09:10")

    assert blocks(plan(api, "early")) == {"Mail": "02 09:10", "Dentist": "02 10:00"}


def test_rest_of_the_day_off_moves_accepted_blocks_and_keeps_the_running_one(
    api, add, accepted, at
):
    accepted("Running", "09:00")
    accepted("Mail", "11:05", 30)
    add("Dentist", duration=60, scheduled_date=MONDAY, scheduled_time="15:00")
    at("09:10")
    proposal = plan(api, "late", rest_of_day=True)

    assert blocks(proposal) == {
        "Running": "02 09:00",
        "Dentist": "02 15:00",
        "Mail": "03 09:00",
    }
    assert apply(api, proposal).status_code == 200


def test_rest_of_the_day_off_moves_what_was_meant_for_that_day(api, add, accepted, at):
    mail = accepted("Mail", "11:05", 30)
    mail.day_chosen = True
    mail.save()
    at("09:10")
    proposal = plan(api, "late", rest_of_day=True)

    assert blocks(proposal) == {"Mail": "03 09:00"}
    assert apply(api, proposal).status_code == 200
    mail.refresh_from_db()
    assert (mail.scheduled_date, mail.placed_by) == (MONDAY + timedelta(days=1), "plan")


def test_what_is_due_today_has_no_later_day_when_the_rest_is_gone(api, accepted, at):
    mail = accepted("Mail", "11:05", 30, deadline_date=MONDAY)
    at("09:10")
    proposal = plan(api, "late", rest_of_day=True)
    why = api.get(f"/plans/{proposal['id']}/why/t{mail.pk}").json()

    assert [row["title"] for row in proposal["left_out"]] == ["Mail"]
    assert why["sentence"] == "Doesn't fit: the rest of today is gone."
    assert [row["sentence"] for row in why["changes"]] == ["Move its deadline to Tue 3 Mar."]


def test_block_that_leaves_a_late_day_is_not_said_to_leave_time_free(api, add, accepted, at):
    accepted("Long", "09:15", 240)
    call = accepted("Call", "13:20", 60)
    call.day_chosen = True
    call.save()
    add("Dentist", duration=155, scheduled_date=MONDAY, scheduled_time="14:25")
    proposal = plan(api, "late", late_minutes=60)
    key = f"t{call.pk}"
    sentence = api.get(f"/plans/{proposal['id']}/why/{key}").json()["sentence"]

    assert [row["key"] for row in proposal["left_out"]] == [key]
    assert "free time stays free" not in sentence


def test_released_promise_moves_on_its_day(api, add, make_event, alice, at):
    call = add("Call", duration=60, scheduled_date=MONDAY, scheduled_time="10:00")
    make_event(alice, MONDAY, time(10), time(11))
    proposal = plan(api, "repair", released=[f"t{call.pk}"])

    assert blocks(proposal) == {"Call": "02 11:05"}
    apply(api, proposal)
    call.refresh_from_db()
    assert (call.scheduled_date, call.placed_by) == (MONDAY, "plan")


def test_another_users_promise_cannot_be_released(bobs_api, add):
    call = add("Call", duration=60, scheduled_date=MONDAY, scheduled_time="10:00")
    response = bobs_api("POST", "/plans", {"kind": "repair", "released": [f"t{call.pk}"]})

    assert response.status_code == 404


def test_actions_of_another_user_touch_nothing(bobs_api, accepted, at):
    report = accepted("Report", "09:00")
    at("09:40")
    for kind in ("late", "early", "repair"):
        assert plan_of(bobs_api, kind)["blocks"] == []
    report.refresh_from_db()
    assert report.duration == 60
    assert not TaskInstance.objects.exists()


def plan_of(request, kind):
    return request("POST", "/plans", {"kind": kind}).json()


@pytest.mark.parametrize("late", [{"late_minutes": 60}, {"rest_of_day": True}])
def test_block_right_after_another_is_moved_not_doubled(alice, api, accepted, at, late):
    alice.preferences.working_hours = [[[540, 1080]]] * 7
    alice.preferences.save()
    accepted("Report", "09:00", 120)
    accepted("Call", "12:00", 30)
    accepted("Mail", "12:30", 30)
    at("09:33")
    proposal = plan(api, "late", **late)

    titles = [row["title"] for row in proposal["blocks"]]
    assert sorted(titles) == ["Call", "Mail", "Report"]
    assert apply(api, proposal).status_code == 200


def test_late_names_the_promise_and_the_event_that_the_longer_block_runs_into(
    api, alice, add, accepted, at, make_event
):
    accepted("Report", "09:00")
    add("Call", duration=30, scheduled_date=MONDAY, scheduled_time="10:05")
    make_event(alice, MONDAY, time(10, 30), time(11), title="Review")
    at("09:40")

    assert plan(api, "late", late_minutes=60)["sentences"][2:] == [
        "“Report” now ends at 11:00, and “Call” starts at 10:05.",
        "“Report” now ends at 11:00, and “Review” starts at 10:30.",
    ]
    assert plan(api, "late", late_minutes=5)["sentences"][2:] == []


def test_rest_of_the_day_off_names_the_deadlines_that_it_misses(api, accepted, at):
    accepted("Report", "10:00", deadline_date=MONDAY)
    accepted("Call", "12:00", deadline_date=TUESDAY)
    at("09:40")
    sentences = plan(api, "late", rest_of_day=True)["sentences"]

    assert "“Report” doesn't fit before its deadline." in sentences
    assert not any("Call" in sentence for sentence in sentences)
