"""What a person's preferences become in the problem of a plan: days, lunch, shares, best times"""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from tasks.editing import domains
from tasks.editing.settings import change_preferences
from tasks.planning.proposals.build import build_problem
from tasks.planning.proposals.request import PlanRequest

pytestmark = pytest.mark.usefixtures("clock_at_eight")

MONDAY = date(2026, 3, 2)


def every_day(*hours: list[int]) -> list[list[list[int]]]:
    return [list(hours)] * 7


def local(built, minute: int) -> str:
    return built.timegrid.local(minute).strftime("%d %H:%M")


def first_day(user, kind="day", **options):
    """Return the plan problem of a request, and its first day."""
    built = build_problem(user, PlanRequest(kind, **options))
    return built, built.problem.days[0]


def capacity(user) -> int | None:
    return first_day(user)[1].capacity


def lunch(user, **options) -> str | None:
    built, day = first_day(user, **options)
    return f"{local(built, day.lunch.begin)}–{local(built, day.lunch.end)}" if day.lunch else None


def solver_task(user, title: str, kind="day"):
    built = build_problem(user, PlanRequest(kind))
    key = next(key for key, row in built.rows.items() if row.title == title)
    return built, next(task for task in built.problem.tasks if task.id == key)


# --- days -----------------------------------------------------------------------------------------


def test_week_has_one_day_per_local_day(alice):
    built = build_problem(alice, PlanRequest("week"))
    begins = [local(built, day.begin) for day in built.problem.days]

    assert begins == [f"0{number} 00:00" for number in range(2, 9)]


def test_day_begins_at_the_day_start_of_the_person(alice):
    change_preferences(alice, {"day_start_hour": 5})
    built, day = first_day(alice)

    assert (local(built, day.begin), local(built, day.end)) == ("02 05:00", "03 05:00")


def test_hours_past_midnight_belong_to_the_day_on_which_they_begin(alice):
    change_preferences(alice, {"working_hours": every_day([1320, 1620])})  # 22:00–3:00
    built, day = first_day(alice)

    assert (local(built, day.begin), local(built, day.end)) == ("02 03:00", "03 03:00")
    assert day.capacity == 240


def test_days_are_23_and_25_hours_long_when_the_clocks_change(alice, clock_at_eight):
    clock_at_eight.move_to("2026-03-28T07:00:00Z")
    days = build_problem(alice, PlanRequest("week")).problem.days
    assert {day.end - day.begin for day in days} == {1440, 1380}

    clock_at_eight.move_to("2026-10-24T07:00:00Z")
    days = build_problem(alice, PlanRequest("week")).problem.days
    assert {day.end - day.begin for day in days} == {1440, 1500}


# --- lunch ----------------------------------------------------------------------------------------


def test_lunch_has_its_window_within_the_hours(alice):
    assert lunch(alice) == "02 11:30–02 14:00"
    assert first_day(alice)[0].problem.lunch_minutes == 45


@pytest.mark.parametrize(
    "hours",
    [
        pytest.param([[540, 720]], id="the day ends at noon"),
        pytest.param([[540, 720], [780, 1020]], id="a pause from noon to one"),
        pytest.param([[1080, 1260]], id="only the evening"),
    ],
)
def test_there_is_no_lunch_when_the_hours_leave_time_for_it(alice, hours):
    change_preferences(alice, {"working_hours": every_day(*hours)})

    assert lunch(alice) is None


def test_there_is_no_lunch_when_the_person_wants_none(alice):
    change_preferences(alice, {"lunch_minutes": 0})

    assert lunch(alice) is None


def test_lunch_is_over_when_less_than_its_time_is_left(alice, clock_at_eight):
    clock_at_eight.move_to("2026-03-02T12:00:00Z")
    assert lunch(alice) == "02 13:00–02 14:00"

    clock_at_eight.move_to("2026-03-02T12:20:00Z")
    assert lunch(alice) is None


def test_chosen_range_has_a_lunch_only_when_it_covers_the_time_for_it(alice, add):
    add("Ship it")

    def between(first: int, last: int) -> dict:
        return {"first": datetime(2026, 3, 2, first), "last": datetime(2026, 3, 2, last)}

    assert lunch(alice, **between(12, 15)) is None
    assert lunch(alice, **between(9, 15)) == "02 11:30–02 14:00"


# --- the share of free time -----------------------------------------------------------------------


def test_share_is_of_the_hours_without_lunch_and_events(alice, make_event):
    assert capacity(alice) == 345  # 80 % of 480 - 45, rounded down to 5

    make_event(alice, MONDAY, time(15), time(17))
    assert capacity(alice) == 250


