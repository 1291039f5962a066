"""“Can I promise this?”: /api/v1/tasks/{id}/promise and /api/v1/promise"""

from __future__ import annotations

from datetime import date, time

import pytest

from tasks.models import Proposal, Task

MONDAY = date(2026, 3, 2)

pytestmark = pytest.mark.usefixtures("clock_at_eight")


def promise(api, task, by: str) -> dict:
    response = api.get(f"/tasks/{task.pk}/promise?by={by}")
    assert response.status_code == 200, response.content
    return response.json()


def promise_line(api, text: str, **options) -> dict:
    response = api.client.get("/api/v1/promise", {"text": text, **options})
    assert response.status_code == 200, response.content
    return response.json()


def rejection(api, path: str, **query) -> tuple[int, str]:
    response = api.client.get(f"/api/v1{path}", query)
    return response.status_code, response.json()["title"]


def test_promise_gives_the_chance_and_the_time_that_a_task_would_have(api, add):
    answer = promise(api, add("Report", duration=120), "2026-03-04")

    assert answer["chance"] > 0.95
    assert answer["blocks"] == [{"date": "2026-03-02", "time": "09:00", "minutes": 120}]
    assert answer["moves"] == []
    assert answer["sentence"] == (
        "Yes: more than 9 in 10 to be done by the end of Wed 4 Mar."
        " It would go to Mon 2 Mar 09:00–11:00."
    )


def test_promise_by_a_time_is_less_certain_than_by_the_end_of_the_day(api, add):
    report = add("Report", duration=120)
    noon, soon = (promise(api, report, f"2026-03-02T{at}") for at in ("12:00", "11:00"))

    assert soon["chance"] < 0.5 < noon["chance"] < promise(api, report, "2026-03-02")["chance"]
    assert soon["sentence"].startswith("Unlikely: 4 in 10 to be done by Mon 2 Mar 11:00.")
    assert noon["sentence"].startswith("Maybe: 7 in 10")


def test_promise_of_a_task_with_a_time_keeps_the_time_if_it_is_early_enough(api, add):
    afternoon = {"scheduled_date": MONDAY, "scheduled_time": time(15)}
    call = add("Call", duration=60, **afternoon)
    answer = promise(api, call, "2026-03-03")

    assert answer["blocks"] == [{"date": "2026-03-02", "time": "15:00", "minutes": 60}]
    assert answer["sentence"].endswith(" Its time is Mon 2 Mar 15:00–16:00.")
    assert "It would go to" in promise(api, call, "2026-03-02T12:00")["sentence"]


def test_promise_names_what_would_move_and_moves_nothing(api, add):
    accepted = {"scheduled_date": MONDAY, "scheduled_time": time(9), "placed_by": "plan"}
    mail = add("Mail", duration=60, impact=4, **accepted)
    answer = promise(api, add("Report", duration=60, impact=1), "2026-03-02T10:30")

    assert [(row["title"], row["was"]["time"]) for row in answer["moves"]] == [("Mail", "09:00")]
    assert "“Mail” would move." in answer["sentence"]
    mail.refresh_from_db()
    assert mail.scheduled_time == time(9)
    assert not Proposal.objects.exists()


def test_promise_says_why_a_task_does_not_fit(api, add):
    answer = promise(api, add("Report", duration=90), "2026-03-02T10:00")

    assert (answer["chance"], answer["blocks"]) == (0, [])
    assert answer["sentence"].startswith("No. Doesn't fit: 1h 30m needed, 1h free before")


def test_promise_says_what_a_task_waits_for(api, add):
    first, second = add("Draft", duration=30), add("Report", duration=30)
    api.patch(f"/tasks/{second.pk}", {"blocked_by": [first.pk]})
    answer = promise(api, second, "2026-03-04")

    assert answer["chance"] == 0
    assert answer["sentence"] == "No. Waits for “Draft”, which isn't part of this plan."


def test_promise_is_not_found_for_another_user(bobs_api, add):
    assert rejection(bobs_api, f"/tasks/{add('Report').pk}/promise", by="2026-03-04")[0] == 404


