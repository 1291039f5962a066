"""Rejected requests: the right status, a sentence, and nothing written"""

from __future__ import annotations

import json

import pytest

from tasks.models import Activity
from tests.conftest import NOW
from tests.world import everything

TODAY = str(NOW.date())
SERIES = {"rrule": "FREQ=DAILY", "starts_on": TODAY}
LONG = "x" * 501
HALF_CHARACTER = "\ud83d"  # one half of a surrogate pair


@pytest.fixture
def nothing_written(alice):
    before, log = everything(alice), Activity.objects.count()
    yield
    assert everything(alice) == before
    assert Activity.objects.count() == log


def assert_rejected(response, status: int) -> None:
    body = response.json()
    assert response.status_code == status, body
    assert response["Content-Type"] == "application/problem+json"
    assert body["status"] == status
    assert body["title"].endswith(".") and not body["title"][0].islower()


# Each is sent as a new task and as a change of a task.
TASK_FIELDS = [
    {"title": LONG},
    {"title": ""},
    {"title": " \t\x00\x1b "},
    {"title": None},
    {"title": 5},
    {"title": ["a"]},
    {"title": HALF_CHARACTER},
    {"description": "x" * 10_001},
    {"description": HALF_CHARACTER},
    {"description": None},
    {"impact": 0},
    {"impact": 999},
    {"impact": None},
    {"impact": "high"},
    {"impact": 10**30},
    {"clarity": "foggy"},
    {"clarity": "normal\0"},
    {"clarity": HALF_CHARACTER},
    {"duration": -5},
    {"duration": 0},
    {"duration": 1441},
    {"duration": 10**12},
    {"duration": 1.5},
    {"duration": "soon"},
    {"duration": True},
    {"duration": "30"},
    {"duration": 30.0},
    {"duration": 1e400},
    {"impact": True},
    {"impact": "1"},
    {"chunk_min": True},
    {"ideal_time": "noonish"},
    {"ideal_time": "9:00-11:00"},
    {"ideal_time": "09:00-24:00"},
    {"ideal_time": "09:00-09:00"},
    {"ideal_time": None},
    {"ideal_time": ["morning"]},
    {"chunk_min": 5, "chunk_max": "60"},
    {"reminder": False},
    {"position": True},
    {"position": "1.5"},
    {"position": 1e300},
    {"position": 10**400},
    {"pinned": 1},
    {"pinned": "yes"},
    {"deadline_hard": 0},
    {"domain_id": True},
    {"domain_id": "1"},
    {"labels": [True]},
    {"blocked_by": [1.0]},
    {"chunks": [{"date": TODAY, "time": "09:00", "minutes": True}]},
    {"chunks": [{"date": TODAY, "time": "09:00", "minutes": "30"}]},
    {"earliest_start": "1899-12-31"},
    {"reminder": -1},
    {"reminder": 10**9},
    {"position": float("nan")},
    {"position": float("inf")},
    {"position": "first"},
    {"pinned": None},
    {"pinned": "perhaps"},
    {"scheduled_date": "2026-02-30"},
    {"scheduled_date": "0001-01-01"},
    {"deadline_date": "9999-12-31"},
    {"chunks": [{"date": day, "time": "09:00", "minutes": 5} for day in (TODAY, "9999-12-31")]},
    {"scheduled_date": "tomorrow"},
    {"scheduled_date": 0},
    {"scheduled_date": "0"},
    {"scheduled_date": "2026-03-02T10:00:00Z"},
    {"scheduled_date": TODAY, "scheduled_time": "09:00+01:00"},
    {"scheduled_date": TODAY, "scheduled_time": "09:00Z"},
    {"scheduled_date": TODAY, "scheduled_time": "25:00"},
    {"scheduled_date": TODAY, "scheduled_time": 540},
    {"scheduled_time": "09:00"},
    {"deadline_time": "09:00"},
    {"deadline_date": "2026-13-01"},
    {"earliest_start": "20260302"},
    {"labels": 1},
    {"labels": ["errand"]},
    {"labels": [1] * 1_001},
    {"blocked_by": {"id": 1}},
    {"domain_id": 0},
    {"domain_id": 2**63},
    {"parent_id": "a"},
    {"priority": 1},
    {"user_id": 1},
    {"status": "completed"},
    {"completed_at": None},
]


