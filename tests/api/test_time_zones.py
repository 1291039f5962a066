"""Local dates at half past midnight, in zones and nights that differ from UTC"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import Api

# Nights in several zones, most of them next to a clock change.
NIGHTS = [
    ("Pacific/Auckland", date(2026, 4, 5)),
    ("Pacific/Auckland", date(2026, 9, 27)),
    ("America/St_Johns", date(2026, 3, 8)),
    ("America/St_Johns", date(2026, 11, 1)),
    ("Pacific/Kiritimati", date(2026, 7, 1)),
    ("Europe/London", date(2026, 3, 29)),
    ("Europe/London", date(2026, 10, 25)),
]
# If the day starts at 5:00, half past midnight belongs to the previous day.
CASES = [(*night, start) for night in NIGHTS for start in (0, 5)]


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]} {case[1]} {case[2]}")
def night(request, alice, clock):
    """Set the clock to half past midnight local time; return the local date."""
    zone, day, start = request.param
    alice.preferences.time_zone, alice.preferences.day_start_hour = zone, start
    alice.preferences.save()
    clock.move_to(datetime(day.year, day.month, day.day, 0, 30, tzinfo=ZoneInfo(zone)))
    return day - timedelta(days=bool(start))


@pytest.fixture
def api(alice, night):
    return Api(alice)


def page(api, first: date, last: date) -> dict:
    return api.get(f"/planner?first={first}&last={last}").json()


def test_planner_returns_the_local_date_at_night(api, night):
    assert page(api, night, night)["today"] == str(night)


def test_quick_add_resolves_relative_days_from_the_local_date(api, night):
    lines = {"Milk today": 0, "Milk tomorrow": 1, "Milk +3d": 3, "Milk today 9:00": 0}
    for text, days in lines.items():
        row = api.post("/quickadd", {"text": text}).json()["tasks"][0]
        assert row["scheduled_date"] == str(night + timedelta(days=days)), text


def test_series_starts_on_the_local_date(api, night):
    days = api.post("/quickadd", {"text": "Run every day"}).json()["instances"]

    assert min(row["scheduled_date"] for row in days) == str(night)
    assert max(row["scheduled_date"] for row in days) == str(night + timedelta(days=60))


def test_occurrences_keep_their_local_time_across_clock_changes(api, alice, night):
    zone = ZoneInfo(alice.preferences.time_zone)
    days = api.post("/quickadd", {"text": "Run every day 9:00"}).json()["instances"]

    hours = {datetime.fromisoformat(row["starts_at"]).astimezone(zone).hour for row in days}
    assert hours == {9}


def test_from_earlier_skips_only_occurrences_before_the_local_date(api, night, clock):
    days = api.post("/quickadd", {"text": "Run every day"}).json()["instances"]
    clock.shift(timedelta(hours=25))  # the longest day of a clock change
    skipped = api.post("/instances/from-earlier", {"action": "skip"}).json()["instances"]

    assert [row["scheduled_date"] for row in skipped] == [str(night)]
    assert len(days) == 61


def test_completed_task_stays_until_the_local_day_ends(api, night, alice, clock, make_task):
    api.patch("/me/preferences", {"completed_days": 1})
    api.post(f"/tasks/{make_task().pk}/complete")
    zone, start = alice.preferences.zone, alice.preferences.day_start_hour
    end = datetime.combine(night + timedelta(days=1), datetime.min.time(), zone)
    end = end.replace(hour=start).astimezone(UTC)
    clock.move_to(end - timedelta(minutes=1))
    before = page(api, night, night)["tasks"]
    clock.move_to(end + timedelta(minutes=1))

    assert (len(before), page(api, night, night)["tasks"]) == (1, [])


def test_after_completion_series_counts_from_the_local_date(api, night):
    first = api.post("/quickadd", {"text": "Change the filter every! 5 days"}).json()["instances"]
    patch = api.post(f"/instances/{first[0]['id']}/complete").json()

    assert patch["instances"][-1]["scheduled_date"] == str(night + timedelta(days=5))
