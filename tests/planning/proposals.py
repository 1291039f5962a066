"""Shortcuts for the tests of proposals through the API."""

from __future__ import annotations


def plan(api, kind="day", **options) -> dict:
    response = api.post("/plans", {"kind": kind, **options})
    assert response.status_code == 200, response.content
    return response.json()


def blocks(proposal) -> dict[str, str]:
    return {row["title"]: f"{row['date'][8:]} {row['time']}" for row in proposal["blocks"]}


def left_out(proposal) -> dict[str, str]:
    return {row["title"]: row["sentence"] for row in proposal["left_out"]}


def apply(api, proposal, accept=None):
    return api.post(f"/plans/{proposal['id']}/apply", {"accept": accept})


def placement(task) -> tuple:
    task.refresh_from_db()
    return task.scheduled_date, task.scheduled_time and task.scheduled_time.strftime("%H:%M")
