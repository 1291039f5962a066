"""Which day "plan my day" is for, and hours around midnight and clock changes"""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from tasks.editing import domains
from tasks.editing.settings import change_preferences
from tasks.models import Task
from tests.conftest import Api

from .proposals import apply, blocks, plan

pytestmark = pytest.mark.usefixtures("clock_at_eight")

NINE_TO_FIVE = [[540, 1020]]


def every_day(*hours: list[int]) -> list[list[list[int]]]:
    return [list(hours)] * 7


@pytest.fixture
def at(clock_at_eight):
    """Return a function that sets the clock, in Berlin in winter."""
    return lambda time: clock_at_eight.move_to(f"2026-{time}:00+01:00")


def test_day_plan_uses_the_evening_when_hours_last_until_ten(api, alice, add, at):
    change_preferences(alice, {"working_hours": every_day([540, 1320])})
    add("Ship it", duration=60, impact=1, deadline_date=date(2026, 3, 2))
    at("03-02T18:05")

    proposal = plan(api)
    assert proposal["title"] == "Plan for Monday 2 March"
    assert blocks(proposal) == {"Ship it": "02 18:05"}


def test_day_plan_is_for_tonight_when_hours_begin_tonight_and_run_past_midnight(
    api, alice, add, at
):
    change_preferences(alice, {"working_hours": every_day([1320, 1620])})  # 22:00–3:00
    for title in ("First", "Second", "Third"):
        add(title, duration=75)
    at("03-02T21:00")

    placed = blocks(plan(api))
    assert min(placed.values()) == "02 22:00"
    assert placed.keys() == {"First", "Second", "Third"}
    assert max(placed.values()) < "03 03:00"


def test_day_plan_is_for_the_night_in_progress_after_midnight(api, alice, add, at):
    change_preferences(alice, {"working_hours": [[[1320, 1620]], *[[]] * 6]})  # Monday night
    add("Ship it", duration=60)
    at("03-03T01:00")

    assert blocks(plan(api)) == {"Ship it": "03 01:00"}


def test_day_plan_is_for_tonight_while_a_domain_has_hours_left(api, alice, add, home, at):
    domains.change_domain(alice, home.pk, {"hours": every_day([1080, 1260])})  # 18:00–21:00
    add("Water plants", duration=30)
    at("03-02T17:30")

    assert blocks(plan(api)) == {"Water plants": "02 18:00"}


def test_day_plan_ignores_hours_that_no_open_task_may_use(api, alice, add, make_domain, at):
    garden = make_domain("Garden")
    domains.change_domain(alice, garden.pk, {"hours": every_day([1080, 1260])})
    add("Ship it", duration=30)
    at("03-02T17:30")

    assert blocks(plan(api)) == {"Ship it": "03 09:00"}


def test_day_plan_ignores_the_domains_of_other_users(api, bob, add, make_task, at):
    garden = domains.add_domain(bob, {"name": "Garden", "hours": every_day([1080, 1260])})
    domain_id = garden.changes[0].object_id
    Task.objects.create(user=bob, title="Water plants", domain_id=domain_id)
    add("Ship it", duration=30)
    at("03-02T17:30")

    assert blocks(plan(api)) == {"Ship it": "03 09:00"}


def test_day_plan_takes_no_hours_of_tomorrow_when_a_domain_works_past_midnight(
    api, alice, add, home, make_task, make_domain
):
    domains.change_domain(alice, home.pk, {"hours": every_day([1200, 1920])})  # 20:00–8:00
    change_preferences(alice, {"working_hours": every_day([360, 600])})  # 6:00–10:00
    add("Bake bread", duration=60)
    garden = make_domain("Garden")
    for number in range(3):
        make_task(f"Dig {number}", domain_id=garden.pk, duration=60)

    placed = blocks(plan(api))
    assert [title for title in placed if placed[title] > "02 23:59"] == []


@pytest.mark.parametrize("kind", ["day", "week"])
def test_plan_is_a_fixed_point_in_the_night_when_an_hour_occurs_twice(alice, add, kind):
    change_preferences(alice, {"working_hours": every_day([0, 360])})
    for number in range(8):
        add(f"Task {number}", duration=60)
    with time_machine.travel("2026-10-24T23:30:00+02:00", tick=False):
        api = Api(alice)
        first = plan(api, kind)
        apply(api, first)
        second = plan(api, kind)
        offer = api.get("/plans/offer").json()

    assert {row["state"] for row in second["blocks"]} == {"kept"}
    assert second["removed"] == []
    assert offer["offer"] is None


def test_plan_leaves_the_repeated_hour_free_in_autumn(alice, add):
    change_preferences(alice, {"working_hours": every_day([0, 360])})
    for number in range(8):
        add(f"Task {number}", duration=55)
    with time_machine.travel("2026-10-25T00:00:00+02:00", tick=False):
        placed = sorted(blocks(plan(Api(alice))).values())

    # 2:00 to 3:00 comes twice; a time there means the first.
    assert len(set(placed)) == len(placed)
    assert len(placed) <= 6
