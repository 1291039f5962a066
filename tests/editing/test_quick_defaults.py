"""editing.quickadd.quick_add: defaults of the page apply to what a line leaves open"""

from __future__ import annotations

from datetime import date, time

import pytest

from tasks.editing.quickadd import names_of, quick_add
from tasks.models import Task

FRIDAY = date(2026, 3, 6)


def added(user, text, **defaults):
    log = quick_add(user, text, defaults)
    return Task.objects.get(pk=next(row.object_id for row in log.changes if row.kind == "task"))


def test_quick_add_puts_a_time_without_a_date_on_the_default_day(alice):
    task = added(alice, "Call Grandma 9:00", scheduled_date=FRIDAY)

    assert (task.scheduled_date, task.scheduled_time) == (FRIDAY, time(9))


def test_quick_add_prefers_the_day_of_the_line(alice):
    assert added(alice, "Call Grandma tomorrow", scheduled_date=FRIDAY).scheduled_date == date(
        2026, 3, 3
    )


SLOT = {"scheduled_date": FRIDAY, "scheduled_time": time(10), "duration": 45}


@pytest.mark.parametrize(
    ("line", "day", "moment", "minutes"),
    [
        ("Call Bob", FRIDAY, time(10), 45),
        ("Call Bob 15:30", FRIDAY, time(15, 30), 45),
        ("Call Bob 9-9:20", FRIDAY, time(9), 20),
        ("Call Bob 30m", FRIDAY, time(10), 30),
        ("Call Bob sat", date(2026, 3, 7), time(10), 45),
        ("Call Bob sat 8:15", date(2026, 3, 7), time(8, 15), 45),
        ("Call Bob by 17:00", FRIDAY, time(10), 45),
    ],
)
def test_quick_add_prefers_the_time_of_the_line_to_that_of_the_grid(
    alice, line, day, moment, minutes
):
    task = added(alice, line, **SLOT)

    assert (task.title, task.scheduled_date, task.scheduled_time, task.duration) == (
        "Call Bob",
        day,
        moment,
        minutes,
    )


def test_quick_add_starts_a_series_at_the_day_and_time_of_the_grid(alice):
    series = added(alice, "Gym every day", **SLOT).series

    assert (series.starts_on, series.starts_at) == (FRIDAY, time(10))


def test_quick_add_starts_a_series_at_the_time_of_its_line_and_not_of_the_grid(alice):
    series = added(alice, "Gym every day 7:00", **SLOT).series

    assert (series.starts_on, series.starts_at) == (FRIDAY, time(7))


def test_quick_add_uses_the_default_domain_unless_the_line_names_one(alice, make_domain):
    home, work = make_domain("Home"), make_domain("Work")

    assert added(alice, "Call Grandma", domain_id=home.pk).domain == home
    assert added(alice, "Call Ivo #work", domain_id=home.pk).domain == work


def test_quick_add_uses_the_newest_of_tasks_with_one_title(alice, make_task):
    make_task("Move house")
    newest = make_task("Move house")

    assert names_of(alice, "^Move").parents["Move house"] == newest.pk
