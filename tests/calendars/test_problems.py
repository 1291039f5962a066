"""Problems of connected calendars on the planner's page: which, in what words, and their buttons"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tasks.models import Calendar, CalendarAccount, Event
from tests.conftest import NOW, Api, run_jobs

PATH = "/calendars/problems"


@pytest.fixture
def read(calendar):
    """Set when the calendar was last read, and other columns."""

    def save(ago: timedelta | None = None, **columns) -> Calendar:
        read_at = None if ago is None else NOW - ago
        Calendar.objects.filter(pk=calendar.pk).update(read_at=read_at, **columns)
        return calendar

    return save


def sentences(api) -> list[str]:
    return [problem["sentence"] for problem in api.get(PATH).json()]


def test_a_calendar_that_works_has_no_problem(api, read):
    read(timedelta(minutes=15))
    assert api.get(PATH).json() == []


def test_a_new_account_that_was_not_read_yet_has_no_problem(api, read):
    read(None)
    assert api.get(PATH).json() == []


def test_a_calendar_of_an_old_account_that_was_just_chosen_has_no_problem(api, read):
    read(None)
    CalendarAccount.objects.update(
        created_at=NOW - timedelta(days=90), synced_at=NOW - timedelta(minutes=15)
    )
    assert api.get(PATH).json() == []


def test_a_signed_out_account_is_named_with_the_page_to_connect_it(api, account, read):
    read(timedelta(minutes=15))
    CalendarAccount.objects.update(state="signed_out", trouble="Revoked.")
    (problem,) = api.get(PATH).json()

    assert problem["kind"] == "signed_out"
    assert "“Alice at work” is signed out" in problem["sentence"]
    assert problem["url"] == f"/settings/calendars/google/?account={account.pk}"


@pytest.mark.parametrize(
    ("ago", "when"),
    [
        (timedelta(hours=3), "at 06:00"),
        (timedelta(hours=9, minutes=1), "at 23:59 on Sunday 1 March"),
        (timedelta(days=40), "Wednesday 21 January"),
    ],
)
def test_a_stale_calendar_says_since_when_and_why(api, read, ago, when):
    read(ago, trouble="The server doesn't answer.")
    (sentence,) = sentences(api)
    words = when.split(" on ")
    assert sentence.startswith("“Work”: last read ")
    assert all(word in sentence for word in words)
    assert sentence.endswith("The server doesn't answer.")


@pytest.mark.parametrize("row", [Calendar, CalendarAccount])
def test_a_calendar_that_keeps_failing_is_shown_before_it_is_stale(api, read, row):
    read(timedelta(minutes=20), trouble="This address requires a password.")
    row.objects.update(failures=2)
    assert sentences(api) == []
    row.objects.update(failures=3)
    (sentence,) = sentences(api)
    assert sentence.endswith("This address requires a password.")


def test_missing_entries_that_are_not_listed_are_counted(api, read, make_event):
    read(timedelta(minutes=15), held=25, generation=3)
    for n in range(25):
        make_event(title=f"Event {n}", uid=f"{n}", entry=f"{n}", generation=2)
    (problem,) = api.get(PATH).json()
    assert len(problem["entries"]) == 21
    assert problem["entries"][-1]["title"] == "and 5 more"


def test_calendars_of_an_account_are_stale_together(api, account, read):
    read(timedelta(days=2))
    other = {"user": account.user, "account": account, "remote_id": "b"}
    Calendar.objects.create(**other, name="Family", read_at=NOW - timedelta(days=1))
    (sentence,) = sentences(api)
    assert "“Family” and “Work”" in sentence
    assert "Saturday 28 February" in sentence


def test_calendars_that_nobody_looks_at_have_no_problem(api, read):
    read(timedelta(days=2), shown=False, busy=False, ignored=[["Broken", "start"]])
    assert api.get(PATH).json() == []


def test_reading_now_tries_a_resting_calendar_at_once(api, account, read, world):
    read(timedelta(days=2), retry_at=NOW + timedelta(hours=1), failures=3)
    (problem,) = api.get(PATH).json()
    assert api.post(f"/calendars/accounts/{problem['id']}/read").status_code == 200
    row = Calendar.objects.get()
    assert (row.retry_at, row.failures) == (None, 0)
    assert CalendarAccount.objects.get().queued_until > NOW


def test_missing_entries_are_listed_with_title_day_and_count_until_confirmed(api, read, make_event):
    calendar = read(timedelta(minutes=15), held=2, generation=3)
    for day in range(3):
        times = {
            "starts_at": NOW + timedelta(days=day),
            "ends_at": NOW + timedelta(days=day, hours=1),
        }
        make_event(title="Standup", uid="s", entry="s", generation=2, **times)
    make_event(title="Lunch", uid="l", entry="l", generation=2, start=12)
    make_event(title="Stays", uid="x", entry="x", generation=3)
    (problem,) = api.get(PATH).json()

    assert problem["sentence"].startswith("2 events are missing from “Work”.")
    assert problem["entries"] == [
        {"title": "Standup", "detail": "Monday 2 March, 3 occurrences"},
        {"title": "Lunch", "detail": "Monday 2 March"},
    ]
    assert api.post(f"/calendars/{calendar.pk}/confirm").json() == {"deleted": 2}
    assert [event.title for event in Event.objects.all()] == ["Stays"]
    assert api.get(PATH).json() == []


def test_entries_that_could_not_be_read_are_counted_with_their_titles(api, read):
    read(timedelta(minutes=15), ignored=[["Dentist", "start"], ["", "error"], ["Run", "rule"]])
    (problem,) = api.get(PATH).json()
    assert problem["sentence"] == (
        "2 entries of “Work” could not be read: “Dentist” and “(no title)”."
    )
    assert [entry["title"] for entry in problem["entries"]] == ["Dentist", ""]


def test_plan_says_that_its_copy_of_a_calendar_is_older_than_a_day(api, read, make_task):
    make_task("Report", duration=60)
    read(timedelta(hours=20))
    assert "copy" not in api.post("/plans", {"kind": "day"}).json()["sentence"]
    read(timedelta(hours=30))
    plan = api.post("/plans", {"kind": "day"}).json()
    text = "The plan works around a copy of “Work” from Sunday 1 March: newer events are missing."
    assert plan["sentences"][-1] == text


def test_problems_of_another_user_are_neither_shown_nor_changed(
    bobs_api, read, account, make_event
):
    calendar = read(timedelta(days=2), held=1, generation=2, ignored=[["Dentist", "start"]])
    make_event(generation=1)
    assert bobs_api.get(PATH).json() == []
    assert bobs_api.post(f"/calendars/accounts/{account.pk}/read").status_code == 404
    assert bobs_api.post(f"/calendars/{calendar.pk}/confirm").status_code == 404
    run_jobs()
    assert Event.objects.count() == 1


def test_problems_take_two_queries_besides_the_session(api, read, django_assert_max_num_queries):
    read(timedelta(days=2), ignored=[["Dentist", "start"]])
    with django_assert_max_num_queries(4):
        Api.get(api, PATH)
