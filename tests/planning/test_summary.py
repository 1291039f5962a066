"""What a proposal says first: what stays, what changes, what is missing and what it gives up"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from .proposals import apply, blocks, plan

MONDAY = date(2026, 3, 2)
TUESDAY = MONDAY + timedelta(days=1)

pytestmark = pytest.mark.usefixtures("clock_at_eight")


@pytest.fixture
def works(alice):
    """Set the same working hours for each day, and no rules of days unless stated."""

    def set_hours(*ranges, **fields):
        rules = {"lunch_minutes": 0, "break_after": 0, "plan_share": 100} | fields
        for name, value in rules.items():
            setattr(alice.preferences, name, value)
        alice.preferences.working_hours = [[list(span) for span in ranges]] * 7
        alice.preferences.save()

    return set_hours


def promise(add, title: str, at: str, **fields):
    return add(title, duration=30, scheduled_date=MONDAY, scheduled_time=at, **fields)


def test_first_line_says_how_many_times_stay(api, add):
    promise(add, "Call", "10:00")
    add("Report", duration=60)
    assert plan(api)["sentence"] == "The time you set stays. 1 task placed."

    promise(add, "Dentist", "15:00")
    proposal = plan(api)
    assert proposal["sentences"] == ["All 2 times you set stay.", "1 task placed."]


def test_first_line_counts_no_accepted_blocks(api, add):
    promise(add, "Call", "10:00", placed_by="plan")
    add("Report", duration=60)

    assert plan(api)["sentence"] == "1 task placed."


def test_first_line_does_not_say_all_when_a_promise_has_passed(api, add, clock_at_eight):
    promise(add, "Call", "09:00")
    promise(add, "Dentist", "15:00")
    clock_at_eight.move_to("2026-03-02T10:00:00Z")

    assert plan(api, "repair")["sentences"][:2] == ["1 time you set stays.", "1 task moved."]


def test_plan_names_the_blocks_that_get_a_new_time_because_they_passed(api, add, clock_at_eight):
    promise(add, "Call", "09:00")
    promise(add, "Mail", "09:30", placed_by="plan")
    promise(add, "Dentist", "15:00")
    clock_at_eight.move_to("2026-03-02T10:00:00Z")

    for kind in ("day", "repair"):
        sentences = plan(api, kind)["sentences"]
        assert sentences[2:] == ["“Call” and “Mail” weren't done in time and get new times."]


def test_plan_names_the_hard_deadlines_that_it_misses(api, add, works):
    works((540, 600))
    for title, impact in [("Forms", 4), ("Letters", 3), ("Bills", 2), ("Report", 1)]:
        add(title, duration=45, impact=impact, deadline_date=MONDAY)
    add("Talk", duration=45, impact=4, deadline_date=MONDAY, deadline_hard=False)

    assert plan(api)["sentences"][1:] == [
        "“Bills”, “Letters” and “Forms” don't fit before their deadlines."
    ]


def test_plan_that_changes_nothing_says_only_that(api, add):
    promise(add, "Call", "10:00")

    assert plan(api)["sentence"] == "Nothing needs to change."


def test_unchanged_late_task_is_no_news(api, add):
    add("Form", duration=30, deadline_date=MONDAY - timedelta(days=1))
    proposal = plan(api)
    assert proposal["sentence"] == "1 task placed, 1 task late."
    apply(api, proposal)

    assert plan(api)["sentence"] == "Nothing needs to change."


def test_plan_says_how_much_of_a_task_is_missing_before_its_deadline(api, add, works):
    works((540, 690))
    thesis = add("Thesis", duration=360, chunk_min=30, deadline_date=TUESDAY, deadline_time="11:30")
    proposal = plan(api, "week")
    sentence = "60 of 360 min of “Thesis” don't fit before Tue 3 Mar 11:30."

    assert proposal["sentence"] == f"1 task placed. {sentence}"
    assert proposal["partial"] == [
        {
            "key": f"t{thesis.pk}",
            "task_id": thesis.pk,
            "instance_id": None,
            "title": "Thesis",
            "missing": 60,
            "minutes": 360,
            "meant": True,
            "sentence": sentence,
        }
    ]


def test_share_of_a_later_deadline_is_no_warning(api, add, works):
    works((540, 1020))
    friday = MONDAY + timedelta(days=4)
    add("Report", duration=600, chunk_min=60, chunk_max=120, deadline_date=friday)
    proposal = plan(api)

    assert proposal["sentence"] == "1 task placed."
    assert proposal["partial"][0]["sentence"].endswith("are planned; the rest is for later.")


def test_plan_says_which_rule_it_gives_up_and_for_what(api, add, works):
    works((540, 675), buffer_minutes=5)
    for title in "ABC":
        add(title, duration=45, deadline_date=MONDAY, deadline_time="11:15")
    proposal = plan(api)
    placed, given_up = proposal["sentences"]

    assert placed == "3 tasks placed."
    assert given_up.endswith(" in time, today has no buffer between blocks.")
    assert all(f"“{title}”" in given_up for title in "ABC")
    assert apply(api, proposal).status_code == 200


def test_week_plan_names_the_day_without_lunch(api, add, works):
    works((540, 1020), lunch_minutes=45)
    add("Report", duration=480, deadline_date=TUESDAY, chunk_min=1440, earliest_start=TUESDAY)
    proposal = plan(api, "week")

    assert "To finish “Report” in time, Tuesday has no time for lunch." in proposal["sentences"]
    assert apply(api, proposal).status_code == 200


def test_promise_during_an_event_stays_and_the_plan_asks(api, alice, add, make_event):
    call = promise(add, "Call", "10:00")
    make_event(alice, MONDAY, time(10), time(11), title="Standup")
    proposal = plan(api)
    [conflict] = proposal["conflicts"]

    assert blocks(proposal)["Call"] == "02 10:00"
    assert conflict["sentence"] == "“Call” at 10:00 is at the same time as “Standup”."
    assert conflict["sentence"] in proposal["sentence"]
    assert (conflict["label"], conflict["request"]) == ("Move it", {"released": [f"t{call.pk}"]})
    assert blocks(plan(api, **conflict["request"]))["Call"] == "02 09:25"


@pytest.mark.parametrize("fields", [{"transparent": True}, {"kind": "focus"}, {"all_day": True}])
def test_promise_during_free_focus_or_whole_day_events_is_no_conflict(
    api, alice, add, make_event, fields
):
    promise(add, "Call", "10:00")
    times = () if fields.pop("all_day", False) else (time(10), time(11))
    make_event(alice, MONDAY, *times, **fields)

    assert plan(api)["conflicts"] == []


def test_conflict_names_no_event_of_another_user(api, bob, add, make_event):
    promise(add, "Call", "10:00")
    make_event(bob, MONDAY, time(10), time(11))

    assert plan(api)["conflicts"] == []


@pytest.mark.parametrize("range_", [(540, 1020), (1320, 1620)])
def test_plan_for_a_day_names_only_that_day_though_it_ends_after_midnight(
    api, alice, add, works, range_
):
    works(range_, day_start_hour=5)
    add("Report", duration=60)
    proposal = plan(api)

    assert proposal["title"] == "Plan for Monday 2 March"
    assert plan(api, "late", late_minutes=5)["title"] == "The rest of Monday 2 March"


def test_plan_counts_a_removed_task_once(api, alice, add, works, make_event):
    works((540, 600))
    promise(add, "Call", "09:15", placed_by="plan")
    make_event(alice, MONDAY, time(9), time(10))

    assert plan(api)["sentence"] == "1 task removed."