@pytest.mark.parametrize("fields", TASK_FIELDS, ids=repr)
def test_new_task_with_an_invalid_field_is_rejected(api, nothing_written, fields):
    assert_rejected(api.post("/tasks", {"title": "Call Grandma"} | fields), 422)


@pytest.mark.parametrize("fields", TASK_FIELDS, ids=repr)
def test_task_change_with_an_invalid_field_is_rejected(api, make_task, alice, fields):
    task = make_task()
    before = everything(alice)
    assert_rejected(api.patch(f"/tasks/{task.pk}", fields), 422)

    assert everything(alice) == before


@pytest.mark.parametrize(
    "fields",
    [
        {"rrule": "FREQ=SECONDLY"},
        {"rrule": "FREQ=DAILY;COUNT=0"},
        {"rrule": "x" * 501},
        {"rrule": ""},
        {"rrule": "FREQ=DAILY\0"},
        {"rrule": HALF_CHARACTER},
        {"rrule": None},
        {"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"},
        {"starts_on": None},
        {"starts_on": "2026-02-30"},
        {"starts_at": "08:00Z"},
        {"exdates": "2026-03-05"},
        {"exdates": [TODAY] * 3 + ["never"]},
        {"rdates": [f"{year}-01-{day:02}" for year in range(2000, 2040) for day in range(1, 29)]},
        {"missing_days": "jump"},
        {"kind": "sometimes"},
        {"interval": 2},
        {"starts_on": "0001-01-01"},
        {"starts_on": "2200-01-01"},
        {"exdates": ["9999-12-31"]},
        {"rdates": ["1899-12-31"]},
        {"scope": "this"},
        {"scope": "following"},
        {"scope": "following", "from": None},
        {"scope": "following", "from": "2000-01-01"},
    ],
    ids=lambda fields: repr(fields)[:60],
)
def test_invalid_series_is_rejected(api, make_series, alice, fields):
    task = make_series()
    before = everything(alice)
    assert_rejected(api("PUT", f"/tasks/{task.pk}/series", SERIES | fields), 422)

    assert everything(alice) == before


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/domains", {"name": ""}),
        ("POST", "/domains", {"name": LONG}),
        ("POST", "/domains", {"name": "Home", "icon": "\0"}),
        ("POST", "/domains", {"name": "Home", "icon": "x" * 17}),
        ("POST", "/domains", {"name": "Home", "colour": "#12345"}),
        ("POST", "/domains", {"name": "Home", "archived": True}),
        ("POST", "/labels", {"name": "\n"}),
        ("POST", "/labels", {"name": LONG}),
        ("POST", "/labels", {}),
        ("POST", "/quickadd", {"text": ""}),
        ("POST", "/quickadd", {"text": "x" * 20_001}),
        ("POST", "/quickadd", {"text": "!high"}),
        ("POST", "/quickadd", {"text": "Dentist 0001-01-01 8:00"}),
        ("POST", "/plans", {"kind": "day", "first": "0001-01-01T00:00"}),
        ("POST", "/quickadd", {"text": LONG}),
        ("POST", "/quickadd", {"text": HALF_CHARACTER}),
        ("POST", "/quickadd", {"text": "a\n" * 201}),
        ("POST", "/quickadd", {}),
        ("POST", "/quickadd/preview", {"text": 5}),
        ("POST", "/recurrence/preview", SERIES | {"rrule": "FREQ=HOURLY"}),
        ("POST", "/recurrence/preview", {"rrule": "FREQ=DAILY"}),
        ("POST", "/tasks/batch", {"action": "destroy", "task_ids": [1]}),
        ("POST", "/tasks/batch", {"task_ids": [1]}),
        ("POST", "/tasks/batch", {"action": "complete", "task_ids": [1] * 1_001}),
        ("POST", "/tasks/batch", {"action": "complete", "task_ids": "all"}),
        ("POST", "/tasks/batch", {"action": "change", "fields": {"title": "Same"}}),
        ("POST", "/tasks/batch", {"action": "complete", "task_ids": [True]}),
        ("POST", "/tasks/batch", {"action": "complete", "instance_ids": ["1"]}),
        ("POST", "/blocks", {"blocks": [{"task_id": True, "scheduled_date": TODAY}]}),
        ("POST", "/blocks", {"blocks": [{"task_id": 1, "scheduled_date": "2200-01-01"}]}),
        ("POST", "/plans", {"kind": "day", "seed": True}),
        ("POST", "/plans", {"kind": "day", "seed": 1.0}),
        ("POST", "/plans", {"kind": "push", "late_minutes": "30"}),
        ("POST", "/plans", {"kind": "day", "backlog": "no"}),
        ("POST", "/plans", {"kind": "day", "dry_run": 1}),
        ("POST", "/quickadd", {"text": "Milk", "scheduled_date": "0001-01-01"}),
        ("POST", "/quickadd", {"text": "Milk", "domain_id": True}),
        ("POST", "/quickadd/preview", {"text": "Milk", "caret": True}),
        ("POST", "/recurrence/preview", SERIES | {"starts_on": "9999-12-31"}),
        ("POST", "/instances/from-earlier", {"action": "reopen"}),
        ("POST", "/instances/from-earlier", {"action": "skip", "task_id": True}),
        ("POST", "/domains", {"name": "Home", "hours": [[[False, True]]] * 7}),
        ("POST", "/domains", {"name": "Home", "hours": [[["0", "60"]]] * 7}),
        ("POST", "/domains", {"name": "Home", "hours": [[[0, 60]]] * 10_000}),
        ("POST", "/instances/from-earlier", {"action": "skip", "task_id": "a"}),
        ("PATCH", "/me/preferences", {"time_zone": "Mars/Olympus"}),
        ("PATCH", "/me/preferences", {"time_zone": ""}),
        ("PATCH", "/me/preferences", {"time_zone": HALF_CHARACTER}),
        ("PATCH", "/me/preferences", {"week_start": 7}),
        ("PATCH", "/me/preferences", {"day_start_hour": 24}),
        ("PATCH", "/me/preferences", {"day_start_hour": -1}),
        ("PATCH", "/me/preferences", {"week_start": True}),
        ("PATCH", "/me/preferences", {"planning_days": "7"}),
        ("PATCH", "/me/preferences", {"twelve_hour_clock": 1}),
        ("PATCH", "/me/preferences", {"working_hours": [[[False, True]]] * 7}),
        ("PATCH", "/me/preferences", {"working_hours": []}),
        ("PATCH", "/me/preferences", {"working_hours": [[[0, 10**30]]] * 7}),
        ("PATCH", "/me/preferences", {"working_hours": [[[600, 540]]] * 7}),
        ("PATCH", "/me/preferences", {"buffer_minutes": 121}),
        ("PATCH", "/me/preferences", {"planning_days": 0}),
        ("PATCH", "/me/preferences", {"lunch_minutes": 10}),
        ("PATCH", "/me/preferences", {"lunch_begin": 840, "lunch_end": 690}),
        ("PATCH", "/me/preferences", {"lunch_end": 1441}),
        ("PATCH", "/me/preferences", {"lunch_begin": 800}),
        ("PATCH", "/me/preferences", {"break_after": 29}),
        ("PATCH", "/me/preferences", {"break_minutes": 61}),
        ("PATCH", "/me/preferences", {"plan_share": 101}),
        ("PATCH", "/me/preferences", {"plan_share": 9}),
        ("PATCH", "/me/preferences", {"split_above": 59}),
        ("PATCH", "/me/preferences", {"completed_days": 2}),
        ("PATCH", "/me/preferences", {"hour_height": 29}),
        ("PATCH", "/me/preferences", {"theme": "pink"}),
        ("PATCH", "/me/preferences", {"language": "\0"}),
        ("PATCH", "/me/preferences", {"email": "other@example.org"}),
        ("GET", "/planner", None),
        ("GET", "/planner?first=0&last=1", None),
        ("GET", "/planner?first=0001-01-01&last=0001-01-02", None),
        ("GET", "/planner?first=9999-12-30&last=9999-12-31", None),
        ("GET", "/planner?first=2026-01-01&last=2027-01-02", None),
        ("GET", "/events?first=0001-01-01&last=0001-01-02", None),
        ("GET", "/events?first=9999-12-30&last=9999-12-31", None),
        ("GET", "/events?first=1900-01-01&last=2199-12-31", None),
        ("GET", "/instances?first=0001-01-01&last=9999-12-31", None),
        ("GET", "/changes?since=-1", None),
        ("GET", f"/changes?since={'9' * 5_000}", None),
        ("GET", f"/activity?before={'9' * 5_000}", None),
        ("GET", f"/tasks/{'9' * 5_000}", None),
        ("GET", "/tasks/1_0", None),
        ("GET", "/tasks/1/slots?n=5.0", None),
        ("GET", f"/tasks/1/slots?days={'9' * 5_000}", None),
        ("GET", "/tasks/1/promise", None),
        ("GET", f"/tasks/1/promise?by={'9' * 5_000}", None),
        ("GET", "/promise?by=2026-03-04", None),
        ("GET", f"/promise?text={'a' * 3_000}", None),
        ("GET", "/instances?first=2026-03-01", None),
        ("GET", "/instances?first=2026-02-30&last=2026-03-01", None),
        ("GET", "/changes", None),
        ("GET", "/changes?since=yesterday", None),
        ("GET", "/changes?since=99999999999", None),
        ("GET", "/tasks?status=done", None),
        ("GET", "/activity?before=a", None),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_invalid_request_is_rejected(api, nothing_written, method, path, body):
    assert_rejected(api(method, path, body), 422)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b'{"title": ' + b"[" * 100_000, 400),
        (b"[]", 422),
        (b"null", 422),
        (b'"title"', 422),
        (b"1" * 5_000, 400),
        (b'{"title": "' + b"x" * 1_000_000 + b'"}', 413),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_body_that_is_not_a_json_object_is_rejected(api, nothing_written, content, status):
    response = api.client.generic("POST", "/api/v1/tasks", content, content_type="application/json")

    assert_rejected(response, status)


