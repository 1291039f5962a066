"""Every API action: undo restores exactly the state before it, and redo the state after it"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import Api
from tests.world import TODAY, everything

# Actions as (method, path, body) for the rows of the world.
ACTIONS = {
    "add a task": lambda w: (
        "POST",
        "/tasks",
        {"title": "Buy milk", "parent_id": w.train.pk, "labels": [w.label.pk], "duration": 5},
    ),
    "add a repeating task": lambda w: (
        "POST",
        "/tasks",
        {"title": "Run", "series": {"rrule": "FREQ=WEEKLY;BYDAY=MO", "starts_on": str(TODAY)}},
    ),
    "quick add several lines": lambda w: (
        "POST",
        "/quickadd",
        {"text": "Party #Work @errand\n  Invite all\n    Find the list\nDance every day 20:00"},
    ),
    "change fields": lambda w: (
        "PATCH",
        f"/tasks/{w.trip.pk}",
        {"title": "Journey", "impact": 1, "duration": None, "scheduled_date": "2026-03-09"},
    ),
    "change labels and blockers": lambda w: (
        "PATCH",
        f"/tasks/{w.pack.pk}",
        {"labels": [w.label.pk], "blocked_by": [w.report.pk]},
    ),
    "move a tree to another domain": lambda w: (
        "PATCH",
        f"/tasks/{w.trip.pk}",
        {"domain_id": w.work.pk},
    ),
    "make a thought of a subtree": lambda w: (
        "PATCH",
        f"/tasks/{w.train.pk}",
        {"domain_id": None},
    ),
    "hang a task elsewhere": lambda w: (
        "PATCH",
        f"/tasks/{w.train.pk}",
        {"parent_id": w.report.pk},
    ),
    "complete a tree": lambda w: ("POST", f"/tasks/{w.trip.pk}/complete", None),
    "complete a leaf": lambda w: ("POST", f"/tasks/{w.seat.pk}/complete", None),
    "reopen": lambda w: ("POST", f"/tasks/{w.tax.pk}/reopen", None),
    "archive a tree": lambda w: ("POST", f"/tasks/{w.trip.pk}/archive", None),
    "archive what is completed": lambda w: ("POST", f"/tasks/{w.tax.pk}/archive", None),
    "archive a series": lambda w: ("POST", f"/tasks/{w.plants.pk}/archive", None),
    "delete a tree": lambda w: ("DELETE", f"/tasks/{w.trip.pk}", None),
    "delete what is archived": lambda w: ("DELETE", f"/tasks/{w.old.pk}", None),
    "delete a series": lambda w: ("DELETE", f"/tasks/{w.plants.pk}", None),
    "delete a day": lambda w: ("DELETE", f"/instances/{w.days[3].pk}", None),
    "delete a completed day": lambda w: ("DELETE", f"/instances/{w.days[0].pk}", None),
    "delete a day after completion": lambda w: ("DELETE", f"/instances/{w.first.pk}", None),
    "delete many": lambda w: (
        "POST",
        "/tasks/batch",
        {"action": "delete", "task_ids": [w.trip.pk], "instance_ids": [w.days[4].pk]},
    ),
    "restore": lambda w: ("POST", f"/tasks/{w.old.pk}/restore", None),
    "repeat": lambda w: (
        "PUT",
        f"/tasks/{w.train.pk}/series",
        {"rrule": "FREQ=DAILY;INTERVAL=2", "starts_on": str(TODAY), "starts_at": "07:30"},
    ),
    "repeat at another time": lambda w: (
        "PUT",
        f"/tasks/{w.plants.pk}/series",
        {"rrule": "FREQ=DAILY", "starts_on": str(TODAY), "starts_at": "19:00"},
    ),
    "repeat on other days": lambda w: (
        "PUT",
        f"/tasks/{w.plants.pk}/series",
        {"rrule": "FREQ=WEEKLY;BYDAY=TU", "starts_on": str(TODAY)},
    ),
    "repeat after completion": lambda w: (
        "PUT",
        f"/tasks/{w.plants.pk}/series",
        {"rrule": "FREQ=DAILY", "starts_on": str(TODAY), "kind": "after_completion"},
    ),
    "repeat by the calendar": lambda w: (
        "PUT",
        f"/tasks/{w.filter_.pk}/series",
        {"rrule": "FREQ=WEEKLY", "starts_on": str(TODAY)},
    ),
    "repeat differently from a day on": lambda w: (
        "PUT",
        f"/tasks/{w.plants.pk}/series",
        {
            "rrule": "FREQ=DAILY;INTERVAL=2",
            "starts_on": str(TODAY),
            "scope": "following",
            "from": str(TODAY + timedelta(days=10)),
        },
    ),
    "stop repeating": lambda w: ("DELETE", f"/tasks/{w.plants.pk}/series", None),
    "stop repeating after completion": lambda w: ("DELETE", f"/tasks/{w.filter_.pk}/series", None),
    "complete a day": lambda w: ("POST", f"/instances/{w.days[4].pk}/complete", None),
    "complete a day that brings the next": lambda w: (
        "POST",
        f"/instances/{w.first.pk}/complete",
        None,
    ),
    "skip a day": lambda w: ("POST", f"/instances/{w.days[4].pk}/skip", None),
    "reopen a completed day": lambda w: ("POST", f"/instances/{w.days[0].pk}/reopen", None),
    "reopen a skipped day": lambda w: ("POST", f"/instances/{w.days[1].pk}/reopen", None),
    "move a day": lambda w: (
        "PATCH",
        f"/instances/{w.days[4].pk}",
        {"scheduled_date": "2026-03-10", "scheduled_time": "21:00"},
    ),
    "give a day its own words": lambda w: (
        "PATCH",
        f"/instances/{w.days[4].pk}",
        {"own_title": "Only the ferns", "own_description": "Not the cactus", "own_duration": 5},
    ),
    "let a day follow its series again": lambda w: (
        "PATCH",
        f"/instances/{w.days[7].pk}",
        {"own_title": None, "own_domain_id": None},
    ),
    "complete all from earlier": lambda w: (
        "POST",
        "/instances/from-earlier",
        {"action": "complete"},
    ),
    "skip a series' days from earlier": lambda w: (
        "POST",
        "/instances/from-earlier",
        {"action": "skip", "task_id": w.plants.pk},
    ),
    "complete many": lambda w: (
        "POST",
        "/tasks/batch",
        {
            "action": "complete",
            "task_ids": [w.trip.pk, w.seat.pk, w.report.pk],
            "instance_ids": [w.days[3].pk, w.first.pk],
        },
    ),
    "change many": lambda w: (
        "POST",
        "/tasks/batch",
        {
            "action": "change",
            "task_ids": [w.trip.pk, w.report.pk],
            "instance_ids": [w.days[3].pk],
            "fields": {"scheduled_date": "2026-03-20", "scheduled_time": "10:00"},
        },
    ),
    "place many blocks": lambda w: (
        "POST",
        "/blocks",
        {
            "blocks": [
                {"task_id": w.train.pk, "scheduled_date": "2026-03-20", "scheduled_time": "10:00"},
                {"instance_id": w.days[3].pk, "scheduled_date": "2026-03-21"},
            ]
        },
    ),
    "archive many": lambda w: (
        "POST",
        "/tasks/batch",
        {"action": "archive", "task_ids": [w.train.pk, w.trip.pk, w.tax.pk]},
    ),
    "skip many": lambda w: (
        "POST",
        "/tasks/batch",
        {"action": "skip", "instance_ids": [w.days[3].pk, w.days[4].pk]},
    ),
    "reopen many": lambda w: (
        "POST",
        "/tasks/batch",
        {
            "action": "reopen",
            "task_ids": [w.tax.pk],
            "instance_ids": [w.days[0].pk, w.days[1].pk],
        },
    ),
    "add a domain": lambda w: ("POST", "/domains", {"name": "Health", "icon": "🫀"}),
    "change a domain": lambda w: (
        "PATCH",
        f"/domains/{w.home.pk}",
        {"name": "Hearth", "colour": "#AABBCC", "position": 0.5},
    ),
    "archive a domain, moving its tasks": lambda w: (
        "POST",
        f"/domains/{w.home.pk}/archive",
        {"tasks": "move", "domain_id": w.work.pk},
    ),
    "archive a domain, making thoughts": lambda w: (
        "POST",
        f"/domains/{w.home.pk}/archive",
        {"tasks": "thoughts"},
    ),
    "archive a domain and its tasks": lambda w: (
        "POST",
        f"/domains/{w.home.pk}/archive",
        {"tasks": "archive"},
    ),
    "archive a domain that a day has": lambda w: (
        "POST",
        f"/domains/{w.work.pk}/archive",
        {"tasks": "thoughts"},
    ),
    "add a label": lambda w: ("POST", "/labels", {"name": "phone"}),
    "change a label": lambda w: ("PATCH", f"/labels/{w.label.pk}", {"name": "shopping"}),
    "change preferences": lambda w: (
        "PATCH",
        "/me/preferences",
        {"theme": "dark", "hour_height": 80, "working_hours": [[[540, 600]]] * 7},
    ),
    "move to another zone": lambda w: ("PATCH", "/me/preferences", {"time_zone": "Asia/Tokyo"}),
    "remove a label": lambda w: ("DELETE", f"/labels/{w.label.pk}", None),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_undo_restores_the_exact_rows_and_redo_the_changed_ones(world, name):
    api = Api(world.user)
    before = everything(world.user)
    api(*ACTIONS[name](world))
    done = api.get("/activity").json()[0]
    after = everything(world.user)
    undone = api.post(f"/activity/{done['id']}/undo").json()

    assert after != before
    assert everything(world.user) == before
    assert api.post(f"/activity/{undone['activity']}/undo").status_code == 200
    assert everything(world.user) == after
