"""The chances of deadlines in a proposal"""

from __future__ import annotations

from datetime import date, time, timedelta
from math import log

import pytest

from core import clock
from tasks.editing import tasks, timer
from tasks.planning.estimates import spreads_of
from tasks.planning.proposals.chances import chances_of
from tasks.planning.solver import Task
from tasks.planning.wording import Formatter
from tests.conftest import NOW

from .problems import HOUR, block, day
from .proposals import plan

MONDAY = date(2026, 3, 2)


@pytest.fixture
def overruns(alice, add):
    """Alice timed twelve tasks of the domain Home, which took two and a half times as long."""
    for _ in range(12):
        task = add("Mail", duration=30)
        with clock.at(NOW):
            timer.start(alice, task.pk)
        with clock.at(NOW + timedelta(minutes=75)):
            tasks.complete(alice, task.pk)


def due(at: time | None = None) -> dict:
    return {"deadline_date": MONDAY, "deadline_time": at}


def rows(proposal) -> dict[str, dict]:
    return {row["title"]: row for row in proposal["chances"]}


def test_plan_says_how_likely_a_tight_deadline_is(api, add, clock_at_eight):
    add("Report", duration=120, **due(time(11, 45)))
    row = rows(plan(api))["Report"]

    assert 0.6 < row["chance"] < 0.8
    assert row["sentence"] == "“Report”: 6 in 10 to be done by 11:45."
    assert row["changes"] == []


def test_plan_says_nothing_about_a_likely_deadline(api, add, clock_at_eight):
    add("Report", duration=60, **due())
    row = rows(plan(api))["Report"]

    assert row["chance"] > 0.95
    assert row["sentence"] == ""


def test_plan_has_no_chances_without_deadlines(api, add, clock_at_eight):
    add("Report", duration=60)

    assert plan(api)["chances"] == []


def test_sentence_names_the_change_that_raises_the_chance_most(alice):
    mail = Task("mail", 120)
    problem = day(mail, Task("report", 120, weight=9, deadline=13 * HOUR + 15, hard=True))
    blocks = block("mail", 9 * HOUR, 11 * HOUR), block("report", 11 * HOUR, 13 * HOUR)
    clock_time = lambda minute: f"{minute // 60}:{minute % 60:02}"  # noqa: E731
    times = dict.fromkeys(("moment", "end", "clock", "weekday", "day"), clock_time)
    (row,) = chances_of(alice, problem, blocks, Formatter(**times, title=str.title))

    assert row["sentence"] == (
        "“Report”: 3 in 10 to be done by 13:15. Move “Mail” and start at 9:00: 9 in 10."
    )
    assert [change["kind"] for change in row["changes"]] == ["move"]


def test_a_left_out_task_has_no_chance(api, add, clock_at_eight):
    add("Report", duration=90, **due(time(10)))

    row = rows(plan(api))["Report"]
    assert (row["chance"], row["sentence"]) == (0, "")


def test_chance_uses_the_history_of_the_person(api, add, overruns, clock_at_eight):
    add("Report", duration=120, **due(time(13)))

    assert rows(plan(api))["Report"]["chance"] < 0.4


def test_spread_is_relative_to_the_minutes_in_the_plan(alice, add):
    key = f"t{add('Report', duration=120).pk}"
    estimated, doubled = (spreads_of(alice, {key: minutes})[key] for minutes in (120, 240))

    assert doubled == pytest.approx((estimated.mean - log(2), estimated.sigma))


def test_chance_ignores_the_history_of_other_users(
    bobs_api, bob, make_task, make_domain, overruns, clock_at_eight
):
    bob.preferences.time_zone = "Europe/Berlin"
    bob.preferences.save()
    domain = make_domain("Home", user=bob)
    make_task("Report", user=bob, domain_id=domain.pk, duration=120, **due(time(13)))

    assert rows(plan(bobs_api))["Report"]["chance"] > 0.8
