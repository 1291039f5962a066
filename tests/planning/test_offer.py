"""The day's offers through /api/v1/plans/offer: only what helps, with the block and the day"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from tests.conftest import instances_of

from .proposals import apply, blocks, plan

MONDAY = date(2026, 3, 2)
TUESDAY = MONDAY + timedelta(days=1)
ALL_DAY = [[0, 1440]]


@pytest.fixture
def go(clock_at_eight):
    """Move the clock to a time of the week in Berlin, such as "02 09:10"."""

    def move(text: str) -> None:
        day, clock = text.split()
        clock_at_eight.move_to(f"2026-03-{day}T{clock}:00+01:00")

    return move


@pytest.fixture(autouse=True)
def at_eight(go):
    go("02 08:00")


@pytest.fixture
def accepted(add):
    """Add a task with a block that was accepted from a plan."""

    def add_block(title: str, at: str, duration: int = 60, day: date = MONDAY, **fields):
        slot = {"scheduled_date": day, "scheduled_time": at, "placed_by": "plan"}
        return add(title, duration=duration, **{"day_chosen": False, **slot, **fields})

    return add_block


def offer(api) -> dict:
    return api.get("/plans/offer").json()


def sentence(api) -> str:
    return offer(api)["sentence"]


def planned(api) -> dict:
    """Return what the button of the offer proposes."""
    first = offer(api)
    return plan(api, first["kind"], released=first["released"])


def test_no_offer_for_a_plan_that_works(api, accepted, add):
    accepted("Report", "09:00")
    add("Mail", duration=30)

    assert offer(api)["offer"] is None
    assert offer(api)["offers"] == []


def test_offer_names_an_accepted_block_under_an_event(api, alice, accepted, make_event):
    accepted("Report", "09:00")
    make_event(alice, MONDAY, time(9), time(10), title="Standup")

    assert offer(api)["offer"] == "collides"
    assert sentence(api) == "“Report” (09:00) is at the same time as “Standup”."
    assert apply(api, planned(api)).status_code == 200
    assert offer(api)["offer"] is None


def test_offer_names_the_whole_day_event_over_an_accepted_block(api, alice, accepted, make_event):
    accepted("Report", "09:00")
    make_event(alice, MONDAY, title="Anna's birthday")

    sentence = api.get("/plans/offer").json()["sentence"]
    assert sentence == "“Report” (09:00) is at the same time as “Anna's birthday”."


def test_offer_names_the_day_of_a_collision_after_today(api, alice, accepted, make_event):
    accepted("Report", "09:00", day=TUESDAY)
    accepted("Mail", "10:00", day=TUESDAY)
    make_event(alice, TUESDAY, time(9), time(11))

    assert sentence(api) == "“Report” (tomorrow 09:00) and 1 more block no longer fit."


def test_offer_names_two_blocks_at_the_same_time(api, add, accepted):
    accepted("Report", "09:00")
    add("Dentist", duration=60, scheduled_date=MONDAY, scheduled_time="09:30")

    assert sentence(api) == "“Report” (09:00) is at the same time as “Dentist”."


def test_offer_names_an_accepted_habit_under_an_event(api, alice, make_series, make_event):
    [row] = instances_of(make_series("FREQ=DAILY;COUNT=1", "Water", starts_on=MONDAY))
    apply(api, plan(api))
    make_event(alice, MONDAY, time(8, 45), time(9, 45), title="Standup")

    assert sentence(api) == "“Water” (09:00) is at the same time as “Standup”."
    apply(api, planned(api))
    row.refresh_from_db()
    assert row.scheduled_time > time(9, 45)


def test_repair_of_a_collision_without_another_place_is_offered_once(
    api, alice, make_series, make_event
):
    alice.preferences.working_hours = [[[540, 570]]] * 7
    alice.preferences.save()
    make_series("FREQ=DAILY;COUNT=1", "Water", starts_on=MONDAY)
    apply(api, plan(api))
    make_event(alice, MONDAY, time(9), time(10))

    assert [row["title"] for row in planned(api)["removed"]] == ["Water"]
    apply(api, planned(api))
    assert offer(api)["offer"] is None


def test_offer_asks_about_a_promise_under_an_event(api, alice, add, make_event):
    call = add("Call", duration=60, scheduled_date=MONDAY, scheduled_time="10:00")
    make_event(alice, MONDAY, time(10), time(11), title="Standup")
    first = offer(api)

    assert (first["offer"], first["label"], first["released"]) == (
        "promise",
        "Move it…",
        [f"t{call.pk}"],
    )
    assert first["sentence"] == "“Call” (10:00) is at the same time as “Standup”."
    assert blocks(planned(api))["Call"] != "02 10:00"


def test_offer_counts_undone_blocks_by_day(api, accepted, go):
    for number, at in enumerate(["09:00", "10:05", "11:10"]):
        accepted(f"T{number}", at)
    go("03 08:00")

    assert sentence(api) == "3 from yesterday not done: “T0”, “T1” and “T2”."
    assert {text[:2] for text in blocks(planned(api)).values()} == {"03"}

    accepted("T3", "08:00", 30, day=TUESDAY)
    go("03 08:40")
    assert sentence(api) == "1 from today and 3 from yesterday not done: “T3”, “T0” and 2 more."
    assert apply(api, planned(api)).status_code == 200
    assert offer(api)["offer"] is None


def test_offer_names_undone_blocks_before_the_weekend(api, accepted, go):
    accepted("Report", "15:00", day=MONDAY + timedelta(days=4))
    go("09 08:00")

    assert sentence(api) == "1 from Friday not done: “Report”."


def test_no_offer_for_undone_blocks_without_any_free_time(api, alice, accepted, go):
    accepted("Report", "09:00")
    alice.preferences.working_hours = [[]] * 7
    alice.preferences.save()
    go("02 11:00")

    assert offer(api)["offer"] is None


def test_offer_pulls_the_next_block_forward_after_an_early_finish(api, accepted, go):
    report = accepted("Report", "09:00")
    accepted("Mail", "10:05", 30)
    go("02 09:10")
    assert offer(api)["offer"] is None
    api.post(f"/tasks/{report.pk}/complete")

    first = offer(api)
    assert (first["offer"], first["kind"], first["label"]) == ("early", "early", "Pull forward…")
    assert first["sentence"] == "There is free time now. Pull “Mail” forward to 09:10."
    assert blocks(planned(api)) == {"Mail": "02 09:10"}
    api.post(f"/tasks/{report.pk}/reopen")
    assert offer(api)["offer"] is None


def test_offer_pulls_forward_after_a_habit_that_ended_early(api, accepted, make_series, go):
    habit = make_series("FREQ=DAILY;COUNT=1", "Water", starts_on=MONDAY, starts_at=time(9))
    accepted("Mail", "10:05", 30)
    go("02 09:10")
    api.post(f"/instances/{instances_of(habit)[0].pk}/complete")

    assert offer(api)["offer"] == "early"


@pytest.mark.parametrize("moment", ["02 09:50", "02 10:10"])
def test_no_offer_to_pull_forward_when_little_time_is_left(api, accepted, go, moment):
    report = accepted("Report", "09:00")
    accepted("Mail", "10:25", 30)
    go(moment)
    api.post(f"/tasks/{report.pk}/complete")

    assert offer(api)["offer"] is None


def test_no_offer_to_pull_a_block_forward_that_cannot_begin_earlier(
    api, accepted, make_event, alice, go
):
    report = accepted("Report", "09:00")
    accepted("Mail", "10:05", 60)
    make_event(alice, MONDAY, time(9, 30), time(10))
    go("02 09:10")
    api.post(f"/tasks/{report.pk}/complete")

    assert offer(api)["offer"] is None


def test_offer_names_a_deadline_that_needs_most_of_the_free_time(api, alice, add):
    alice.preferences.working_hours = [[[540, 660]]] * 7
    alice.preferences.save()
    add("Report", duration=90, deadline_date=MONDAY, impact=1)

    first = offer(api)
    assert (first["offer"], first["kind"]) == ("risk", "day")
    assert first["sentence"] == "“Report” isn't planned yet and is due today."
    apply(api, planned(api))
    assert offer(api)["offer"] is None


def test_offer_of_a_later_deadline_plans_the_week(api, alice, add):
    alice.preferences.working_hours = [[[540, 600]]] * 7
    alice.preferences.save()
    add("Report", duration=120, deadline_date=TUESDAY, deadline_time="17:00", impact=1)

    first = offer(api)
    assert (first["kind"], first["label"]) == ("week", "Plan my week…")
    assert first["sentence"] == "“Report” isn't planned yet and is due tomorrow 17:00."


def test_no_offer_for_a_deadline_with_plenty_of_time(api, add):
    add("Report", duration=90, deadline_date=MONDAY, impact=1)

    assert offer(api)["offer"] is None


def test_no_offer_for_a_deadline_behind_more_important_work(api, alice, accepted, add):
    alice.preferences.working_hours = [[[540, 660]]] * 7
    alice.preferences.save()
    accepted("Launch", "09:00", 110, impact=1)
    add("Receipt", duration=60, deadline_date=MONDAY, impact=4)

    assert offer(api)["offer"] is None


def test_offers_after_the_first_follow_by_urgency(api, alice, accepted, make_event, go):
    accepted("Undone", "08:00", 30)
    accepted("Report", "10:00")
    make_event(alice, MONDAY, time(10), time(11))
    go("02 09:00")

    assert [row["offer"] for row in offer(api)["offers"]] == ["collides", "passed"]


def test_offer_says_nothing_about_another_user(bobs_api, accepted, go):
    accepted("Report", "09:00")
    go("02 12:00")

    assert bobs_api("GET", "/plans/offer").json()["offer"] is None
