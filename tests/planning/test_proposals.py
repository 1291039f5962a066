"""planning.proposals through /api/v1/plans"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
import time_machine

from tasks.models import Proposal, Task, TaskInstance
from tests.conftest import instances_of

MONDAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def eight_in_berlin(alice):
    alice.preferences.time_zone = "Europe/Berlin"
    alice.preferences.save()
    with time_machine.travel("2026-03-02T07:00:00Z", tick=False) as now:
        yield now


@pytest.fixture
def home(make_domain):
    return make_domain("Home")


@pytest.fixture
def add(make_task, home):
    """Add a task of the domain Home."""
    return lambda title, **fields: make_task(title, domain_id=home.pk, **fields)


def plan(api, kind="day", **more) -> dict:
    answer = api.post("/plans", {"kind": kind, **more})
    assert answer.status_code == 200, answer.content
    return answer.json()


def blocks(proposal) -> dict[str, str]:
    return {each["title"]: f"{each['date'][8:]} {each['time']}" for each in proposal["blocks"]}


def left_out(proposal) -> dict[str, str]:
    return {each["title"]: each["sentence"] for each in proposal["left_out"]}


def apply(api, proposal, accept=None):
    return api.post(f"/plans/{proposal['id']}/apply", {"accept": accept})


def stands(task) -> tuple:
    task.refresh_from_db()
    return task.scheduled_date, task.scheduled_time and task.scheduled_time.strftime("%H:%M")


def test_my_day_is_planned_into_my_hours_by_impact(api, add):
    add("Sort photos", duration=60, impact=4)
    add("Ship it", duration=60, impact=1)

    assert blocks(plan(api)) == {"Ship it": "02 09:00", "Sort photos": "02 10:05"}


def test_nothing_changes_until_it_is_applied(api, add):
    task = add("Ship it", scheduled_date=MONDAY)
    plan(api)

    assert stands(task) == (MONDAY, None)


def test_applying_is_one_activity_and_one_undo(api, add):
    tasks = [add("Ship it", duration=60, scheduled_date=MONDAY), add("Call", duration=30)]
    answer = apply(api, plan(api)).json()

    assert {row["scheduled_time"] for row in answer["tasks"]} == {"09:00:00", "09:35:00"}
    api.post(f"/activity/{answer['activity']}/undo")
    assert [stands(task) for task in tasks] == [(MONDAY, None), (None, None)]


def test_a_part_may_be_accepted(api, add):
    first, second = add("Ship it", duration=60, impact=1), add("Call", duration=30)
    apply(api, plan(api), [f"t{second.pk}"])

    assert (stands(first), stands(second)) == ((None, None), (MONDAY, "10:05"))


def test_a_part_that_collides_with_what_stays_is_refused(api, add, eight_in_berlin):
    first = add("First", duration=60, scheduled_date=MONDAY, scheduled_time="09:00")
    second = add("Second", duration=60, impact=1, deadline_date=MONDAY, deadline_time="10:00")
    answer = apply(api, plan(api), [f"t{second.pk}"])

    assert answer.status_code == 422
    assert answer.json()["title"].startswith("“Second” takes the place of “First”")
    assert (stands(first), stands(second)) == ((MONDAY, "09:00"), (None, None))


@pytest.mark.parametrize(
    "edit",
    [{"duration": 90}, {"deadline_date": "2026-03-02", "deadline_time": "09:30"}],
)
def test_a_changed_task_makes_a_fresh_proposal(api, add, edit):
    task = add("Ship it", duration=60)
    stale = plan(api)
    api.patch(f"/tasks/{task.pk}", edit)
    answer = apply(api, stale)

    assert answer.status_code == 409
    assert answer.json()["proposal"]["id"] > stale["id"]
    assert stands(task) == (None, None)


def test_a_new_block_in_the_way_makes_a_fresh_proposal(api, add):
    task = add("Ship it", duration=60)
    stale = plan(api)
    add("Meeting", duration=30, scheduled_date=MONDAY, scheduled_time="09:15")
    fresh = apply(api, stale).json()["proposal"]

    assert (stands(task)[1], blocks(fresh)["Ship it"]) == (None, "02 09:50")


def test_a_completed_task_makes_a_fresh_proposal(api, add):
    task = add("Ship it", duration=60)
    stale = plan(api)
    api.post(f"/tasks/{task.pk}/complete")

    assert apply(api, stale).status_code == 409


def test_a_new_title_does_not(api, add):
    task = add("Ship it", duration=60)
    proposal = plan(api)
    api.patch(f"/tasks/{task.pk}", {"title": "Ship it today"})

    assert apply(api, proposal).status_code == 200


def test_applying_twice_changes_nothing(api, add):
    add("Ship it", duration=60)
    proposal = plan(api)
    apply(api, proposal)
    again = apply(api, proposal)

    assert (again.status_code, again.json()["activity"]) == (200, None)


def test_the_past_is_not_planned_into(api, add, eight_in_berlin):
    task = add("Ship it", duration=60)
    proposal = plan(api)
    eight_in_berlin.move_to("2026-03-02T08:30:00Z")

    assert apply(api, proposal).status_code == 409
    assert (stands(task), blocks(plan(api))) == ((None, None), {"Ship it": "02 09:30"})


def test_from_six_on_tomorrow_is_offered(api, add, eight_in_berlin):
    add("Ship it", duration=60)
    eight_in_berlin.move_to("2026-03-02T17:00:00Z")
    proposal = plan(api)

    assert (proposal["title"], blocks(proposal)) == (
        "Plan for Tuesday 3 March",
        {"Ship it": "03 09:00"},
    )


def test_a_free_weekend_is_skipped(api, add, eight_in_berlin):
    add("Ship it", duration=60)
    eight_in_berlin.move_to("2026-03-07T09:00:00Z")

    assert blocks(plan(api)) == {"Ship it": "09 09:00"}


def test_a_chosen_stretch_is_planned_whatever_the_hours(api, add):
    add("Ship it", duration=60)
    proposal = plan(api, first="2026-03-02T19:00", last="2026-03-02T21:00")

    assert blocks(proposal) == {"Ship it": "02 19:00"}


def test_a_stretch_in_the_past_is_refused(api):
    answer = api.post("/plans", {"kind": "day", "last": "2026-03-01T09:00"})

    assert (answer.status_code, answer.json()["field"]) == (422, "last")


def test_days_of_series_are_placed_in_their_day_and_timed_ones_stay(api, make_series, home):
    water = make_series("FREQ=DAILY;COUNT=2", "Water", starts_on=MONDAY)
    make_series("FREQ=DAILY;COUNT=1", "Standup", starts_on=MONDAY, starts_at=time(9))
    proposal = plan(api, "week")

    assert [(b["title"], b["date"][8:], b["time"], b["state"]) for b in proposal["blocks"]] == [
        ("Standup", "02", "09:00", "kept"),
        ("Water", "02", "09:35", "added"),
        ("Water", "03", "09:00", "added"),
    ]
    apply(api, proposal)
    assert instances_of(water)[0].scheduled_time.strftime("%H:%M") == "09:35"


def test_the_week_keeps_days_deadlines_and_dependencies(api, add):
    blocker = add("Draft", duration=60)
    add("Send", duration=30, impact=1, blocked_by=[blocker.pk])
    add("Dentist form", duration=30, scheduled_date=MONDAY + timedelta(days=2))
    found = blocks(plan(api, "week"))

    assert found["Draft"] < found["Send"]
    assert found["Dentist form"] == "04 09:00"


def test_what_waits_for_a_thought_is_left_out_with_its_reason(api, add, make_task):
    thought = make_task("Ask somebody")
    add("Send", blocked_by=[thought.pk], scheduled_date=MONDAY)

    assert left_out(plan(api)) == {
        "Send": "Waits for “Ask somebody”, which has no part in this plan."
    }


def test_what_does_not_fit_says_what_would_help(api, add):
    task = add("Novel", duration=600, scheduled_date=MONDAY)
    proposal = plan(api)
    why = api.get(f"/plans/{proposal['id']}/why/t{task.pk}").json()

    assert left_out(proposal)["Novel"].startswith("Needs 600 min before")
    assert {"duration": 480} in [change["patch"] for change in why["changes"]]


def test_a_block_says_why_it_is_there(api, add):
    task = add("Ship it", duration=60)
    proposal = plan(api, "week")
    why = api.get(f"/plans/{proposal['id']}/why/t{task.pk}").json()

    assert why["bindings"][0]["sentence"] == "Not earlier: its hours begin here."
    assert why["alternatives"][0]["note"]


def test_a_long_task_is_split_and_its_chunks_move_together(api, add, eight_in_berlin):
    task = add("Book", duration=600, chunk_min=60, chunk_max=300)
    proposal = plan(api, "week")
    assert sum(b["minutes"] for b in proposal["blocks"]) == 600
    apply(api, proposal)
    task.refresh_from_db()

    assert len(task.chunks) == len(proposal["blocks"]) >= 2
    assert plan(api, "week")["sentence"] == "Nothing needs to change."


def test_a_chunk_that_has_passed_stays_done(api, add, eight_in_berlin):
    task = add("Book", duration=120, chunk_min=60, chunk_max=60)
    chunks = [
        {"date": "2026-03-02", "time": "09:00:00", "minutes": 60},
        {"date": "2026-03-02", "time": "15:00:00", "minutes": 60},
    ]
    api.patch(f"/tasks/{task.pk}", {"chunks": chunks})
    eight_in_berlin.move_to("2026-03-02T11:00:00Z")
    add("Meeting", scheduled_date=MONDAY, scheduled_time="15:00", duration=60, pinned=True)
    apply(api, plan(api, "repair"))
    task.refresh_from_db()

    assert task.chunks[0] == chunks[0]
    assert task.chunks[1]["time"] != "15:00:00"


def test_running_late_moves_what_was_to_begin(api, add):
    add("Ship it", duration=60, scheduled_date=MONDAY, scheduled_time="09:00")
    add("Call", duration=30, scheduled_date=MONDAY, scheduled_time="14:00")
    proposal = plan(api, "push", late_minutes=90)

    assert blocks(proposal) == {"Ship it": "02 09:35", "Call": "02 14:00"}


def test_the_rest_of_the_day_off_leaves_pinned_alone(api, add):
    add("Ship it", duration=60, scheduled_date=MONDAY, scheduled_time="09:00")
    add("Dentist", duration=60, scheduled_date=MONDAY, scheduled_time="11:00", pinned=True)

    assert blocks(plan(api, "push", rest_of_day=True)) == {
        "Dentist": "02 11:00",
        "Ship it": "03 09:00",
    }


def test_what_has_passed_is_offered_and_repaired(api, add, eight_in_berlin):
    add("Ship it", duration=60, scheduled_date=MONDAY, scheduled_time="09:00")
    assert api.get("/plans/offer").json()["offer"] is None
    eight_in_berlin.move_to("2026-03-02T10:00:00Z")

    offer = api.get("/plans/offer").json()
    assert offer["sentence"] == "1 block has passed and is not done."
    [block] = plan(api, offer["kind"])["blocks"]
    assert (block["time"], block["state"], block["was"]["time"]) == ("11:00", "moved", "09:00")


def test_a_day_of_a_series_that_was_missed_finds_another_time(api, make_series, eight_in_berlin):
    make_series("FREQ=DAILY;COUNT=1", "Water", starts_on=MONDAY, starts_at=time(9))
    eight_in_berlin.move_to("2026-03-02T10:00:00Z")

    assert api.get("/plans/offer").json()["count"] == 1
    assert blocks(plan(api, "repair")) == {"Water": "02 11:00"}


def test_a_plan_of_one_day_speaks_of_times_alone(api, alice, add):
    alice.preferences.twelve_hour_clock = True
    alice.preferences.save()
    add("Novel", duration=600, scheduled_date=MONDAY)

    assert left_out(plan(api))["Novel"].startswith("Needs 600 min before 12:00 am; 480 free.")


def test_the_summary_counts_tasks(api, add):
    add("Ship it", duration=60)
    assert plan(api)["sentence"] == "1 task placed."
    add("Call", duration=30)
    assert plan(api)["sentence"] == "2 tasks placed."


def test_what_somebody_put_outside_of_their_hours_stays_there(api, add):
    add("Read", duration=60, scheduled_date=MONDAY, scheduled_time="20:00")
    add("Ship it", duration=60)

    assert blocks(plan(api)) == {"Ship it": "02 09:00", "Read": "02 20:00"}
    assert plan(api)["removed"] == []


def test_half_outside_it_is_moved_inside(api, add):
    add("Ship it", duration=60, scheduled_date=MONDAY, scheduled_time="16:30")

    assert blocks(plan(api)) == {"Ship it": "02 16:00"}


def test_a_plan_for_another_day_says_why(api, add, eight_in_berlin):
    add("Ship it", duration=60)
    eight_in_berlin.move_to("2026-03-02T18:00:00Z")

    assert plan(api)["sentence"] == (
        "No working time is left today, so this is for Tuesday. 1 task placed."
    )


def test_what_is_done_too_late_is_counted(api, add):
    add("Ship it", duration=60, deadline_date=MONDAY - timedelta(days=1))
    proposal = plan(api)

    assert proposal["sentence"] == "1 task placed, 1 late."
    assert proposal["blocks"][0]["late_minutes"] == 10 * 60


def test_a_collision_is_offered_and_moves_one(api, add):
    add("Ship it", duration=60, scheduled_date=MONDAY, scheduled_time="09:00")
    add("Dentist", duration=60, scheduled_date=MONDAY, scheduled_time="09:30", pinned=True)

    assert api.get("/plans/offer").json()["offer"] == "collides"
    assert blocks(plan(api, "repair"))["Ship it"] == "02 10:35"


def test_when_could_i_do_this(api, add):
    add("Ship it", duration=60, scheduled_date=MONDAY, scheduled_time="09:00")
    task = add("Call", duration=30)
    found = api.get(f"/tasks/{task.pk}/slots?n=2").json()["slots"]

    assert [(s["date"], s["time"]) for s in found] == [
        ("2026-03-02", "10:05"),
        ("2026-03-03", "09:00"),
    ]
    assert found[0]["sentence"] == "Mon 2 Mar 10:05–10:35"


def test_a_day_of_a_series_may_go_to_another_day(api, make_series):
    day = instances_of(make_series("FREQ=DAILY;COUNT=1", starts_on=MONDAY, starts_at=time(9)))[0]
    found = api.get(f"/instances/{day.pk}/slots").json()["slots"]

    assert len({slot["date"] for slot in found}) == 3


def test_percentiles_make_room(api, alice, add, monkeypatch):
    alice.preferences.plan_percentile = 80
    alice.preferences.save()
    for _ in range(8):
        done = add("Done", duration=30, scheduled_date=MONDAY, scheduled_time="07:00")
        api.post(f"/tasks/{done.pk}/complete")
    add("Ship it", duration=30)

    assert plan(api)["blocks"][0]["minutes"] > 45


def test_hours_of_a_domain_are_kept_to(api, add, home):
    home.hours = [[[1080, 1200]]] * 7
    home.save()
    add("Garden", duration=60)

    assert blocks(plan(api)) == {"Garden": "02 18:00"}


def test_what_is_put_aside_stays_in_the_way(api, add):
    aside = add("Ship it", duration=60, scheduled_date=MONDAY, scheduled_time="09:00")
    add("Call", duration=30)

    assert blocks(plan(api, without=[f"t{aside.pk}"])) == {"Call": "02 10:05"}


def test_a_dry_run_is_not_kept(api, add):
    assert plan(api, dry_run=True)["id"] is None
    assert not Proposal.objects.exists()


def test_the_number_of_queries_is_fixed(api, add, django_assert_max_num_queries):
    for n in range(50):
        add(f"Task {n}", duration=5)
    with django_assert_max_num_queries(17):
        plan(api)


@pytest.mark.parametrize(
    "request_of",
    [
        lambda pk, t: ("GET", f"/plans/{pk}", None),
        lambda pk, t: ("GET", f"/plans/{pk}/why/t{t}", None),
        lambda pk, t: ("POST", f"/plans/{pk}/apply", {}),
        lambda pk, t: ("GET", f"/tasks/{t}/slots", None),
    ],
)
def test_bob_finds_nothing(api, bobs_api, add, request_of):
    task = add("Ship it", duration=60)
    method, path, body = request_of(plan(api)["id"], task.pk)

    assert bobs_api(method, path, body).status_code == 404
    assert not Task.objects.exclude(scheduled_time=None).exists()
    assert not TaskInstance.objects.exists()


def test_bobs_plan_holds_nothing_of_alices(bobs_api, add):
    add("Ship it", duration=60)

    assert plan(bobs_api)["blocks"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "year"},
        {"kind": "day", "first": "9:00"},
        {"kind": "push", "late_minutes": -5},
        {"kind": "day", "without": ["x1"]},
        {"kind": "week", "last": "2029-01-01T00:00"},
    ],
)
def test_bad_requests_get_a_sentence(api, body):
    answer = api.post("/plans", body)

    assert (answer.status_code, answer.json()["title"][-1]) == (422, ".")


def test_what_was_deleted_since_does_not_keep_the_plan_from_being_made_again(api, add):
    first, second = add("Ship it", duration=60), add("Call", duration=30)
    proposal = plan(api, without=[f"t{second.pk}"])
    second.delete()
    api.patch(f"/tasks/{first.pk}", {"duration": 90})
    answer = apply(api, proposal, accept=[f"t{first.pk}"])

    assert answer.status_code == 409
    assert blocks(answer.json()["proposal"]) == {"Ship it": "02 09:00"}


def test_an_own_row_that_the_plan_leaves_alone_may_be_accepted(api, add):
    stays = add("Read", duration=30, scheduled_date=MONDAY, scheduled_time="15:00")
    add("Ship it", duration=60)
    answer = apply(api, plan(api), accept=[f"t{stays.pk}"])

    assert (answer.status_code, answer.json()["activity"]) == (200, None)
