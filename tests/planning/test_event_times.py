"""Focus time and all-day events in plans"""

from __future__ import annotations

from datetime import date, time

import pytest

from .proposals import apply, blocks, left_out, placement, plan

pytestmark = pytest.mark.usefixtures("clock_at_eight")

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def test_focus_time_is_room_for_demanding_work_only(api, alice, add, make_event):
    make_event(alice, MONDAY, time(9), time(12), kind="focus")
    add("Think", duration=60, clarity="brainstorm", deadline_date=MONDAY, impact=1)
    add("Mail", duration=60, clarity="normal")
    placed = blocks(plan(api))

    assert "02 09:00" <= placed["Think"] <= "02 11:00"
    assert placed["Mail"] >= "02 12:00"


def test_focus_time_that_is_also_a_meeting_is_busy(api, alice, add, make_event):
    make_event(alice, MONDAY, time(9), time(12), kind="focus")
    make_event(alice, MONDAY, time(9), time(17))
    add("Think", duration=60, clarity="brainstorm", deadline_date=MONDAY)

    assert "Think" in left_out(plan(api))


def test_plan_with_focus_time_is_accepted_after_the_focus_time(
    api, alice, add, make_event, clock_at_eight
):
    make_event(alice, MONDAY, time(8), time(8, 30), kind="focus")
    task = add("Think", duration=60, clarity="brainstorm")
    proposal = plan(api)
    clock_at_eight.move_to("2026-03-02T08:00:00Z")

    assert apply(api, proposal).status_code == 200
    assert placement(task) == (MONDAY, "09:00")


def test_plan_names_an_all_day_event_and_plans_around_it_on_request(api, alice, add, make_event):
    birthday = make_event(alice, MONDAY, title="Anna's birthday")
    add("Ship it", duration=60)
    proposal = plan(api)

    assert blocks(proposal) == {}
    assert proposal["all_day"] == [
        {
            "event_id": birthday.pk,
            "title": "Anna's birthday",
            "ignored": False,
            "label": "Plan around it",
            "request": {"around": [birthday.pk]},
            "sentence": "“Anna's birthday” takes the whole day.",
        }
    ]
    around = plan(api, around=[birthday.pk])
    assert blocks(around) == {"Ship it": "02 09:00"}
    assert around["all_day"][0]["ignored"]
    assert apply(api, around).status_code == 200


def test_week_plan_names_the_day_of_an_all_day_event(api, alice, make_event):
    make_event(alice, TUESDAY, title="")
    make_event(alice, date(2026, 3, 7), title="A Saturday without hours")

    assert [event["sentence"] for event in plan(api, "week")["all_day"]] == [
        "An all-day event takes all of Tuesday 3 March."
    ]


def test_free_and_declined_all_day_events_are_not_named(api, alice, make_event):
    make_event(alice, MONDAY, transparent=True)
    make_event(alice, MONDAY, response="declined")

    assert plan(api)["all_day"] == []


def test_only_all_day_events_can_be_planned_around(api, alice, add, make_event):
    meeting = make_event(alice, MONDAY, time(9), time(17))
    add("Ship it", duration=60)

    assert blocks(plan(api, around=[meeting.pk])) == {}


def test_events_of_other_users_are_neither_named_nor_planned_around(api, bob, add, make_event):
    holiday = make_event(bob, MONDAY, title="Bob's holiday")
    add("Ship it", duration=60)

    assert plan(api)["all_day"] == []
    response = api.post("/plans", {"kind": "day", "around": [holiday.pk]})
    assert response.status_code == 404