def test_validation_problem_names_the_field(api, alice):
    body = api.post("/tasks", {"title": "Call", "labels": [1, "errand"]}).json()

    assert body["field"] == "labels"
    assert body["title"].startswith("Labels: ")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"scheduled_date": "2026-02-30"}, "Scheduled date: This is not a valid date."),
        ({"scheduled_date": TODAY, "scheduled_time": "25:00"}, "This is not a valid time."),
        ({"series": {"rrule": "FREQ=DAILY"}}, "Starts on: This field is required."),
        ({"priority": 1}, "Priority: There is no such field."),
        ([], "The request body must be a JSON object."),
        (None, "The request body must be a JSON object."),
    ],
)
def test_validation_problem_has_a_readable_sentence(api, fields, sentence):
    body = {"title": "Call"} | fields if isinstance(fields, dict) else fields

    assert api.post("/tasks", body).json()["title"].endswith(sentence)


@pytest.mark.parametrize("path", ["/tasks/987654321", "/nowhere", "/tasks/987654321/nothing"])
def test_unknown_address_or_id_returns_404(api, path):
    assert_rejected(api.get(path), 404)


def test_completed_instance_cannot_be_moved(api, make_series):
    day = make_series().instances.first()
    api.post(f"/instances/{day.pk}/complete")

    assert_rejected(api.patch(f"/instances/{day.pk}", {"scheduled_date": TODAY}), 422)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_dates_at_the_ends_of_the_calendar_cause_no_server_error(api, make_series, day):
    row = make_series().instances.first()
    slot = {"scheduled_date": day, "scheduled_time": "00:00" if day < "1" else "23:59"}

    assert_rejected(api.patch(f"/instances/{row.pk}", slot), 422)
    assert api("PUT", f"/tasks/{row.task_id}/series", SERIES | {"starts_on": day}).status_code in (
        *(200, 422),
    )


def test_conflict_returns_the_current_row(api, make_task):
    path = f"/tasks/{make_task().pk}"
    api.patch(path, {"title": "Visit Grandma", "version": 1})
    response = api.patch(path, {"title": "Write to Grandma", "version": 1})

    assert_rejected(response, 409)
    assert response.json()["current"] == json.loads(api.get("/tasks").content)[0]
