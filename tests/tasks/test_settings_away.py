"""/settings/away/"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tasks.editing import pauses
from tasks.models import Activity, Away
from tests.conftest import NOW, instances_of

PAGE = "/settings/away/"
TODAY = NOW.date()
DAYS = {"first_day": "2026-03-04", "last_day": "2026-03-06"}


def sentences(response, field):
    return response.context["form"].errors.get(field)


def test_days_away_are_added_and_leave_out_days_of_chosen_series(client, alice, make_series):
    task = make_series("FREQ=DAILY")
    pauses.pause(alice, task.pk, None, when_away=True)
    assert client.post(PAGE, DAYS).url == PAGE

    assert Away.objects.get().last_day == date(2026, 3, 6)
    assert date(2026, 3, 5) not in {row.recurrence_id for row in instances_of(task)}
    assert b"1 of your series does." in client.get(PAGE).content


def test_page_lists_upcoming_days_away_before_past_ones(client, alice):
    for days in (10, -10, -20, 5):
        first = TODAY + timedelta(days=days)
        Away.objects.create(user=alice, first_day=first, last_day=first)
    context = client.get(PAGE).context

    assert [(row.first_day - TODAY).days for row in context["upcoming"]] == [5, 10]
    assert [(row.first_day - TODAY).days for row in context["past"]] == [-10, -20]


def test_removed_days_away_return_when_undone(client):
    client.post(PAGE, DAYS)
    assert client.post(f"{PAGE}{Away.objects.get().pk}/remove/").url == PAGE
    assert not Away.objects.exists()
    client.post(f"{PAGE}undo/{Activity.objects.latest('pk').pk}/")

    assert Away.objects.exists()


@pytest.mark.parametrize(
    ("days", "field", "sentence"),
    [
        ({"first_day": ""}, "first_day", "Pick the first day, such as 2026-12-24."),
        (DAYS | {"last_day": "soon"}, "last_day", "“soon” is not a day."),
        (DAYS | {"last_day": "2026-03-01"}, "last_day", "can't be before the first"),
        (DAYS | {"last_day": "2028-03-01"}, "last_day", "at most a year"),
    ],
)
def test_invalid_days_away_are_rejected_with_a_sentence(client, days, field, sentence):
    response = client.post(PAGE, days)

    assert sentence in sentences(response, field)[0]
    assert not Away.objects.exists()


def test_days_away_are_typed_like_dates_in_quick_add(client):
    text = client.get(PAGE).text
    client.post(PAGE, {"first_day": "wed", "last_day": "in 2 weeks"})

    row = Away.objects.get()
    assert (row.first_day.isoformat(), row.last_day.isoformat()) == ("2026-03-04", "2026-03-16")
    assert 'value="Mon 2 Mar"' in text
    assert 'type="date"' not in text


def test_days_away_of_another_person_are_neither_listed_nor_removed(client, bob):
    pauses.add_away(bob, TODAY, TODAY)
    row = Away.objects.get()

    assert client.get(PAGE).context["upcoming"] == []
    assert client.post(f"{PAGE}{row.pk}/remove/").status_code == 404
    assert Away.objects.exists()


def test_page_asks_a_stranger_to_sign_in(client):
    client.logout()

    assert client.get(PAGE).status_code == 302
