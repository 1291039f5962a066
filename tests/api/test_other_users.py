"""Ids of another user: 404 in every path and every field"""

from __future__ import annotations

import re

import pytest

from tasks.api import api
from tasks.models import Activity, Task
from tests.conftest import NOW, Api
from tests.world import everything, world_of

TODAY = str(NOW.date())
SERIES = {"rrule": "FREQ=DAILY", "starts_on": TODAY}

PATHS = {
    "read a task": lambda w: ("GET", f"/tasks/{w.trip.pk}", None),
    "change a task": lambda w: ("PATCH", f"/tasks/{w.trip.pk}", {"title": "Mine"}),
    "change nothing of a task": lambda w: ("PATCH", f"/tasks/{w.trip.pk}", {}),
    "complete a task": lambda w: ("POST", f"/tasks/{w.trip.pk}/complete", None),
    "reopen a task": lambda w: ("POST", f"/tasks/{w.tax.pk}/reopen", None),
    "archive a task": lambda w: ("POST", f"/tasks/{w.trip.pk}/archive", None),
    "restore a task": lambda w: ("POST", f"/tasks/{w.old.pk}/restore", None),
    "delete a task": lambda w: ("DELETE", f"/tasks/{w.trip.pk}", None),
    "delete a day": lambda w: ("DELETE", f"/instances/{w.days[3].pk}", None),
    "restore a day": lambda w: ("POST", f"/instances/{w.days[3].pk}/restore", None),
    "delete a task permanently": lambda w: ("DELETE", f"/trash/tasks/{w.old.pk}", None),
    "delete a day permanently": lambda w: ("DELETE", f"/trash/instances/{w.days[3].pk}", None),
    "time a task": lambda w: ("POST", f"/tasks/{w.trip.pk}/timer", None),
    "stop timing a task": lambda w: ("DELETE", f"/tasks/{w.trip.pk}/timer", None),
    "find a slot for a task": lambda w: ("GET", f"/tasks/{w.trip.pk}/slots", None),
    "find a slot for a day": lambda w: ("GET", f"/instances/{w.days[3].pk}/slots", None),
    "promise a task": lambda w: ("GET", f"/tasks/{w.trip.pk}/promise?by={TODAY}T23:00", None),
    "read the log of a task": lambda w: ("GET", f"/activity?task_id={w.trip.pk}", None),
    "repeat a task": lambda w: ("PUT", f"/tasks/{w.report.pk}/series", SERIES),
    "split a series": lambda w: (
        "PUT",
        f"/tasks/{w.plants.pk}/series",
        SERIES | {"scope": "following", "from": "2026-03-08"},
    ),
    "pause a series": lambda w: ("PUT", f"/tasks/{w.plants.pk}/series/pause", {"until": None}),
    "remove days away": lambda w: ("DELETE", f"/away/{w.away.pk}", None),
    "stop a series": lambda w: ("DELETE", f"/tasks/{w.plants.pk}/series", None),
    "read a day": lambda w: ("GET", f"/instances/{w.days[3].pk}", None),
    "complete a day": lambda w: ("POST", f"/instances/{w.days[3].pk}/complete", None),
    "skip a day": lambda w: ("POST", f"/instances/{w.days[3].pk}/skip", None),
    "reopen a day": lambda w: ("POST", f"/instances/{w.days[0].pk}/reopen", None),
    "change a day": lambda w: ("PATCH", f"/instances/{w.days[3].pk}", {"own_title": "Mine"}),
    "change a domain": lambda w: ("PATCH", f"/domains/{w.home.pk}", {"name": "Mine"}),
    "archive a domain": lambda w: (
        "POST",
        f"/domains/{w.home.pk}/archive",
        {"tasks": "thoughts"},
    ),
    "restore a domain": lambda w: ("POST", f"/domains/{w.home.pk}/restore", None),
    "change a label": lambda w: ("PATCH", f"/labels/{w.label.pk}", {"name": "mine"}),
    "remove a label": lambda w: ("DELETE", f"/labels/{w.label.pk}", None),
    "undo": lambda w: ("POST", f"/activity/{Activity.objects.latest('pk').pk}/undo", None),
}

