"""A chosen day, or a day of a series, lasts until its hours end, also past midnight"""

from __future__ import annotations

from datetime import date

import pytest

from tasks.models import Task
from tests.conftest import Api


def assert_stable(person, *kinds: str) -> None:
    """Assert that planning again at once changes nothing."""
    for kind in kinds:
        again = person.plan(kind)
        assert {block.state for block in again.blocks} == {"kept"}, kind
        assert again.removed == set()


@pytest.fixture
def night(person):
    """Return a person who works from 22:00 to 3:00."""
    person.works("22:00-27:00")
    person.prefers(lunch_minutes=0, break_after=0, plan_share=100)
    person.go("Mon 21:00")
    return person


def test_chosen_day_lasts_until_its_hours_end_after_midnight(night):
    for number in range(4):
        night.task(f"task {number}", "Mid", 70, day="Mon")
    proposal = night.plan("day")
    assert len(proposal.blocks) == 4
    assert max(block.end for block in proposal.blocks).date() == date(2026, 12, 1)
    night.accept(proposal)

    assert set(Task.objects.values_list("day_chosen", flat=True)) == {True}
    assert_stable(night, "day", "week", "repair")


def test_day_of_a_series_lasts_until_its_hours_end_after_midnight(night):
    night.typed("shift", "High", 180, "Mon 22:00")
    night.series("read", "Mid", 60)
    proposal = night.plan("day")
    assert proposal.at("read").startswith("Tue 01:")
    night.accept(proposal)

    assert_stable(night, "day", "repair")
    week = night.plan("week")
    assert week.changed == set()
    assert week.of("read")[0] == proposal.of("read")[0]._replace(state="kept")


def test_night_before_a_chosen_day_does_not_belong_to_it(night):
    night.go("Mon 23:00")
    night.task("pay rent", "High", 60, day="Tue")

    assert night.plan("week").at("pay rent") == "Tue 22:00"


def test_night_of_another_user_takes_no_time(night, bob):
    night.works("22:00-24:00", days="Tue")
    bob.preferences.working_hours = night.user.preferences.working_hours
    bob.preferences.save()
    night.task("pay rent", "High", 60, day="Tue")

    assert Api(bob).post("/plans", {"kind": "week"}).json()["blocks"] == []
    assert night.plan("week").at("pay rent") == "Tue 22:00"