def test_events_of_other_users_leave_the_share_as_it_is(alice, bob, make_event):
    make_event(bob, MONDAY, time(9), time(17))

    assert capacity(alice) == 345


def test_share_counts_lunch_only_where_events_leave_room_for_it(alice, make_event):
    make_event(alice, MONDAY, time(11), time(15))

    assert capacity(alice) == 190  # 80 % of 240


def test_share_of_a_full_day_is_nothing_and_never_negative(alice, make_event):
    make_event(alice, MONDAY, title="Holiday")

    assert capacity(alice) == 0


def test_whole_share_sets_no_limit(alice):
    change_preferences(alice, {"plan_share": 100})

    assert capacity(alice) is None


def test_short_rest_of_a_day_is_planned_in_full(alice, clock_at_eight):
    clock_at_eight.move_to("2026-03-02T15:30:00Z")  # 16:30, 30 minutes left

    assert capacity(alice) == 30


def test_share_of_a_days_other_hours_is_no_more_than_their_tasks_need(alice, add, home):
    domains.change_domain(alice, home.pk, {"hours": every_day([1080, 1260])})  # 18:00–21:00
    assert capacity(alice) == 345

    add("Water plants", duration=30)
    assert capacity(alice) == 345 + 30
    add("Bake", duration=300)
    assert capacity(alice) == 345 + 145


def test_promise_outside_the_hours_takes_nothing_from_the_share(alice, add):
    add("Dinner", duration=60, scheduled_date=MONDAY, scheduled_time=time(19))

    assert capacity(alice) == 345 + 60


def test_focus_time_counts_as_free_time(alice, make_event):
    make_event(alice, MONDAY, time(9), time(11), kind="focus")

    assert capacity(alice) == 345


# --- best times and fair shares -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ideal", "span"),
    [
        ("morning", "02 06:00–02 12:00"),
        ("midday", "02 11:00–02 14:00"),
        ("afternoon", "02 12:00–02 18:00"),
        ("evening", "02 17:00–02 22:00"),
        ("09:30-11:00", "02 09:30–02 11:00"),
    ],
)
def test_best_time_is_in_the_zone_of_the_person(alice, add, ideal, span):
    add("Think", ideal_time=ideal)
    built, task = solver_task(alice, "Think")

    assert [f"{local(built, a)}–{local(built, b)}" for a, b in task.ideal] == [span]


def test_best_time_past_midnight_includes_the_night_before(alice, add):
    add("Observe stars", ideal_time="22:00-02:00")
    built, task = solver_task(alice, "Observe stars")

    assert [local(built, begin) for begin, _ in task.ideal] == ["01 22:00", "02 22:00"]


def test_days_of_a_series_have_its_best_time(alice, add):
    series = {"rrule": "FREQ=DAILY;COUNT=1", "starts_on": MONDAY}
    add("Run", ideal_time="evening", series=series)
    built, task = solver_task(alice, "Run", "week")

    assert local(built, task.ideal[0].begin) == "02 17:00"
    assert len(task.ideal) == 7


def test_best_time_stays_the_same_while_the_day_passes(alice, add, clock_at_eight):
    add("Think", ideal_time="morning")
    before = solver_task(alice, "Think")[1].ideal
    clock_at_eight.move_to("2026-03-02T14:00:00Z")

    assert solver_task(alice, "Think")[1].ideal == before


def test_split_task_has_a_fair_share_of_each_day_until_its_deadline(alice, add):
    add("Report", duration=600, deadline_date=date(2026, 3, 6), chunk_min=60, chunk_max=120)
    add("Whole", duration=60, deadline_date=date(2026, 3, 6))
    add("Over the weekend", duration=600, deadline_date=date(2026, 3, 9), chunk_min=60)

    assert solver_task(alice, "Report")[1].daily == 120
    assert solver_task(alice, "Whole")[1].daily == 0
    assert solver_task(alice, "Over the weekend")[1].daily == 100  # six days with hours


def test_fair_share_is_at_least_the_shortest_piece(alice, add):
    add("Report", duration=150, deadline_date=date(2026, 3, 6), chunk_min=45)

    assert solver_task(alice, "Report")[1].daily == 45


def test_work_of_one_sitting_has_no_share_of_each_day(alice, add):
    add("Tax", duration=120, deadline_date=date(2026, 3, 6), chunk_min=30)

    assert solver_task(alice, "Tax")[1].daily == 0


def test_breaks_are_those_of_the_person(alice):
    change_preferences(alice, {"break_after": 90, "break_minutes": 11})
    problem = build_problem(alice, PlanRequest("day")).problem

    assert (problem.break_after, problem.break_minutes) == (90, 15)
