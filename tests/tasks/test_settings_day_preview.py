"""/settings/planning/day/: the sample day"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.models import Preferences
from tasks.editing.settings import change_preferences
from tasks.models import Calendar, CalendarAccount, Event

PREVIEW = "/settings/planning/day/"
PLANNING = "/settings/planning/"
VALUES = {
    "lunch_minutes": 45,
    "lunch_begin": "11:30",
    "lunch_end": "14:00",
    "break_after": 120,
    "break_minutes": 15,
    "plan_share": 80,
    "split_above": 90,
}


def preview(client, **values) -> str:
    response = client.get(PREVIEW, VALUES | values)
    assert response.status_code == 200
    return " ".join(response.text.split())


def make_event(user) -> None:
    account = CalendarAccount.objects.create(user=user, provider="google", state="active")
    calendar = Calendar.objects.create(user=user, account=account, remote_id="a", name="Work")
    times = {"starts_at": datetime(2026, 3, 2, 12, tzinfo=UTC)}
    times["ends_at"] = datetime(2026, 3, 2, 14, tzinfo=UTC)
    Event.objects.create(user=user, calendar=calendar, remote_id="1", title="Secret", **times)


def test_preview_describes_a_day_with_lunch_breaks_and_share(client):
    text = preview(client)

    assert "Monday: the planner fills up to 5h 45m of 7h 15m free time." in text
    assert "Lunch could be at 12:20." in text
    assert "A break of 15 min follows 2h of work." in text
    assert {'class="lunch"', 'class="break"', 'class="work"'} <= {*text.split(" ")}


def test_preview_follows_the_values_without_saving_them(client, alice):
    text = preview(client, lunch_minutes=0, break_after=0, plan_share=50)

    assert "up to 4h of 8h free time." in text
    assert "Lunch could be" not in text
    assert "A break of" not in text
    assert Preferences.objects.get(user=alice).plan_share == 80


@pytest.mark.parametrize("values", [{"plan_share": "x"}, {"lunch_begin": "25:00"}, {}])
def test_preview_of_invalid_values_is_empty(client, values):
    response = client.get(PREVIEW, VALUES | values if values else {})

    assert (response.status_code, response.content) == (422, b"")


def test_preview_shows_the_hours_without_events_of_other_users(client, alice, bob):
    make_event(bob)
    assert "of 7h 15m free time" in preview(client)

    make_event(alice)  # 13:00 to 15:00
    text = preview(client)
    assert "of 5h 15m free time" in text
    assert "Secret" not in text


def test_preview_skips_days_without_hours(client, alice):
    hours = [[], [], [[1320, 1620]], *[[]] * 4]
    change_preferences(alice, {"working_hours": hours})
    assert "Wednesday: the planner fills up to 4h of 5h free time." in preview(client)

    change_preferences(alice, {"working_hours": [[]] * 7})
    assert "Add working hours above to see a sample day." in preview(client)


def test_planning_page_shows_the_saved_day_without_script(client, alice):
    change_preferences(alice, {"plan_share": 50})

    assert "up to 3h 35m of 7h 15m free time." in " ".join(client.get(PLANNING).text.split())


def test_preview_redirects_to_sign_in(stranger):
    assert stranger.get(PREVIEW).url.startswith("/accounts/login/")
