"""Pauses of series and days away, through the API"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tasks.materialization import materialize_all_instances
from tasks.models import Series
from tests.conftest import NOW, instances_of
from tests.world import everything

TODAY = NOW.date()
UNTIL = "2026-03-10"
TRIP = {"first_day": "2026-03-04", "last_day": "2026-03-06"}


@pytest.fixture
def plants(make_series):
    return make_series()


def pending(task) -> list[date]:
    return [row.recurrence_id for row in instances_of(task) if row.status == "pending"]


def pause(api, task, **body):
    return api("PUT", f"/tasks/{task.pk}/series/pause", body)


def test_paused_series_has_no_days_until_it_continues(alice, api, plants):
    api.post(f"/instances/{instances_of(plants)[0].pk}/complete")
    before = everything(alice)
    patch = pause(api, plants, until=UNTIL).json()

    assert pending(plants)[0] == date(2026, 3, 10)
    assert patch["tasks"][0]["series"]["paused_until"] == UNTIL
    api.post(f"/activity/{patch['activity']}/undo")
    assert everything(alice) == before


def test_ended_pause_brings_the_days_back(api, plants):
    pause(api, plants, until=UNTIL)
    pause(api, plants, until=None)

    assert pending(plants) == [TODAY + timedelta(days=n) for n in range(61)]


@pytest.mark.parametrize("until", [TODAY, TODAY - timedelta(days=3)])
def test_pause_until_a_day_that_has_come_is_rejected(api, plants, until):
    response = pause(api, plants, until=f"{until}")
    assert (response.status_code, response.json()["field"]) == (422, "until")
    assert response.json()["title"] == "A pause ends on a day after today."
    assert pending(plants)[0] == TODAY


def test_pause_that_is_over_lets_the_series_follow_the_days_away(api, plants, clock):
    pause(api, plants, until=UNTIL)
    clock.shift(timedelta(days=30))
    patch = pause(api, plants, until=UNTIL, when_away=True).json()
    assert patch["tasks"][0]["series"]["pauses_when_away"]


def test_series_paused_beyond_the_horizon_has_its_next_day_then(api, plants, clock):
    pause(api, plants, until="2026-12-01")
    clock.shift(timedelta(days=30))
    materialize_all_instances()

    assert pending(plants) == [date(2026, 12, 1)]


def test_paused_series_after_completion_waits_until_it_continues(api, make_series):
    filter_ = make_series("FREQ=DAILY;INTERVAL=3", kind="after_completion")
    pause(api, filter_, until=UNTIL)
    assert [row.scheduled_date for row in instances_of(filter_)] == [date(2026, 3, 10)]

    pause(api, filter_, until="2026-03-20")
    api.post(f"/instances/{instances_of(filter_)[0].pk}/complete")
    assert instances_of(filter_)[-1].scheduled_date == date(2026, 3, 20)


def test_days_away_are_left_out_by_series_that_choose_to(alice, api, bobs_api, plants, make_series):
    other = make_series(title="Take the pill")
    pause(api, plants, when_away=True)
    before = everything(alice)
    patch = api.post("/away", TRIP).json()

    assert [day.day for day in pending(plants)[:3]] == [2, 3, 7]
    assert len(pending(other)) == 61
    periods = [(row["first_day"], row["last_day"]) for row in api.get("/away").json()]
    assert periods == [("2026-03-04", "2026-03-06")]
    assert bobs_api.get("/away").json() == []
    api.post(f"/activity/{patch['activity']}/undo")
    assert everything(alice) == before


def test_removed_days_away_bring_the_days_back(api, bobs_api, plants):
    pause(api, plants, when_away=True)
    api.post("/away", TRIP)
    (row,) = api.get("/away").json()
    assert bobs_api("DELETE", f"/away/{row['id']}").status_code == 404
    api("DELETE", f"/away/{row['id']}")

    assert len(pending(plants)) == 61


def test_cycle_leaves_out_days_away(api, plants, clock):
    pause(api, plants, when_away=True)
    api.post("/away", {"first_day": "2026-05-01", "last_day": "2026-05-03"})
    clock.shift(timedelta(days=3))
    materialize_all_instances()

    assert [day.isoformat() for day in pending(plants)[-2:]] == ["2026-04-30", "2026-05-04"]


def test_days_away_are_on_the_calendar_as_an_all_day_event(api, bobs_api):
    api.post("/away", TRIP)

    for path, rows in (("/planner", lambda body: body["events"]), ("/events", lambda body: body)):
        query = f"{path}?first=2026-03-06&last=2026-03-10"
        (event,) = rows(api.get(query).json())
        assert (event["title"], event["starts_on"], event["ends_on"]) == (
            *("Away", "2026-03-04", "2026-03-07"),
        )
        assert rows(bobs_api.get(query).json()) == []
    assert api.get("/events?first=2026-03-07&last=2026-03-10").json() == []


@pytest.mark.parametrize(
    "body",
    [
        {"first_day": "2026-03-06", "last_day": "2026-03-04"},
        {"first_day": "2026-03-06", "last_day": "2028-03-04"},
    ],
)
def test_impossible_days_away_are_rejected(api, body):
    assert api.post("/away", body).status_code == 422


def test_other_user_cannot_pause_a_series(bobs_api, plants):
    assert pause(bobs_api, plants, until=UNTIL).status_code == 404
    assert Series.objects.get(pk=plants.pk).paused_until is None


def test_task_that_does_not_repeat_cannot_be_paused(api, make_task):
    assert pause(api, make_task(), until=UNTIL).status_code == 404
