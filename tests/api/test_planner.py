"""/api/v1/planner and /api/v1/me: the page snapshot and preferences"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import NOW

TODAY = str(NOW.date())
PAGE = {
    *("rev", "today", "preferences", "domains", "labels", "tasks", "instances", "events", "timer"),
}


def planner(api, first: str = "2026-02-16", last: str = "2026-03-16") -> dict:
    return api.get(f"/planner?first={first}&last={last}").json()


def titles(page: dict) -> list[str]:
    return [row["title"] for row in page["tasks"]]


def test_planner_is_empty_for_a_new_user(api):
    page = planner(api)

    assert set(page) == PAGE
    assert (page["rev"], page["today"], page["events"]) == (0, TODAY, [])
    assert page["preferences"]["time_zone"] == "Europe/Berlin"


def test_planner_returns_the_current_revision(api):
    patch = api.post("/tasks", {"title": "Call Grandma"}).json()

    assert planner(api)["rev"] == patch["rev"]


def test_planner_omits_instances_outside_the_window(api, make_series):
    make_series()

    assert len(planner(api, TODAY, "2026-03-08")["instances"]) == 7


def test_planner_includes_pending_instances_from_earlier(api, make_series, clock):
    make_series()
    clock.shift(timedelta(days=30))
    rows = planner(api, "2026-04-01", "2026-04-01")["instances"]

    assert min(row["scheduled_date"] for row in rows) == TODAY
    assert len(rows) == 31


def test_planner_omits_archived_tasks_and_their_instances(api, make_series):
    api.post(f"/tasks/{make_series().pk}/archive")
    page = planner(api)

    assert (page["tasks"], page["instances"]) == ([], [])


def test_planner_omits_instances_of_a_completed_repeating_subtask(api, make_task, make_series):
    parent, plants = make_task(), make_series()
    api.patch(f"/tasks/{plants.pk}", {"parent_id": parent.pk})
    api.post(f"/tasks/{parent.pk}/complete")

    assert planner(api)["instances"] == []
    api.post(f"/tasks/{plants.pk}/reopen")
    assert len(planner(api)["instances"]) == 15


@pytest.mark.parametrize(("days", "later"), [(1, 0), (3, 2), (7, 6)])
def test_planner_includes_completed_tasks_for_the_preferred_days(
    api, make_task, clock, days, later
):
    api.patch("/me/preferences", {"completed_days": days})
    api.post(f"/tasks/{make_task('Call Grandma').pk}/complete")
    clock.shift(timedelta(days=later, hours=14))  # 23:00 that day
    before = titles(planner(api))
    clock.shift(timedelta(hours=1))

    assert (before, titles(planner(api))) == (["Call Grandma"], [])


def test_planner_includes_a_completed_subtask_while_its_parent_is_open(api, make_task, clock):
    parent = make_task("Trip")
    api.post(f"/tasks/{make_task('Pack', parent_id=parent.pk).pk}/complete")
    clock.shift(timedelta(days=30))

    assert titles(planner(api)) == ["Trip", "Pack"]


def test_me_returns_the_user_and_preferences(api, alice):
    me = api.get("/me").json()

    assert (me["id"], me["email"]) == (alice.pk, "alice@example.org")
    assert me["preferences"] == planner(api)["preferences"]


def test_preferences_change_keeps_other_preferences(api, alice):
    before = api.get("/me").json()["preferences"]
    after = api.patch("/me/preferences", {"time_zone": "Asia/Kolkata", "week_start": 6}).json()

    assert after == before | {"time_zone": "Asia/Kolkata", "week_start": 6}


def test_planner_date_follows_the_time_zone_and_day_start(api):
    api.patch("/me/preferences", {"time_zone": "Pacific/Kiritimati", "day_start_hour": 0})

    assert planner(api)["today"] == TODAY
    api.patch("/me/preferences", {"time_zone": "America/Los_Angeles", "day_start_hour": 5})
    assert planner(api)["today"] == "2026-03-01"


@pytest.mark.parametrize(
    ("first", "last"),
    [("1900-01-01", "1900-01-01"), ("2199-12-31", "2199-12-31"), ("2026-01-01", "2027-01-01")],
)
def test_planner_and_events_accept_boundary_dates_and_a_whole_year(api, first, last):
    for path in ("planner", "events"):
        assert api.get(f"/{path}?first={first}&last={last}").status_code == 200