@pytest.mark.parametrize(
    ("by", "sentence"),
    [
        ("2026-03-01", "This deadline has passed. Choose a later one."),
        ("2026-03-02T08:00", "This deadline has passed. Choose a later one."),
        ("2026-02-30", "“2026-02-30” is not a valid date."),
        ("2026-03-04T25:00", "“2026-03-04 25:00” is not a day or time. Try “fri 9:00”"),
        ("2026-06-01", "The planner looks at most 60 days ahead. Choose an earlier deadline."),
        ("some day", "“some day” is not a day or time. Try “fri 9:00” or “3 feb”."),
        ("9999-12-31", "Pick a day between the years 1900 and 2199."),
    ],
)
def test_promise_rejects_impossible_deadlines(api, add, by, sentence):
    status, detail = rejection(api, f"/tasks/{add('Report').pk}/promise", by=by)

    assert status == 422
    assert sentence in detail


@pytest.mark.parametrize(
    ("by", "limit"),
    [
        ("fri", "2026-03-07T00:00"),
        ("fri 9", "2026-03-06T09:00"),
        ("tomorrow 14:30", "2026-03-03T14:30"),
        ("2026-03-04T15:00", "2026-03-04T15:00"),
        ("2026-03-04", "2026-03-05T00:00"),
    ],
)
def test_promise_reads_the_deadline_like_quick_add(api, add, by, limit):
    assert promise(api, add("Report"), by)["by"] == limit
    assert promise_line(api, "Report", by=by)["by"] == limit


@pytest.mark.parametrize("length", ["30h", "for 30 hours", "0m", "1500 minutes"])
def test_promise_of_a_line_rejects_a_duration_that_no_task_can_have(api, length):
    status, detail = rejection(api, "/promise", text=f"Report {length} by wednesday")

    assert status == 422
    assert "a task takes 1 minute to 24 hours" in detail


@pytest.mark.parametrize("end", ["complete", "archive"])
def test_promise_rejects_tasks_that_cannot_be_planned(api, add, make_task, make_series, end):
    thought, closed, series = make_task("Idea"), add("Report"), make_series()
    api.post(f"/tasks/{closed.pk}/{end}")
    sentence = "Only open tasks with a domain and no open subtasks can be planned."

    for task in (thought, closed, series):
        path = f"/tasks/{task.pk}/promise"
        assert rejection(api, path, by="2026-03-04") == (422, sentence)


def test_promise_of_a_line_uses_its_own_deadline_and_adds_nothing(api, home):
    answer = promise_line(api, "Report #home !high 2h by wednesday")

    assert answer["by"] == "2026-03-05T00:00"
    assert answer["blocks"] == [{"date": "2026-03-02", "time": "09:00", "minutes": 120}]
    assert answer["sentence"].startswith("Yes: more than 9 in 10")
    assert not Task.objects.exists()


def test_promise_of_a_line_prefers_the_deadline_of_the_request(api):
    answer = promise_line(api, "Report 2h by wednesday", by="2026-03-02T12:00")

    assert answer["by"] == "2026-03-02T12:00"


def test_promise_of_a_line_uses_the_hours_of_its_domain(api, make_domain):
    api.patch(f"/domains/{make_domain('Home').pk}", {"hours": [[[1080, 1260]]] * 7})

    assert promise_line(api, "Report #home 2h by wednesday")["blocks"][0]["time"] == "18:00"


def test_promise_of_a_line_keeps_its_own_time(api, home):
    answer = promise_line(api, "Report #home 1h tue 14:00 by wednesday")

    assert answer["blocks"] == [{"date": "2026-03-03", "time": "14:00", "minutes": 60}]


def test_promise_of_a_line_works_around_other_tasks(api, add):
    add("Dentist", duration=240, pinned=True, scheduled_date=MONDAY, scheduled_time=time(9))

    assert promise_line(api, "Report 2h by today")["blocks"][0]["time"] >= "13:00"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Report 2h", "Add a deadline to the line, such as “by friday”."),
        ("One by friday\nTwo by friday", "Type one task."),
        ("", "Type one task."),
        ("Water every monday by friday", "A task that repeats has no single deadline."),
        ("Report by friday 31 feb", "“31 feb” is not a valid date."),
        ("#home by friday", "Give the task a title."),
    ],
)
def test_promise_of_a_line_rejects_other_lines(api, home, text, sentence):
    status, detail = rejection(api, "/promise", text=text)

    assert status == 422
    assert sentence in detail