# What Bob sends about his own task and instance, with an id of Alice's rows.
FIELDS = {
    "add into a domain": lambda w, own: ("POST", "/tasks", {"title": "x", "domain_id": w.home.pk}),
    "add below a task": lambda w, own: ("POST", "/tasks", {"title": "x", "parent_id": w.trip.pk}),
    "add with a label": lambda w, own: ("POST", "/tasks", {"title": "x", "labels": [w.label.pk]}),
    "add to wait for": lambda w, own: ("POST", "/tasks", {"title": "x", "blocked_by": [w.trip.pk]}),
    "move into a domain": lambda w, own: ("PATCH", own["task"], {"domain_id": w.home.pk}),
    "move below a task": lambda w, own: ("PATCH", own["task"], {"parent_id": w.trip.pk}),
    "put a label on": lambda w, own: ("PATCH", own["task"], {"labels": [w.label.pk]}),
    "wait for a task": lambda w, own: ("PATCH", own["task"], {"blocked_by": [w.trip.pk]}),
    "give a day a domain": lambda w, own: ("PATCH", own["day"], {"own_domain_id": w.home.pk}),
    "empty a domain into one": lambda w, own: (
        "POST",
        f"{own['domain']}/archive",
        {"tasks": "move", "domain_id": w.home.pk},
    ),
    "complete tasks": lambda w, own: (
        "POST",
        "/tasks/batch",
        {"action": "complete", "task_ids": [own["id"], w.trip.pk]},
    ),
    "skip days": lambda w, own: (
        "POST",
        "/tasks/batch",
        {"action": "skip", "instance_ids": [w.days[3].pk]},
    ),
    "place a block of a task": lambda w, own: (
        "POST",
        "/blocks",
        {"blocks": [{"task_id": pk, "scheduled_date": TODAY} for pk in (own["id"], w.trip.pk)]},
    ),
    "place a block of a day": lambda w, own: (
        "POST",
        "/blocks",
        {"blocks": [{"instance_id": w.days[3].pk, "scheduled_date": TODAY}]},
    ),
    "move tasks into a domain": lambda w, own: (
        "POST",
        "/tasks/batch",
        {"action": "change", "task_ids": [own["id"]], "fields": {"domain_id": w.home.pk}},
    ),
    "label tasks": lambda w, own: (
        "POST",
        "/tasks/batch",
        {"action": "change", "task_ids": [own["id"]], "fields": {"labels": [w.label.pk]}},
    ),
    "complete a series from earlier": lambda w, own: (
        "POST",
        "/instances/from-earlier",
        {"action": "complete", "task_id": w.plants.pk},
    ),
    "plan without a task": lambda w, own: (
        "POST",
        "/plans",
        {"kind": "day", "without": [f"t{w.trip.pk}"]},
    ),
    "plan without a day": lambda w, own: (
        "POST",
        "/plans",
        {"kind": "day", "without": [f"i{w.days[3].pk}"], "dry_run": True},
    ),
    "accept a task": lambda w, own: ("POST", own["plan"], {"accept": [f"t{w.trip.pk}"]}),
    "accept a piece of a task": lambda w, own: (
        "POST",
        own["plan"],
        {"accept": [f"t{own['id']}", f"t{w.trip.pk}.2"]},
    ),
    "accept a day": lambda w, own: ("POST", own["plan"], {"accept": [f"i{w.days[3].pk}"]}),
    "quick add into a domain": lambda w, own: (
        "POST",
        "/quickadd",
        {"text": "Milk", "domain_id": w.home.pk},
    ),
    "quick add below a task": lambda w, own: (
        "POST",
        "/quickadd",
        {"text": "Milk", "parent_id": w.trip.pk},
    ),
}


@pytest.fixture
def world(alice):
    return world_of(alice)


@pytest.fixture
def own(bob, make_task, make_series, make_domain):
    task, day = make_task(user=bob), make_series(user=bob).instances.first()
    plan = Api(bob).post("/plans", {"kind": "day"}).json()
    return {
        "plan": f"/plans/{plan['id']}/apply",
        "id": task.pk,
        "task": f"/tasks/{task.pk}",
        "day": f"/instances/{day.pk}",
        "domain": f"/domains/{make_domain('Bobs', bob).pk}",
    }


def assert_not_found(response) -> None:
    assert response.status_code == 404, response.json()
    assert response.json()["title"].endswith(".")


@pytest.mark.parametrize("name", PATHS)
def test_path_with_an_id_of_another_user_returns_404(world, alice, bobs_api, name):
    before = everything(alice)
    assert_not_found(bobs_api(*PATHS[name](world)))

    assert everything(alice) == before


@pytest.mark.parametrize("name", FIELDS)
def test_field_with_an_id_of_another_user_returns_404(world, alice, bob, bobs_api, own, name):
    before = everything(alice), everything(bob)
    assert_not_found(bobs_api(*FIELDS[name](world, own)))

    assert (everything(alice), everything(bob)) == before


@pytest.mark.parametrize(
    "path",
    [
        *("/tasks", "/tasks?status=completed", "/domains", "/labels", "/activity"),
        "/instances?first=2000-01-01&last=2100-01-01",
    ],
)
def test_lists_omit_rows_of_another_user(world, bobs_api, path):
    assert bobs_api.get(path).json() == []


def test_planner_and_changes_omit_rows_of_another_user(world, bobs_api):
    page = bobs_api.get("/planner?first=2026-01-01&last=2026-12-31").json()
    changes = bobs_api.get("/changes?since=0").json()

    assert page["rev"] == changes["rev"] == 0
    assert not any(page[name] for name in ("domains", "labels", "tasks", "instances"))
    assert not any(changes[name] for name in ("domains", "labels", "tasks", "instances"))


def test_every_endpoint_with_an_id_is_covered(world):
    covered = {
        (verb, re.sub(r"\d+", "{pk}", path, count=1).partition("?")[0])
        for verb, path, _ in (request(world) for request in PATHS.values())
    }
    endpoints = {
        (verb.upper(), path)
        for path, verbs in api.get_openapi_schema(path_prefix="")["paths"].items()
        for verb in verbs
        # see test_proposals.py, test_events_api.py and test_problems.py
        if "{pk}" in path and not path.startswith(("/plans/", "/events/", "/calendars/"))
    }
    assert endpoints - covered == set()


def test_quick_add_ignores_names_of_another_user(world, bobs_api):
    preview = bobs_api.post("/quickadd/preview", {"text": "Milk #Home ^Trip @errand"}).json()

    assert preview["lines"][0]["tokens"] == []
    assert preview["suggestions"] == []


def test_from_earlier_leaves_instances_of_another_user(world, alice, bob, clock):
    clock.shift(5 * 24 * 3600)
    before = everything(alice)
    Api(bob).post("/instances/from-earlier", {"action": "complete"})

    assert everything(alice) == before
    assert Task.objects.for_user(bob).count() == 0
